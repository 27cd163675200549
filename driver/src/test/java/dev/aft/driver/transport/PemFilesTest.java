package dev.aft.driver.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files were made with openssl: {@code openssl pkcs8 -topk8} and the like. */
@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
class PemFilesTest {
  private static final String FOLDER = "src/test/resources/tls/";
  @TempDir Path folder;

  private static String refused(String file, String password) {
    IOException e = assertThrows(IOException.class, () -> PemFiles.key(file, password));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(file), message);
    return message;
  }

  @Test
  void keysOfEveryAlgorithmAreRead() throws IOException {
    assertEquals("RSA", PemFiles.key(FOLDER + "rsa.key", "").getAlgorithm());
    assertEquals("EC", PemFiles.key(FOLDER + "ec.key", "").getAlgorithm());
    assertEquals("EdDSA", PemFiles.key(FOLDER + "ed25519.key", "").getAlgorithm());
  }

  @Test
  void anEncryptedKeyAndOneInDerAreTheSameKey() throws IOException {
    byte[] key = PemFiles.key(FOLDER + "ec.key", "").getEncoded();
    assertArrayEquals(key, PemFiles.key(FOLDER + "encrypted.key", "pw").getEncoded());
    assertArrayEquals(key, PemFiles.key(FOLDER + "ec.der", "").getEncoded());
    assertArrayEquals(key, PemFiles.key(FOLDER + "encrypted.der", "pw").getEncoded());
  }

  @Test
  void whatCannotBeUsedIsNamedWithTheReason() throws IOException {
    assertTrue(refused(FOLDER + "encrypted.key", "").contains("set sslpassword"));
    assertTrue(refused(FOLDER + "encrypted.key", "wrong").contains("cannot be decrypted"));
    assertTrue(refused(FOLDER + "pkcs1.key", "").contains("openssl pkcs8"));
    assertTrue(refused(FOLDER + "certificates.pem", "").contains("no private key"));
    Path damaged = folder.resolve("damaged.key");
    Files.writeString(damaged, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertTrue(refused(damaged.toString(), "").contains("none that this Java platform knows"));
  }

  @Test
  void certificatesAreRead() throws IOException {
    assertEquals(1, PemFiles.certificates(FOLDER + "certificates.pem").size());
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
    assertThrows(IOException.class, () -> PemFiles.certificates(empty.toString()));
  }

  @Test
  void settingsDoNotTellThePasswordOfTheKey() {
    TlsSettings settings = new TlsSettings(TlsMode.REQUIRE, "", "cert", "key", "secret", "TLSv1.3");
    assertTrue(!settings.toString().contains("secret"));
  }

  @Test
  void equalSettingsShareAContextUntilAFileChanges() throws IOException {
    Path roots = folder.resolve("roots.pem");
    Files.copy(Path.of(FOLDER + "certificates.pem"), roots);
    TlsSettings settings =
        new TlsSettings(TlsMode.VERIFY_CA, roots.toString(), "", "", "", "TLSv1.3");
    Object first = TlsContexts.shared(settings);
    assertEquals(first, TlsContexts.shared(settings));
    Files.writeString(roots, Files.readString(roots) + "\n");
    assertTrue(first != TlsContexts.shared(settings));
    Files.delete(roots);
    IOException missing = assertThrows(IOException.class, () -> TlsContexts.shared(settings));
    assertTrue(String.valueOf(missing.getMessage()).contains("is not there"));
  }

  @Test
  void aCertificateWithoutItsKeyIsRefused() {
    TlsSettings settings =
        new TlsSettings(TlsMode.REQUIRE, "", FOLDER + "certificates.pem", "", "", "TLSv1.3");
    assertThrows(IOException.class, () -> TlsContexts.shared(settings));
  }
}
