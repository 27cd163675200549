package dev.aft.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What both sides of SCRAM-SHA-256 (RFC 5802, RFC 7677) share: names, bounds and arithmetic.
 *
 * <p>{@link ScramServer} and {@link ScramClient} are one side of one exchange each; {@link
 * ScramVerifier} is what a server keeps instead of a password.
 */
public final class Scram {
  public static final String SHA_256 = "SCRAM-SHA-256";

  /** With channel binding; only offered and chosen over TLS. */
  public static final String SHA_256_PLUS = "SCRAM-SHA-256-PLUS";

  /** What verifiers are made with unless told otherwise, as PostgreSQL does. */
  public static final int DEFAULT_ITERATIONS = 4096;

  /** The least that RFC 7677 allows. */
  public static final int MIN_ITERATIONS = 4096;

  /** Each is work for the client, who must not be made to compute for minutes. */
  public static final int MAX_ITERATIONS = 1_000_000;

  /** The longest message of an exchange, either way. */
  public static final int MAX_MESSAGE_BYTES = 2048;

  static final String BINDING_TYPE = "tls-server-end-point";
  static final int MAX_SALT_BYTES = 256;
  private static final int NONCE_BYTES = 18;
  private static final String HMAC = "HmacSHA256";

  private Scram() {}

  /** A fresh nonce of 24 printable characters. */
  public static String nonce(SecureRandom random) {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return base64(bytes);
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] hmac(byte[] key, byte[] data) {
    return mac(key).doFinal(data);
  }

  static byte[] hash(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Hi() of RFC 5802, section 2.2: PBKDF2 with one block. */
  static byte[] saltedPassword(byte[] password, byte[] salt, int iterations) {
    // A key must not be empty for the JDK; one zero byte is the same key to HMAC.
    Mac mac = mac(password.length == 0 ? new byte[1] : password);
    mac.update(salt);
    byte[] last = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] result = last.clone();
    for (int i = 1; i < iterations; i++) {
      last = mac.doFinal(last);
      for (int k = 0; k < result.length; k++) {
        result[k] ^= last[k];
      }
    }
    return result;
  }

  static byte[] xor(byte[] left, byte[] right) {
    byte[] result = new byte[left.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (left[i] ^ right[i]);
    }
    return result;
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  static void requireIterations(int iterations) {
    if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
      throw new ProtocolException(
          SqlState.INVALID_PARAMETER_VALUE,
          "a SCRAM iteration count must be between "
              + MIN_ITERATIONS
              + " and "
              + MAX_ITERATIONS
              + ", not "
              + iterations);
    }
  }
}
