package dev.aft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import dev.aft.server.setting.Settings;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The node over real sockets, with sessions that answer without an engine. */
class AftServerIT {
  private final FakeBackend backend = new FakeBackend();
  private AftServer server = start(Map.of());

  private AftServer start(Map<Setting, String> more) {
    return AftServer.start(settings(more), (settings, surroundings) -> backend);
  }

  private static Settings settings(Map<Setting, String> more) {
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    texts.put(Setting.LISTEN, "127.0.0.1:0");
    texts.put(Setting.METRICS_LISTEN, "127.0.0.1:0");
    texts.put(Setting.DRAIN_TIMEOUT, "200 ms");
    texts.putAll(more);
    return Settings.of(texts);
  }

  private void restart(Map<Setting, String> more) {
    server.close();
    server = start(more);
  }

  @AfterEach
  void stopQuickly() {
    assertTimeoutPreemptively(Duration.ofSeconds(10), server::close);
    assertTrue(backend.closed);
  }

  private WireClient client() throws IOException {
    return WireClient.started(server.address());
  }

  @Test
  void queriesAreAnsweredOneByOneAndPipelined() throws IOException {
    try (WireClient client = client()) {
      assertEquals("one", client.query("one"));
      client.send(new FrontendMessage.Query("a"), new FrontendMessage.Query("b"));
      assertEquals(new BackendMessage.CommandComplete("a"), client.readUntilReady().get(0));
      assertEquals(new BackendMessage.CommandComplete("b"), client.readUntilReady().get(0));
    }
  }

  @Test
  void tlsAndGssRequestsAreDeclinedAndStartupGoesOn() throws IOException {
    try (WireClient client = new WireClient(server.address())) {
      client.send(new FrontendMessage.TlsRequest());
      assertEquals('N', client.readByte());
      client.send(new FrontendMessage.GssEncryptionRequest());
      assertEquals('N', client.readByte());
      client.startup();
      assertInstanceOf(BackendMessage.AuthenticationOk.class, client.read());
    }
  }

  @Test
  void cancelRequestOnAConnectionOfItsOwnStopsTheStatement() throws IOException {
    try (WireClient client = client();
        WireClient canceller = new WireClient(server.address())) {
      client.send(new FrontendMessage.Query("wait"));
      FakeBackend.FakeSession session = backend.open.values().iterator().next();
      canceller.send(new FrontendMessage.CancelRequest(session.processId(), session.secretKey()));
      assertTrue(canceller.isAtEnd());
      assertInstanceOf(BackendMessage.ErrorResponse.class, client.readUntilReady().get(0));
      assertEquals("still here", client.query("still here"));
    }
  }

  @Test
  void connectionBeyondTheLimitIsToldSoAndTheOthersGoOn() throws IOException {
    restart(Map.of(Setting.MAX_CONNECTIONS, "2"));
    try (WireClient first = client();
        WireClient second = client();
        WireClient third = new WireClient(server.address())) {
      third.startup();
      assertEquals("53300", third.readFatal());
      assertEquals("a", first.query("a"));
      assertEquals("b", second.query("b"));
    }
  }

  @Test
  void closedConnectionMakesRoom() throws IOException {
    restart(Map.of(Setting.MAX_CONNECTIONS, "1"));
    for (int i = 0; i < 20; i++) {
      try (WireClient client = client()) {
        client.send(new FrontendMessage.Terminate());
        assertTrue(client.isAtEnd());
      }
    }
  }

  @Test
  void garbageEndsItsConnectionWithAProtocolViolationOnly() throws IOException {
    try (WireClient good = client()) {
      Random random = new Random(7);
      for (int i = 0; i < 200; i++) {
        byte[] noise = new byte[1 + random.nextInt(300)];
        random.nextBytes(noise);
        noise[0] = (byte) 0x7f;
        try (WireClient bad = new WireClient(server.address())) {
          bad.sendBytes(noise.length < 4 ? new byte[] {127, 1, 1, 1} : noise);
          assertEquals("08P01", bad.readFatal());
        }
      }
      assertEquals("fine", good.query("fine"));
    }
  }

