package dev.aft.server.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Reads private keys: PKCS #8, in the clear or encrypted (RFC 5958), PKCS #1 for RSA (RFC 8017) and
 * SEC 1 for elliptic curves (RFC 5915), as {@code openssl} writes them.
 */
final class PrivateKeys {
  private static final String PBES2 = "1.2.840.113549.1.5.13";

  /** INTEGER 0: the version of PKCS #8. */
  private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};

  /** rsaEncryption with its NULL. */
  private static final byte[] RSA = {
    0x06,
    0x09,
    0x2A,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xF7,
    0x0D,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** id-ecPublicKey. */
  private static final byte[] EC = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
  };

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PrivateKeys() {}

  /**
   * The key of a block.
   *
   * @param password empty when there is none
   * @throws IllegalArgumentException that says what is wrong with it
   */
  static PrivateKey read(PemBlock block, String password) {
    if (block.isEncryptedTheOldWay()) {
      throw new IllegalArgumentException(
          "is encrypted in a format of old OpenSSL; convert it with: openssl pkcs8 -topk8 -in OLD"
              + " -out NEW");
    }
    byte[] der = block.der().unsafeArray();
    return switch (block.label()) {
      case "PRIVATE KEY" -> ofPkcs8(new PKCS8EncodedKeySpec(der));
      case "ENCRYPTED PRIVATE KEY" -> ofPkcs8(decrypt(der, password));
      case "RSA PRIVATE KEY" -> ofPkcs8(wrap(Der.encode(Der.SEQUENCE, RSA), der));
      case "EC PRIVATE KEY" ->
          ofPkcs8(wrap(Der.encode(Der.SEQUENCE, EC, curveOf(new Der.Reader(der))), der));
      default ->
          throw new IllegalArgumentException(
              "has a private key of an unknown format: " + block.label());
    };
  }

  private static PKCS8EncodedKeySpec wrap(byte[] algorithm, byte[] key) {
    return new PKCS8EncodedKeySpec(
        Der.encode(Der.SEQUENCE, VERSION_0, algorithm, Der.encode(Der.OCTET_STRING, key)));
  }

  /** ECPrivateKey: version, key, then the curve below the tag [0]. */
  private static byte[] curveOf(Der.Reader reader) {
    Der.Reader key = reader.enter(Der.SEQUENCE);
    while (key.hasNext()) {
      if (key.peekTag() == Der.CONTEXT_0) {
        return key.enterAny().rest();
      }
      key.enterAny();
    }
    throw new IllegalArgumentException("has a private key that does not name its curve");
  }

  private static PrivateKey ofPkcs8(PKCS8EncodedKeySpec spec) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // A key of another algorithm; the next one may know it.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java has no keys of type " + algorithm, e);
      }
    }
    throw new IllegalArgumentException(
        "has a private key that is damaged or of an unknown type; known are RSA, EC and Ed25519");
  }

  private static PKCS8EncodedKeySpec decrypt(byte[] der, String password) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException(
          "is encrypted; set tls-key-password, best by the environment variable"
              + " AFT_TLS_KEY_PASSWORD");
    }
    PBEKeySpec secret = new PBEKeySpec(password.toCharArray());
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      String algorithm =
          PBES2.equals(info.getAlgName()) || "PBES2".equals(info.getAlgName())
              ? info.getAlgParameters().toString()
              : info.getAlgName();
      SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(secret);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
      return info.getKeySpec(cipher);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("cannot be decrypted with tls-key-password", e);
    } finally {
      secret.clearPassword();
    }
  }

  /** Whether what {@code key} signs is verified by {@code certificate}. */
  static boolean belong(PrivateKey key, X509Certificate certificate) {
    byte[] text = {'a', 'f', 't'};
    try {
      Signature signature = Signature.getInstance(signatureAlgorithm(key));
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String signatureAlgorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
