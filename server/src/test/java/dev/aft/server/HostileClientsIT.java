package dev.aft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.aft.protocol.FrontendMessage;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Whatever hostile clients do, in the clear and in TLS, the statements of a well-behaved one all
 * succeed, it can reconnect, and nothing is logged as a mistake of the node.
 */
@SuppressWarnings("NullAway.Init") // start() fills the fields before the tests of each provider
@ParameterizedClass
@MethodSource("dev.aft.server.TestCertificates#providers")
class HostileClientsIT {
  private static final int MAX_HANDSHAKES = 200;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;

  @TempDir private static Path folder = Path.of(".");
  private static TestCertificates certificates;
  private static SSLContext trusting;
  private static byte[] clientHello;
  private static AftServer server;

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private Bystander bystander;

  private static String provider = "auto";

  HostileClientsIT(String provider) {
    assertEquals(HostileClientsIT.provider, provider);
  }

  @BeforeParameterizedClassInvocation
  static void start(String provider) throws Exception {
    HostileClientsIT.provider = provider;
    certificates = new TestCertificates(folder);
    trusting = certificates.trusting();
    clientHello = TestCertificates.clientHello(trusting);
    server = node(Map.of());
    try (WireClient client = WireClient.started(server.address(), trusting)) {
      client.query("CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)");
      client.query("INSERT INTO t VALUES (1, 0)");
    }
  }

