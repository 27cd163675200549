package dev.aft.driver.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads certificates and keys. What cannot be used is an IOException that names the file. */
final class PemFiles {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
  private static final int MAX_BYTES = 1 << 20;

  private PemFiles() {}

  static Collection<? extends Certificate> certificates(String file) throws IOException {
    try {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)));
      if (all.isEmpty()) {
        throw new IOException("there is no certificate in " + file);
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates in " + file + " cannot be read", e);
    }
  }

  static PrivateKey key(String file, String password) throws IOException {
    byte[] bytes = bytes(file);
    Matcher blocks = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    boolean isPem = false;
    while (blocks.find()) {
      isPem = true;
      String kind = blocks.group(1);
      if (kind.equals("PRIVATE KEY")) {
        return plain(file, der(file, blocks.group(2)));
      }
      if (kind.equals("ENCRYPTED PRIVATE KEY")) {
        return encrypted(file, der(file, blocks.group(2)), password);
      }
      if (kind.endsWith("PRIVATE KEY")) {
        throw new IOException(
            "the key in "
                + file
                + " is not PKCS #8: openssl pkcs8 -topk8 -nocrypt -in "
                + file
                + " makes one");
      }
    }
    if (isPem) {
      throw new IOException("there is no private key in " + file);
    }
    return password.isEmpty() ? plain(file, bytes) : encrypted(file, bytes, password);
  }

  private static byte[] der(String file, String base64) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException("the key in " + file + " is damaged", e);
    }
  }

  private static PrivateKey plain(String file, byte[] der) throws IOException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // A key of another algorithm: the next may fit.
      } catch (GeneralSecurityException e) {
        throw new IOException("the key in " + file + " cannot be read", e);
      }
    }
    throw new IOException("the key in " + file + " is none that this Java platform knows");
  }

  private static PrivateKey encrypted(String file, byte[] der, String password) throws IOException {
    if (password.isEmpty()) {
      throw new IOException("the key in " + file + " is encrypted: set sslpassword");
    }
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray());
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      // For PBES2 only the parameters know the whole name of the algorithm.
      String named = info.getAlgName();
      boolean whole = named.startsWith("PBEWith");
      String algorithm = whole ? named : String.valueOf(info.getAlgParameters());
      Key key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
      return plain(file, info.getKeySpec(cipher).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the key in " + file + " cannot be decrypted: is sslpassword its password?", e);
    } finally {
      spec.clearPassword();
    }
  }

  private static byte[] bytes(String file) throws IOException {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > MAX_BYTES) {
        throw new IOException(file + " is too long for certificates or a key");
      }
      return Files.readAllBytes(path);
    } catch (InvalidPathException e) {
      throw new IOException(file + " is no name of a file", e);
    }
  }
}
