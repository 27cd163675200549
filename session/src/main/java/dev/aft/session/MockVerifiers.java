package dev.aft.session;

import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.Scram;
import dev.aft.protocol.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifiers for users that do not exist or have no password: the same for the same name each time,
 * so that asking twice does not tell. Made from a secret of the node. Thread-safe.
 */
final class MockVerifiers {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SALT_BYTES = 16;

  private final SecretKeySpec secret;

  MockVerifiers(RandomGenerator random) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    this.secret = new SecretKeySpec(key, ALGORITHM);
  }

  ScramVerifier of(String user) {
    OpaqueBytes salt = new OpaqueBytes(Arrays.copyOf(mac("salt " + user), SALT_BYTES));
    return new ScramVerifier(
        Scram.DEFAULT_ITERATIONS,
        salt,
        new OpaqueBytes(mac("stored " + user)),
        new OpaqueBytes(mac("server " + user)));
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
