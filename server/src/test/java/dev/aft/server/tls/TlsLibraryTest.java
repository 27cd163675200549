package dev.aft.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aft.server.TestCertificates;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import dev.aft.server.setting.Settings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That Java's TLS and BoringSSL take the same keys, and what is different in their sessions. */
class TlsLibraryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private static Path folder = Path.of(".");
  private static TestCertificates certificates;

  /** What the names of the node's files begin with. */
  private String files = "node";

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(folder);
  }

  private Identity load(TlsLibrary library, String provider) {
    assumeTrue(
        library == TlsLibrary.JDK || TlsLibrary.isBoringSslThere(), "BoringSSL does not load here");
    Map<Setting, String> texts = certificates.settings("require");
    texts.put(Setting.TLS_PROVIDER, provider);
    texts.put(Setting.TLS_CERTIFICATE, certificates.file(files + ".pem").toString());
    texts.put(Setting.TLS_KEY, certificates.file(files + ".key").toString());
    Settings settings = Settings.of(texts);
    return Identity.of(TlsFiles.read(settings), settings, library, new SecureRandom());
  }

  private Identity load(TlsLibrary library) {
    return load(library, library.name().toLowerCase(Locale.ROOT));
  }

  /** The files of a node with a key of this kind, and a client that trusts it. */
  private SSLContext keyOf(Algorithm algorithm) throws Exception {
    var own =
        new CertificateBuilder()
            .algorithm(algorithm)
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    files = algorithm.toString();
    certificates.write(files + ".pem", own.getCertificatePathPEM());
    certificates.write(files + ".key", own.getPrivateKeyPEM());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {own.toTrustManager()}, null);
    return context;
  }

  @Test
  void allKindsOfKeysWorkInBothVersionsWithBoth() throws Exception {
    for (Algorithm algorithm :
        new Algorithm[] {Algorithm.rsa2048, Algorithm.ecp384, Algorithm.ed25519}) {
      SSLContext client = keyOf(algorithm);
      for (TlsLibrary library : available()) {
        try (Identity identity = load(library, library == TlsLibrary.JDK ? "jdk" : "auto")) {
          for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
            try (EnginePair pair = new EnginePair(client, identity, version)) {
              pair.shakeHands();
              assertEquals(version, pair.node().getSession().getProtocol(), algorithm.toString());
            }
          }
        }
      }
    }
  }

  private static List<TlsLibrary> available() {
    return TlsLibrary.isBoringSslThere()
        ? List.of(TlsLibrary.BORINGSSL, TlsLibrary.JDK)
        : List.of(TlsLibrary.JDK);
  }

  @Test
  void keyThatBoringSslDoesNotKnowIsLeftToJavaUnlessTheSettingsInsist() throws Exception {
    keyOf(Algorithm.ed25519);
    try (Identity identity = load(TlsLibrary.BORINGSSL, "auto")) {
      assertEquals(TlsLibrary.JDK, identity.library());
    }
    String message =
        String.valueOf(
            assertThrows(
                    SettingException.class, () -> load(TlsLibrary.BORINGSSL, "boringssl").close())
                .getMessage());
    assertTrue(message.contains("tls-provider"), message);
  }

  @Test
  void settingsChooseTheLibrary() {
    assertEquals(TlsLibrary.JDK, chosen("jdk"));
    assumeTrue(TlsLibrary.isBoringSslThere(), "BoringSSL does not load here");
    assertEquals(TlsLibrary.BORINGSSL, chosen("auto"));
    assertEquals(TlsLibrary.BORINGSSL, chosen("boringssl"));
  }

  private static TlsLibrary chosen(String provider) {
    return TlsLibrary.choose(Settings.of(Map.of(Setting.TLS_PROVIDER, provider)));
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void sessionsAreResumedInBothVersions(TlsLibrary library) throws Exception {
    SSLContext client = certificates.trusting();
    try (Identity identity = load(library)) {
      renew(identity, START);
      for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
        assertFalse(isResumed(client, identity, version), version);
        assertTrue(isResumed(client, identity, version), version);
      }
    }
  }

  @Test
  void noTicketOutlivesTheLifeOfASession() throws Exception {
    SSLContext client = certificates.trusting();
    try (Identity identity = load(TlsLibrary.BORINGSSL)) {
      renew(identity, START);
      assertFalse(isResumed(client, identity, "TLSv1.3"));
      renew(identity, START.plus(Duration.ofMinutes(119)));
      assertTrue(isResumed(client, identity, "TLSv1.3"), "two hours have not passed");
      renew(identity, START.plus(Duration.ofHours(2)));
      assertFalse(isResumed(client, identity, "TLSv1.3"), "they have");
      renew(identity, START);
      assertFalse(isResumed(client, identity, "TLSv1.3"), "a clock that goes back renews as well");
    }
  }

  private static void renew(Identity identity, Instant now) {
    TicketKeys tickets = identity.tickets();
    if (tickets != null) {
      tickets.renew(now);
    }
  }

  private static boolean isResumed(SSLContext client, Identity identity, String version)
      throws Exception {
    long start = System.currentTimeMillis();
    while (System.currentTimeMillis() == start) {
      Thread.onSpinWait(); // Java's sessions are told apart by the millisecond.
    }
    start = System.currentTimeMillis();
    try (EnginePair pair = new EnginePair(client, identity, version)) {
      pair.shakeHands();
      return pair.isResumed(start);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsLibrary.class)
  void identityThatIsClosedServesItsConnectionsAndMakesNoOthers(TlsLibrary library)
      throws Exception {
    Identity identity = load(library);
    SslHandler handler =
        Objects.requireNonNull(identity.newHandler(ByteBufAllocator.DEFAULT, Runnable::run));
    EnginePair pair = new EnginePair(certificates.trusting(), identity);
    identity.close();
    pair.shakeHands();
    pair.close();
    assertNotNull(handler.engine().getSession());
    ReferenceCountUtil.release(handler.engine());
    if (identity.context() instanceof ReferenceCounted counted) {
      assertEquals(0, counted.refCnt());
      assertNull(identity.newHandler(ByteBufAllocator.DEFAULT, Runnable::run));
    }
  }
}
