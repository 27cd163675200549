package dev.aft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.session.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The node with TLS, over real sockets, with each provider that works here. */
@ParameterizedClass
@MethodSource("dev.aft.server.TestCertificates#providers")
class TlsIT {
  @TempDir private static Path folder = Path.of(".");
  private static TestCertificates certificates;
  private static SSLContext trusting;

  private final FakeBackend backend = new FakeBackend();
  private final String provider;
  private AftServer server;

  TlsIT(String provider) {
    this.provider = provider;
    server = start("allow", Map.of());
  }

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(folder);
    trusting = certificates.trusting();
  }

  private AftServer start(String mode, Map<Setting, String> more) {
    Map<Setting, String> texts = new EnumMap<>(certificates.settings(mode));
    texts.put(Setting.TLS_PROVIDER, provider);
    texts.put(Setting.LISTEN, "127.0.0.1:0");
    texts.put(Setting.METRICS_LISTEN, "127.0.0.1:0");
    texts.putAll(more);
    return AftServer.start(Settings.of(texts), (settings, surroundings) -> backend);
  }

  private void restart(String mode, Map<Setting, String> more) {
    server.close();
    server = start(mode, more);
  }

  @AfterEach
  void stopQuickly() {
    assertTimeoutPreemptively(Duration.ofSeconds(30), server::close);
  }

  private Peer peer() {
    return Objects.requireNonNull(backend.peers.get(backend.peers.size()));
  }

  private Map<Setting, String> clientCertificates(String wanted) {
    return Map.of(
        Setting.TLS_CLIENT_CA,
        certificates.file("ca.pem").toString(),
        Setting.TLS_CLIENT_AUTH,
        wanted);
  }

  @Test
  void queriesAreAnsweredOverTlsAndTheSessionKnowsWhatItIsBoundTo() throws Exception {
    try (WireClient client = WireClient.started(server.address(), trusting)) {
      assertEquals("one", client.query("one"));
      String large = "x".repeat(3_000_000);
      assertEquals(large, client.query(large));
      assertTrue(peer().encrypted() && peer().local() && !peer().inProcess());
      byte[] shown = client.tls().getSession().getPeerCertificates()[0].getEncoded();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(shown);
      assertEquals(
          dev.aft.storage.spi.Bytes.copyOf(hash), Objects.requireNonNull(peer().channelBinding()));
      assertNull(peer().certificateName());
    }
  }

  /** What is the same with every provider, and takes long, is tried with the first. */
  private void assumeFirstProvider() {
    assumeTrue(provider.equals(TestCertificates.providers().findFirst().orElseThrow()));
  }

  @Test
  void manyRowsReachASlowReaderOverTls() throws IOException {
    try (WireClient slow = WireClient.started(server.address(), trusting);
        WireClient good = WireClient.started(server.address(), trusting)) {
      slow.send(new FrontendMessage.Query("rows 20000"));
      assertEquals("a", good.query("a"));
      assertEquals(20_001, slow.readUntilReady().size());
      assertEquals("b", slow.query("b"));
    }
  }

  @Test
  void clearConnectionsGoOnWhereTlsIsAllowed() throws IOException {
    try (WireClient client = WireClient.started(server.address())) {
      assertEquals("one", client.query("one"));
      assertFalse(peer().encrypted());
      assertNull(peer().channelBinding());
    }
  }

  @Test
  void clearStartupIsRefusedWhereTlsIsRequiredButACancelIsNot() throws IOException {
    assumeFirstProvider();
    restart("require", Map.of());
    try (WireClient clear = new WireClient(server.address());
        WireClient client = WireClient.started(server.address(), trusting);
        WireClient canceller = new WireClient(server.address())) {
      clear.startup();
      BackendMessage.ErrorResponse refusal =
          assertInstanceOf(BackendMessage.ErrorResponse.class, clear.read());
      assertEquals("28000", refusal.diagnostics().sqlState());
      assertTrue(String.valueOf(refusal.diagnostics().hint()).contains("sslmode"));
      assertTrue(clear.isAtEnd());
      client.send(new FrontendMessage.Query("wait"));
      canceller.send(cancelOfTheOnlySession());
      assertInstanceOf(BackendMessage.ErrorResponse.class, client.readUntilReady().get(0));
    }
  }

  private FrontendMessage cancelOfTheOnlySession() {
    FakeBackend.FakeSession session = backend.open.values().iterator().next();
    return new FrontendMessage.CancelRequest(session.processId(), session.secretKey());
  }

  @Test
  void cancelOverTlsStopsTheStatement() throws IOException {
    try (WireClient client = WireClient.started(server.address(), trusting);
        WireClient canceller = WireClient.encrypted(server.address(), trusting)) {
      client.send(new FrontendMessage.Query("wait"));
      canceller.send(cancelOfTheOnlySession());
      assertTrue(canceller.isAtEnd());
      assertInstanceOf(BackendMessage.ErrorResponse.class, client.readUntilReady().get(0));
    }
  }

  @Test
  void bytesInTheClearAfterTheRequestForTlsAreRefused() throws IOException {
    try (WireClient injected = new WireClient(server.address())) {
      injected.send(
          new FrontendMessage.TlsRequest(),
          new FrontendMessage.Startup(3, 0, Map.of("user", "mallory")));
      assertEquals("08P01", injected.readFatal());
    }
    assertTrue(backend.peers.isEmpty(), "nobody was let in");
  }

  @Test
  void clearStartupInPlaceOfTheHandshakeLetsNobodyIn() throws IOException {
    try (WireClient injected = new WireClient(server.address())) {
      injected.send(new FrontendMessage.TlsRequest());
      assertEquals('S', injected.readByte());
      injected.startup();
      // An alert, or nothing; in no case an answer of a session.
      assertNotEquals('R', injected.readByte());
    }
    assertTrue(backend.peers.isEmpty(), "nobody was let in");
  }

  @Test
  void secondRequestForEncryptionIsRefused() throws IOException {
    for (FrontendMessage request :
        new FrontendMessage[] {
          new FrontendMessage.TlsRequest(), new FrontendMessage.GssEncryptionRequest()
        }) {
      try (WireClient client = WireClient.encrypted(server.address(), trusting)) {
        client.send(request);
        assertEquals("08P01", client.readFatal());
      }
    }
  }

  @Test
  void gssRequestIsDeclinedAndTlsFollows() throws IOException {
    try (WireClient client = new WireClient(server.address())) {
      client.send(new FrontendMessage.GssEncryptionRequest());
      assertEquals('N', client.readByte());
      client.send(new FrontendMessage.TlsRequest());
      assertEquals('S', client.readByte());
      client.handshake(trusting, socket -> {});
      client.startup();
      client.readUntilReady();
      assertEquals("a", client.query("a"));
    }
  }

  @Test
  void tlsWithoutAskingWorksForWhoNamesTheProtocol() throws IOException {
    try (WireClient client = new WireClient(server.address())) {
      client.handshake(trusting, socket -> offer(socket, "postgresql"));
      assertEquals("postgresql", client.tls().getApplicationProtocol());
      client.startup();
      client.readUntilReady();
      assertEquals("a", client.query("a"));
      assertTrue(peer().encrypted());
    }
  }

  @Test
  void tlsWithoutAskingIsRefusedForWhoDoesNot() throws IOException {
    try (WireClient client = new WireClient(server.address())) {
      client.handshake(trusting, socket -> {});
      client.startup();
      assertEquals("08P01", client.readFatal());
    }
    // Java's TLS says no in the handshake; with BoringSSL it is the node that does, behind it.
    assertThrows(
        IOException.class,
        () -> {
          try (WireClient browser = new WireClient(server.address())) {
            browser.handshake(trusting, socket -> offer(socket, "http/1.1"));
            assertNotEquals("postgresql", browser.tls().getApplicationProtocol());
            assertEquals("08P01", browser.readFatal());
            throw new IOException("ended by the node");
          }
        });
    assertTrue(backend.peers.isEmpty(), "nobody was let in");
  }

  private static void offer(javax.net.ssl.SSLSocket socket, String protocol) {
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
  }

  @Test
  void versionsBelowTheLeastAreRefused() throws IOException {
    try (WireClient client = new WireClient(server.address())) {
      client.send(new FrontendMessage.TlsRequest());
      assertEquals('S', client.readByte());
      client.handshake(trusting, socket -> socket.setEnabledProtocols(new String[] {"TLSv1.2"}));
      client.startup();
      client.readUntilReady();
    }
    restart("allow", Map.of(Setting.TLS_MIN_VERSION, "TLSv1.3"));
    assertThrows(
        SSLException.class,
        () -> {
          try (WireClient old = new WireClient(server.address())) {
            old.handshake(trusting, socket -> socket.setEnabledProtocols(new String[] {"TLSv1.2"}));
          }
        });
    WireClient.started(server.address(), trusting).close();
  }

  @Test
  void clientCertificateIsVerifiedAndItsNameToldToTheSession() throws Exception {
    restart("require", clientCertificates("need"));
    try (WireClient alice = WireClient.started(server.address(), certificates.asAlice())) {
      assertEquals("a", alice.query("a"));
      assertEquals("alice", peer().certificateName());
    }
    int letIn = backend.peers.size();
    for (SSLContext other : new SSLContext[] {trusting, certificates.asStranger()}) {
      // In TLS 1.3 the client learns of it when it reads.
      assertThrows(IOException.class, () -> WireClient.started(server.address(), other).close());
    }
    assertEquals(letIn, backend.peers.size());
  }

  @Test
  void clientCertificateThatIsOnlyWantedMayBeMissing() throws Exception {
    restart("allow", clientCertificates("want"));
    try (WireClient anybody = WireClient.started(server.address(), trusting)) {
      assertEquals("a", anybody.query("a"));
      assertNull(peer().certificateName());
    }
    try (WireClient alice = WireClient.started(server.address(), certificates.asAlice())) {
      assertEquals("alice", peer().certificateName());
      assertEquals("a", alice.query("a"));
    }
  }

  @Test
  void reconnectResumesTheTlsSession() throws Exception {
    SSLContext fresh = certificates.trusting();
    long firstMillis = 0;
    long created = 0;
    for (int i = 0; i < 5 && (i < 2 || created != firstMillis); i++) {
      try (WireClient client = WireClient.started(server.address(), fresh)) {
        created = client.tls().getSession().getCreationTime();
        firstMillis = i == 0 ? created : firstMillis;
      }
    }
    assertEquals(firstMillis, created, "a resumed session is as old as the first");
    assertFalse(metrics().contains("aft_tls_handshakes_resumed_total 0.0"));
  }

  @Test
  void changedFilesAreUsedForNewConnectionsAndBrokenOnesAreNot() throws Exception {
    try (WireClient old = WireClient.started(server.address(), trusting)) {
      X509Certificate before = shown(old);
      assertEquals(certificates.node().getCertificate(), before);
      certificates.renewNode();
      awaitCertificate(certificates.node().getCertificate());
      assertEquals("still here", old.query("still here"));

      Files.writeString(certificates.file("node.key"), "nonsense");
      awaitMetric("aft_tls_reload_failures_total 1.0");
      awaitCertificate(certificates.node().getCertificate());
      certificates.renewNode();
      awaitCertificate(certificates.node().getCertificate());
    }
  }

  private static X509Certificate shown(WireClient client) throws IOException {
    return (X509Certificate) client.tls().getSession().getPeerCertificates()[0];
  }

  private void awaitCertificate(X509Certificate expected) throws Exception {
    await(
        () -> {
          try (WireClient client = WireClient.started(server.address(), certificates.trusting())) {
            return expected.equals(shown(client));
          }
        });
  }

  private void awaitMetric(String line) throws Exception {
    await(() -> metrics().contains(line));
  }

  private String metrics() throws Exception {
    var address = server.metricsAddress().orElseThrow();
    var uri = java.net.URI.create("http://127.0.0.1:" + address.getPort() + "/metrics");
    try (var in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    for (int i = 0; i < 600; i++) {
      if (condition.holds()) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("did not happen within a minute");
  }

  @Test
  void connectionBeyondTheLimitIsToldSoUnderTls() throws IOException {
    assumeFirstProvider();
    restart("require", Map.of(Setting.MAX_CONNECTIONS, "1"));
    try (WireClient first = WireClient.started(server.address(), trusting);
        WireClient second = WireClient.encrypted(server.address(), trusting)) {
      second.startup();
      assertEquals("53300", second.readFatal());
      assertEquals("a", first.query("a"));
    }
  }

  @Test
  void clientsThatDoNotLogInTakeNobodysPlace() throws IOException {
    assumeFirstProvider();
    restart("allow", Map.of(Setting.MAX_CONNECTIONS, "2"));
    List<WireClient> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        silent.add(
            i % 2 == 0
                ? new WireClient(server.address())
                : WireClient.encrypted(server.address(), trusting));
        silent.get(i).startup("silent");
      }
      try (WireClient first = WireClient.started(server.address());
          WireClient second = WireClient.started(server.address(), trusting);
          WireClient third = WireClient.encrypted(server.address(), trusting)) {
        third.startup();
        assertEquals("53300", third.readFatal());
        assertEquals("a", first.query("a"));
        assertEquals("b", second.query("b"));
      }
    } finally {
      for (WireClient client : silent) {
        client.close();
      }
    }
  }

  @Test
  void handshakesAndTheEndOfTheCertificateAreMeasured() throws Exception {
    WireClient.started(server.address(), trusting).close();
    try (WireClient garbage = new WireClient(server.address())) {
      garbage.send(new FrontendMessage.TlsRequest());
      garbage.readByte();
      garbage.sendBytes(new byte[100]);
      garbage.readFatalOrAlert();
    }
    awaitMetric("aft_tls_handshakes_total 1.0");
    awaitMetric("aft_tls_handshakes_failed_total 1.0");
    assertTrue(metrics().contains("aft_tls_certificate_expires_seconds"));
  }

  @Test
  void failureUnderTlsReachesAClientThatSendsMuch() throws IOException {
    try (WireClient client = WireClient.started(server.address(), trusting)) {
      byte[] noise = new byte[200_000];
      noise[0] = '@';
      client.sendBytes(noise);
      assertEquals("08P01", client.readFatal());
    }
  }

  @Test
  void idleConnectionEndsOutsideATransactionOnly() throws IOException {
    assumeFirstProvider();
    restart("allow", Map.of(Setting.IDLE_SESSION_TIMEOUT, "300 ms"));
    try (WireClient idle = WireClient.started(server.address(), trusting);
        WireClient inTransaction = WireClient.started(server.address())) {
      inTransaction.query("begin");
      assertEquals("57P05", idle.readFatal());
      assertEquals("more", inTransaction.query("more"));
      inTransaction.query("end");
      assertEquals("57P05", inTransaction.readFatal());
    }
  }

  @Test
  void nodeListensBeyondLoopbackOnlyWithUsers() throws IOException {
    assumeFirstProvider();
    Map<Setting, String> everywhere = Map.of(Setting.LISTEN, "0.0.0.0:0");
    assertThrows(dev.aft.server.setting.SettingException.class, () -> start("require", everywhere));
    backend.hasUsers = true;
    restart("require", everywhere);
    assertNotNull(server.address());
    var reachable =
        new java.net.InetSocketAddress(
            java.net.InetAddress.getLoopbackAddress(), server.address().getPort());
    WireClient.started(reachable, trusting).close();
  }
}