  @Test
  void garbageAfterAGoodStartupIsAnsweredEvenWhenMoreOfItFollows() throws IOException {
    try (WireClient bad = client()) {
      byte[] http = "GET / HTTP/1.1\r\n".repeat(2_000).getBytes(StandardCharsets.US_ASCII);
      bad.sendBytes(http);
      assertEquals("08P01", bad.readFatal());
    }
  }

  @Test
  void hugeLengthIsRefusedBeforeItsBytesArrive() throws IOException {
    try (WireClient bad = client()) {
      bad.sendBytes(new byte[] {'Q', 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});
      assertEquals("08P01", bad.readFatal());
    }
  }

  @Test
  void largeMessageBelowTheLimitIsTaken() throws IOException {
    try (WireClient client = client()) {
      String sql = "x".repeat(3_000_000);
      assertEquals(sql, client.query(sql));
    }
  }

  @Test
  void startupThatNeverEndsTimesOut() throws IOException {
    restart(Map.of(Setting.HANDSHAKE_TIMEOUT, "200 ms"));
    try (WireClient silent = new WireClient(server.address());
        WireClient slow = new WireClient(server.address())) {
      slow.sendBytes(new byte[] {0, 0, 0, 20, 0});
      assertEquals("08004", slow.readFatal());
      assertEquals("08004", silent.readFatal());
    }
    try (WireClient good = client()) {
      assertEquals("a", good.query("a"));
    }
  }