  private static AftServer node(Map<Setting, String> more) {
    Map<Setting, String> texts = certificates.settings("allow");
    texts.put(Setting.TLS_PROVIDER, provider);
    texts.put(Setting.STORAGE, "memory:hostile-clients-it");
    texts.put(Setting.LISTEN, "127.0.0.1:0");
    texts.put(Setting.METRICS, "off");
    texts.put(Setting.MAX_HANDSHAKES, Integer.toString(MAX_HANDSHAKES));
    texts.putAll(more);
    return AftServer.start(Settings.of(texts));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  /** A client that goes on with its work, over one connection, until it is asked how it went. */
  private static final class Bystander {
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private final AtomicInteger statements = new AtomicInteger();
    private volatile boolean stopping;

    Bystander() {
      new Thread(this::work, "bystander").start();
    }

    private void work() {
      try (WireClient client = WireClient.started(server.address(), trusting)) {
        while (!stopping) {
          assertEquals("UPDATE 1", client.query("UPDATE t SET v = v + 1 WHERE k = 1"));
          statements.incrementAndGet();
          Thread.sleep(1); // A client that works, not a load test.
        }
        done.complete(statements.get());
      } catch (IOException | InterruptedException | AssertionError e) {
        done.completeExceptionally(e);
      }
    }

    /** Waits until it has done more than now, or has failed. */
    void awaitProgress() {
      int before = statements.get();
      while (statements.get() <= before && !done.isDone()) {
        Thread.onSpinWait();
      }
    }

    void assertUnharmed() {
      awaitProgress();
      stopping = true;
      assertTrue(done.join() > 0);
    }
  }

  @BeforeEach
  void watch() {
    logged.start();
    ((Logger) LoggerFactory.getLogger("dev.aft")).addAppender(logged);
    bystander = new Bystander();
    bystander.awaitProgress();
  }

  @AfterEach
  void bystanderWasNotHarmedAndTheNodeMadeNoMistake() throws IOException {
    bystander.assertUnharmed();
    try (WireClient again = WireClient.started(server.address(), trusting)) {
      assertEquals("SELECT 1", again.query("SELECT v FROM t"));
    }
    ((Logger) LoggerFactory.getLogger("dev.aft")).detachAppender(logged);
    List<String> mistakes =
        List.copyOf(logged.list).stream()
            .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
            .map(ILoggingEvent::getFormattedMessage)
            .filter(message -> !message.startsWith("everyone on this machine"))
            .toList();
    assertEquals(List.of(), mistakes);
  }

  /** How far an attacker goes by the rules before it breaks them. */
  private enum Stage {
    CONNECTED,
    TLS_GRANTED,
    HELLO_BEGUN,
    HELLO_SENT,
    ENCRYPTED,
    LET_IN_CLEAR,
    LET_IN
  }

  private static WireClient at(Stage stage) throws IOException {
    return switch (stage) {
      case ENCRYPTED -> WireClient.encrypted(server.address(), trusting);
      case LET_IN_CLEAR -> WireClient.started(server.address());
      case LET_IN -> WireClient.started(server.address(), trusting);
      case CONNECTED -> new WireClient(server.address());
      case TLS_GRANTED -> granted(0);
      case HELLO_BEGUN -> granted(clientHello.length / 2);
      case HELLO_SENT -> granted(clientHello.length);
    };
  }

  /** A client that was told to go on with TLS, and has sent so much of its first message. */
  private static WireClient granted(int helloBytes) throws IOException {
    WireClient client = new WireClient(server.address());
    client.send(new FrontendMessage.TlsRequest());
    assertEquals('S', client.readByte());
    client.sendBytes(Arrays.copyOf(clientHello, helloBytes));
    return client;
  }

  @Test
  void randomBytesAtEveryStageEndTheirConnectionOnly() throws IOException {
    Random random = new Random(11);
    for (Stage stage : Stage.values()) {
      for (int i = 0; i < 12; i++) {
        byte[] noise = new byte[1 + random.nextInt(2_000)];
        random.nextBytes(noise);
        try (WireClient client = at(stage)) {
          sendRegardless(client, noise);
          client.endOutput();
          assertTrue(client.isEndedByNode(), stage + " round " + i);
        }
      }
    }
  }

  /** The node may have ended the connection before everything is sent. */
  private static void sendRegardless(WireClient client, byte[] bytes) throws IOException {
    try {
      client.sendBytes(bytes);
    } catch (SocketException e) {
      assertTrue(client.isEndedByNode());
    }
  }

  @Test
  void tlsRecordsOfGarbageEndTheirConnectionOnly() throws IOException {
    Random random = new Random(12);
    for (Stage stage : List.of(Stage.CONNECTED, Stage.TLS_GRANTED, Stage.HELLO_SENT)) {
      for (int i = 0; i < 30; i++) {
        try (WireClient client = at(stage)) {
          sendRegardless(client, record(random));
          client.endOutput();
          assertTrue(client.isEndedByNode(), stage + " round " + i);
        }
      }
    }
  }

  private static byte[] record(Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(out);
    int length = random.nextInt(300);
    data.writeByte(20 + random.nextInt(5));
    data.writeShort(0x0300 + random.nextInt(5));
    data.writeShort(random.nextInt(8) == 0 ? random.nextInt(0x10000) : length);
    byte[] body = new byte[length];
    random.nextBytes(body);
    data.write(body);
    return out.toByteArray();
  }

  /** Bytes that TLS itself cannot tell from good ones until it has decrypted them. */
  @Test
  void damagedRecordsInsideAConnectionEndItOnly() throws IOException {
    Random random = new Random(13);
    for (int i = 0; i < 30; i++) {
      try (WireClient client = at(Stage.LET_IN)) {
        byte[] record = new byte[5 + 100];
        random.nextBytes(record);
        record[0] = 23;
        record[1] = 3;
        record[2] = 3;
        record[3] = 0;
        record[4] = 100;
        client.sendBelowTls(record);
        assertTrue(client.isEndedByNode(), "round " + i);
      }
    }
  }

  @Test
  void thousandHalfOpenHandshakesAreBoundedAndOthersComeAndGo() throws IOException {
    List<WireClient> halfOpen = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        halfOpen.add(halfOpen(i));
        if (i % 100 == 99) {
          try (WireClient good = WireClient.started(server.address(), trusting)) {
            assertEquals("SELECT 1", good.query("SELECT v FROM t"));
          }
        }
      }
      for (int i = 0; i < 1_000 - 2 * MAX_HANDSHAKES; i++) {
        assertTrue(halfOpen.get(i).isEndedByNode(), "number " + i + " made room");
      }
    } finally {
      for (WireClient client : halfOpen) {
        client.reset();
      }
    }
  }

  private static WireClient halfOpen(int number) throws IOException {
    if (number % 20 == 0) {
      return at(Stage.ENCRYPTED);
    } else if (number % 10 == 5) {
      return at(Stage.TLS_GRANTED);
    }
    WireClient client = at(Stage.CONNECTED);
    if (number % 2 == 1) {
      client.sendBytes(clientHello);
    }
    return client;
  }

  @Test
  void startupThatComesByteByByteIsEndedInTime() throws Exception {
    byte[] tlsRequest = {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f};
    try (AftServer impatient =
        node(
            Map.of(
                Setting.HANDSHAKE_TIMEOUT, "500 ms", Setting.STORAGE, "memory:slow-clients-it"))) {
      for (byte[] opening : List.of(clientHello, tlsRequest)) {
        try (WireClient slow = new WireClient(impatient.address())) {
          assertThrows(SocketException.class, () -> trickle(slow, opening));
        }
      }
    }
  }

  private static void trickle(WireClient client, byte[] opening) throws Exception {
    client.sendBytes(Arrays.copyOf(opening, opening.length - 1));
    for (int i = 0; i < 6_000; i++) {
      Thread.sleep(10);
      client.sendBytes(new byte[] {0});
    }
  }

  @Test
  void secondHandshakeOnAConnectionEndsIt() throws IOException {
    try (WireClient client = new WireClient(server.address())) {
      client.send(new FrontendMessage.TlsRequest());
      assertEquals('S', client.readByte());
      client.handshake(trusting, socket -> socket.setEnabledProtocols(new String[] {"TLSv1.2"}));
      client.startup();
      client.readUntilReady();
      assertThrows(
          IOException.class,
          () -> {
            client.tls().startHandshake();
            client.query("SELECT v FROM t");
          });
    }
  }

  /** SSL 3.0 to TLS 1.1, and suites of TLS 1.2 without forward secrecy. */
  @Test
  void downgradesAreAnsweredWithAnAlert() throws IOException {
    int[] weak = {0x002f, 0x0035, 0x009c, 0x009d, 0x000a, 0x0005};
    int[] good = {0xc02b, 0xc02c, 0xc02f, 0xc013, 0xc009};
    int answered = 0;
    for (int version = 0x0300; version <= 0x0303; version++) {
      for (int[] suites : version < 0x0303 ? List.of(weak, good) : List.of(weak)) {
        try (WireClient old = at(Stage.TLS_GRANTED)) {
          old.sendBytes(hello(version, suites));
          int first = old.readByte();
          assertNotEquals(HANDSHAKE, first, "version " + version);
          answered += first == ALERT ? 1 : 0;
          assertTrue(old.isEndedByNode());
        }
      }
    }
    assertTrue(answered >= 4, "alerts: " + answered);
  }

  private static byte[] hello(int version, int... suites) throws IOException {
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(hello);
    data.writeShort(version);
    data.write(new byte[32]);
    data.writeByte(0);
    data.writeShort(2 * suites.length);
    for (int suite : suites) {
      data.writeShort(suite);
    }
    data.write(new byte[] {1, 0});
    byte[] body = hello.toByteArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream record = new DataOutputStream(out);
    record.writeByte(HANDSHAKE);
    record.writeShort(Math.min(version, 0x0301));
    record.writeShort(4 + body.length);
    record.writeByte(1);
    record.writeByte(0);
    record.writeShort(body.length);
    record.write(body);
    return out.toByteArray();
  }
}
