package dev.aft.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.server.TestCertificates;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import dev.aft.server.setting.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start says of files that cannot be used. */
class IdentityTest {
  @TempDir private Path folder = Path.of(".");
  private TestCertificates certificates;

  @BeforeEach
  void makeCertificates() throws Exception {
    certificates = new TestCertificates(folder);
  }

  private Settings settings() {
    Map<Setting, String> texts = certificates.settings("require");
    texts.put(Setting.TLS_CLIENT_CA, certificates.file("ca.pem").toString());
    texts.put(Setting.TLS_CLIENT_AUTH, "want");
    return Settings.of(texts);
  }

  private Identity load() {
    return Identity.of(TlsFiles.read(settings()), settings(), TlsLibrary.JDK, new SecureRandom());
  }

  private void assertRefused(String... parts) {
    String message = String.valueOf(assertThrows(SettingException.class, this::load).getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void goodFilesMakeAnIdentity() {
    Identity identity = load();
    assertEquals(certificates.node().getCertificate(), identity.certificate());
    assertTrue(identity.context().isServer());
  }

  @Test
  void textAroundTheBlocksIsAComment() throws Exception {
    certificates.write(
        "node.pem", "Bag Attributes\n  x: y\n" + certificates.node().getCertificatePathPEM());
    assertEquals(certificates.node().getCertificate(), load().certificate());
  }

  @Test
  void missingFileIsNamedTogetherWithItsSetting() throws Exception {
    Files.delete(certificates.file("node.key"));
    assertRefused("tls-key", certificates.file("node.key").toString(), "does not exist");
  }

  @Test
  void fileWithoutACertificateOrAKeyIsRefused() throws Exception {
    certificates.write("node.pem", "hello");
    assertRefused("tls-certificate", "no certificate");
    certificates.renewNode();
    certificates.write("node.key", "");
    assertRefused("tls-key", "no private key");
  }

  @Test
  void damagedCertificateIsRefused() throws Exception {
    certificates.write("ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
    assertRefused("tls-client-ca", "damaged certificate");
  }

  @Test
  void keyOfAnotherCertificateIsRefused() throws Exception {
    certificates.write("node.key", certificates.client().getPrivateKeyPEM());
    assertRefused("tls-key", "does not belong", "tls-certificate", "localhost");
  }

  @Test
  void hugeFileIsNotRead() throws Exception {
    certificates.write("node.pem", " ".repeat(2_000_000));
    assertRefused("too large");
  }

  @Test
  void settingsThatNeedEachOtherAreChecked() {
    for (Map<Setting, String> texts :
        java.util.List.of(
            Map.of(Setting.TLS, "allow"),
            Map.of(Setting.TLS, "allow", Setting.TLS_CERTIFICATE, "x"),
            Map.of(Setting.TLS_CLIENT_AUTH, "need"),
            Map.of(Setting.TLS_CLIENT_AUTH, "need", Setting.TLS_CLIENT_CA, "x"))) {
      assertThrows(SettingException.class, () -> Settings.of(texts));
    }
  }

  @Test
  void nothingIsOpenedWhenTlsIsOff() {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    try {
      assertNull(
          Tls.open(Settings.defaults(), InstantSource.system(), new SecureRandom(), scheduler));
      assertEquals(0, scheduler.getQueue().size());
    } finally {
      scheduler.shutdownNow();
    }
  }
}