  /** What is still being accepted of a crowd may push out a newcomer: it tries again. */
  private boolean getsIn() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      try (WireClient good = client()) {
        return good.query("a").equals("a");
      } catch (EOFException | SocketException e) {
        assertTrue(attempt < 99, "pushed out each time: " + e);
      }
    }
    return false;
  }

  @Test
  void thousandHalfOpenConnectionsAreBoundedAndAGoodClientGetsIn() throws IOException {
    restart(Map.of(Setting.MAX_HANDSHAKES, "50"));
    List<WireClient> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        silent.add(new WireClient(server.address()));
      }
      assertTrue(silent.get(0).isAtEnd(), "the oldest made room");
      assertTrue(getsIn(), "nobody else gets in");
    } finally {
      for (WireClient client : silent) {
        client.close();
      }
    }
  }

  @Test
  void resetsInTheMiddleOfMessagesLeaveNothingBehind() throws IOException {
    for (int i = 0; i < 300; i++) {
      WireClient client = client();
      client.sendBytes(new byte[] {'Q', 0, 0, 1, 0, 'x'});
      client.reset();
    }
    try (WireClient good = client()) {
      assertEquals("a", good.query("a"));
      awaitSessions(1);
    }
  }

  /** Sessions end when their loop has seen the reset, which is soon but not at once. */
  private void awaitSessions(int count) throws IOException {
    for (int i = 0; i < 1_000 && backend.open.size() > count; i++) {
      try (WireClient other = client()) {
        other.query("round trip");
      }
    }
    assertTrue(backend.open.size() <= count + 2, "open: " + backend.open.size());
  }

  @Test
  void failingSessionEndsWithAnInternalErrorAndTheNodeGoesOn() throws IOException {
    try (WireClient bad = client();
        WireClient good = client()) {
      bad.send(new FrontendMessage.Query("fail"));
      assertEquals("XX000", bad.readFatal());
      assertEquals("a", good.query("a"));
    }
  }

  @Test
  void clientThatDoesNotReadIsNotBufferedWithoutBound() throws IOException {
    try (WireClient slow = client();
        WireClient good = client()) {
      slow.send(new FrontendMessage.Query("rows 50000"));
      assertEquals("a", good.query("a"));
      assertEquals(50_001, slow.readUntilReady().size());
      assertEquals("b", slow.query("b"));
    }
  }

  @Test
  void pipelineAheadOfTheSessionStopsTheReadingAndGoesOnLater() throws IOException {
    restart(Map.of(Setting.MAX_PIPELINED_MESSAGES, "100"));
    try (WireClient client = client()) {
      client.send(new FrontendMessage.Query("wait"));
      String sql = "x".repeat(1_000);
      FrontendMessage[] many = new FrontendMessage[20_000];
      java.util.Arrays.fill(many, new FrontendMessage.Query(sql));
      CompletableFuture<Void> sent = new CompletableFuture<>();
      Thread sender = new Thread(() -> sendAll(client, many, sent));
      sender.start();
      backend.open.values().iterator().next().cancel();
      client.readUntilReady();
      for (int i = 0; i < many.length; i++) {
        client.readUntilReady();
      }
      sent.join();
      assertTrue(backend.largestBacklog.get() < 1_000, "backlog " + backend.largestBacklog);
    }
  }

  @Test
  void nothingIsReadBehindALoginThatIsNotAnswered() throws Exception {
    try (WireClient client = new WireClient(server.address());
        WireClient other = client()) {
      client.send(new FrontendMessage.Startup(3, 0, Map.of("user", "slow")));
      FrontendMessage[] many = new FrontendMessage[10_000];
      java.util.Arrays.fill(many, new FrontendMessage.Query("x".repeat(10_000)));
      CompletableFuture<Void> sent = new CompletableFuture<>();
      new Thread(() -> sendAll(client, many, sent)).start();
      for (int i = 0; i < 200; i++) {
        assertEquals("a", other.query("a"));
        Thread.sleep(1); // For what must not happen: the node reading on.
      }
      assertFalse(sent.isDone(), "all 100 MB have been read");
      assertTrue(backend.largestBacklog.get() < 20, "backlog " + backend.largestBacklog);
    }
  }

  private static void sendAll(
      WireClient client, FrontendMessage[] messages, CompletableFuture<Void> sent) {
    try {
      client.send(messages);
      sent.complete(null);
    } catch (IOException e) {
      sent.completeExceptionally(e);
    }
  }

  @Test
  void drainEndsIdleSessionsAtOnceAndOthersAfterTheirTransaction() throws Exception {
    restart(Map.of(Setting.DRAIN_TIMEOUT, "20 s"));
    try (WireClient idle = client();
        WireClient working = client()) {
      working.query("begin");
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      Thread stopper =
          new Thread(
              () -> {
                server.drainAndStop();
                stopped.complete(null);
              });
      stopper.start();
      assertEquals("57P01", idle.readFatal());
      assertFalse(stopped.isDone());
      assertEquals("more", working.query("more"));
      working.send(new FrontendMessage.Query("end"));
      assertEquals("57P01", working.readFatal());
      working.hangUp();
      stopper.join(10_000);
      assertTrue(stopped.isDone());
    }
  }

  @Test
  void drainThatTakesTooLongEndsTheConnectionsWithAReason() throws IOException {
    try (WireClient working = client()) {
      working.query("begin");
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      new Thread(
              () -> {
                server.drainAndStop();
                stopped.complete(null);
              })
          .start();
      assertEquals("57P01", working.readFatal());
      working.hangUp();
      stopped.join();
    }
  }

  @Test
  void takenPortIsRefusedWithTheAddressAndAdvice() {
    String taken = "127.0.0.1:" + server.address().getPort();
    SettingException refusal =
        assertThrows(SettingException.class, () -> start(Map.of(Setting.LISTEN, taken)));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(taken) && message.contains("--listen"), message);
  }

  @Test
  void addressBeyondLoopbackIsRefusedWithTheReason() {
    SettingException refusal =
        assertThrows(SettingException.class, () -> start(Map.of(Setting.LISTEN, "0.0.0.0:0")));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("no users"), message);
  }
}
