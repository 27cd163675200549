package dev.aft.conformance.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.aft.protocol.BackendDecoder;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendEncoder;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.WireWriter;
import dev.aft.server.AftServer;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.storage.contract.Damage;
import dev.aft.storage.contract.SeededRuns;
import io.netty.util.ResourceLeakDetector;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Recordings of valid conversations, damaged, against a node on a socket. A connection may end,
 * with an error that says why; the node serves the others, and nothing is left behind.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WireFuzzIT {
  private static final int RUNS = 1_000;
  private static final int RUNS_BETWEEN_CHECKS = 50;
  private static final int ANSWER_MILLIS = 20_000;
  private static final List<String> GAUGES =
      List.of(
          "aft_session_open ",
          "aft_session_open_transactions ",
          "aft_connections ",
          "aft_handshakes ",
          "aft_receive_memory_bytes ");

  private static final String RUNNING = "aft_engine_transactions_running ";
  private static final String SUSPENDED = "aft_session_suspended_transactions ";

  private static final byte[] STARTUP =
      bytes(new FrontendMessage.Startup(3, 0, Map.of("user", "fuzz", "database", "aft")));

  private static final List<List<byte[]>> CONVERSATIONS =
      List.of(
          conversation(
              new FrontendMessage.Query("SELECT 1; SELECT 'two' AS x"),
              new FrontendMessage.Query("BEGIN; UPSERT INTO kv VALUES ('a', X'01')"),
              new FrontendMessage.Query("SHOW CAUSALITY TOKEN"),
              new FrontendMessage.Query("SELECT * FROM kv; ROLLBACK")),
          conversation(
              new FrontendMessage.Parse("s", "SELECT $1::integer + 1", List.of(23)),
              new FrontendMessage.Describe(FrontendMessage.Target.STATEMENT, "s"),
              new FrontendMessage.Flush(),
              new FrontendMessage.Execute("", 0),
              new FrontendMessage.Close(FrontendMessage.Target.STATEMENT, "s"),
              new FrontendMessage.Sync()),
          conversation(
              new FrontendMessage.Parse("", "BEGIN WITH (timeout = '5 s')", List.of()),
              new FrontendMessage.Sync(),
              new FrontendMessage.Parse("", "SHOW TRANSACTION ID", List.of()),
              new FrontendMessage.Describe(FrontendMessage.Target.PORTAL, ""),
              new FrontendMessage.Execute("", 1),
              new FrontendMessage.Sync(),
              new FrontendMessage.Query("COMMIT"),
              new FrontendMessage.Terminate()),
          conversation(
              new FrontendMessage.Query("BEGIN; UPSERT INTO kv VALUES ('b', X'02')"),
              new FrontendMessage.Query("SUSPEND"),
              new FrontendMessage.Query("RESUME 'token' WITH (takeover = true)"),
              new FrontendMessage.Query("SELECT 1")));

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
  private AftServer server;

  @BeforeEach
  void start() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    log.start();
    root().addAppender(log);
    server =
        AftServer.start(
            Settings.of(
                Map.of(
                    Setting.STORAGE, "memory:wire-fuzz",
                    Setting.LISTEN, "127.0.0.1:0",
                    Setting.METRICS_LISTEN, "127.0.0.1:0")));
  }

  @AfterEach
  void stop() {
    server.close();
    root().detachAppender(log);
    ResourceLeakDetector.setLevel(level);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static byte[] bytes(FrontendMessage message) {
    WireWriter out = new WireWriter();
    FrontendEncoder.encode(message, out);
    return out.toByteArray();
  }

  private static List<byte[]> conversation(FrontendMessage... messages) {
    return Arrays.stream(messages).map(WireFuzzIT::bytes).toList();
  }

  @Test
  void damagedConversationsEndClearlyAndLeaveNothingBehind() throws Exception {
    int[] runs = {0};
    SeededRuns.of(
        RUNS,
        random -> {
          attempt(damaged(random));
          if (++runs[0] % RUNS_BETWEEN_CHECKS == 0) {
            requireService();
            awaitNothingLeft();
          }
        });
    requireService();
    awaitNothingLeft();
    requireNoLeak();
  }

  @Test
  void manyConnectionsAtOnceThatSayHalfASentenceLeaveNothingBehind() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    SeededRuns.of(
        200,
        random -> {
          Socket socket = connect();
          sockets.add(socket);
          byte[] half = Arrays.copyOf(STARTUP, random.nextInt(STARTUP.length));
          socket.getOutputStream().write(half);
          if (random.nextBoolean()) {
            socket.getOutputStream().write(STARTUP, half.length, STARTUP.length - half.length);
            socket.getOutputStream().write(new byte[] {'Q', 0, 1, 0, 0, 'x'});
          }
        });
    requireService();
    for (Socket socket : sockets) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
    awaitNothingLeft();
    requireNoLeak();
  }

  private static byte[] damaged(SplittableRandom random) {
    List<byte[]> messages =
        new ArrayList<>(CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size())));
    switch (random.nextInt(4)) {
      case 0 -> messages.add(random.nextInt(messages.size()), messages.remove(0));
      case 1 -> messages.addAll(CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size())));
      default -> {
        int at = random.nextInt(messages.size());
        messages.set(at, Damage.of(messages.get(at), random));
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(random.nextInt(5) == 0 ? Damage.of(STARTUP, random) : STARTUP);
    messages.forEach(all::writeBytes);
    return random.nextInt(3) == 0 ? Damage.of(all.toByteArray(), random) : all.toByteArray();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(ANSWER_MILLIS);
    return socket;
  }

  /** Says it, and reads to the end; there is an end, and what comes is made of messages. */
  private void attempt(byte[] conversation) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(conversation);
      socket.shutdownOutput();
      readToEnd(new DataInputStream(socket.getInputStream()));
    } catch (SocketException e) {
      return; // The node has closed the connection while we still spoke.
    }
  }

  private static void readToEnd(DataInputStream in) throws IOException {
    while (true) {
      int type = in.read();
      if (type < 0) {
        return;
      }
      if (type == 'N' && in.available() == 0) {
        continue; // The answer to a request for TLS is a byte alone.
      }
      byte[] body;
      try {
        body = new byte[in.readInt() - 4];
        in.readFully(body);
      } catch (EOFException e) {
        return;
      }
      BackendMessage message = BackendDecoder.decode((byte) type, body, 0, body.length);
      if (message instanceof BackendMessage.ErrorResponse error) {
        assertNotEquals("XX000", error.diagnostics().sqlState(), error.toString());
      }
    }
  }

  private void requireService() throws IOException {
    try (Socket socket = connect()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write(STARTUP);
      socket.getOutputStream().write(bytes(new FrontendMessage.Query("SELECT 42")));
      String answers = "";
      for (int ready = 0; ready < 2; ) {
        byte type = in.readByte();
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        BackendMessage message = BackendDecoder.decode(type, body, 0, body.length);
        ready += message instanceof BackendMessage.ReadyForQuery ? 1 : 0;
        answers += (char) type;
      }
      assertTrue(answers.endsWith("ZTDCZ"), answers);
    }
  }

  /** Connections end when their loop has seen it, which is soon but not at once. */
  private void awaitNothingLeft() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    String address = server.metricsAddress().orElseThrow().toString();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + address.substring(address.indexOf('/') + 1) + "/metrics"))
            .build();
    List<String> left = List.of();
    for (int i = 0; i < 200; i++) {
      String all = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      List<String> lines =
          all.lines().filter(line -> GAUGES.stream().anyMatch(line::startsWith)).toList();
      assertEquals(GAUGES.size(), lines.size(), lines.toString());
      left = lines.stream().filter(line -> !line.matches(".* 0(\\.0)?")).toList();
      // Nobody resumes the suspended ones, so they run to their deadlines.
      long lost = value(all, RUNNING) - value(all, SUSPENDED);
      if (left.isEmpty() && lost == 0) {
        return;
      }
      left = Stream.concat(left.stream(), Stream.of("lost transactions " + lost)).toList();
      Thread.sleep(20);
    }
    assertEquals(List.of(), left);
  }

  private static long value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  /** A leak shows when the collector has found the buffer and another is allocated. */
  private void requireNoLeak() throws IOException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      requireService();
    }
    List<String> leaks =
        List.copyOf(log.list).stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(message -> message.contains("LEAK"))
            .toList();
    assertEquals(List.of(), leaks);
  }
}
