package dev.aft.session;

import dev.aft.engine.EngineEnvironment;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.SaslInitialResponse;
import dev.aft.protocol.ScramClient;
import dev.aft.protocol.ScramKeys;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A whole node over a store in memory, with clients that log in; its time passes when told. */
final class LoginNode implements AutoCloseable {
  static final Peer LOCAL = new Peer("127.0.0.1", true, false, false, null, null);
  static final Peer REMOTE = new Peer("192.0.2.7", false, false, false, null, null);
  static final Peer TLS = REMOTE.encrypted(Bytes.utf8("certificate hash"), null);

  private final Queue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Clock clock = new Clock();
  final Node node;

  private static final class Clock {
    final ManualScheduler scheduler = new ManualScheduler(() -> read());
    long nanos;

    private long read() {
      return nanos;
    }
  }

  LoginNode() {
    EngineEnvironment environment =
        new EngineEnvironment(
            () -> Instant.EPOCH.plusNanos(clock.nanos),
            () -> clock.nanos,
            new Random(7),
            clock.scheduler,
            Runnable::run);
    node = Node.open(new InMemoryStore(), Node.Settings.DEFAULT, environment);
  }

  Sessions sessions() {
    return node.sessions();
  }

  void elapse(Duration time) {
    clock.nanos += time.toNanos();
    clock.scheduler.runDue();
    runTasks();
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  Client connect(Peer peer, String user) {
    return connect(peer, user, "aft");
  }

  Client connect(Peer peer, String user, String database) {
    Client client = new Client(peer);
    client.send(new FrontendMessage.Startup(3, 0, Map.of("user", user, "database", database)));
    return client;
  }

  /** A client that is in, or has been told why not. */
  Client logIn(Peer peer, String user, String password) {
    Client client = connect(peer, user);
    client.prove(password, null, false);
    return client;
  }

  /** What the embedded connection of the node itself would do. */
  Client owner() {
    return connect(Peer.IN_PROCESS, "owner");
  }

  @Override
  public void close() {
    node.close();
    clock.scheduler.shutdownNow();
  }

  /** One connection. */
  final class Client implements MessageSink {
    private final Session session;
    private final ArrayDeque<BackendMessage> answers = new ArrayDeque<>();
    final List<Diagnostics> notices = new ArrayList<>();
    private @Nullable Diagnostics error;
    private boolean ready;
    boolean closed;

    private Client(Peer peer) {
      session = sessions().open(tasks::add, this, peer);
    }

    void send(FrontendMessage message) {
      error = null;
      ready = false;
      session.receive(message);
      runTasks();
    }

    /** The exchange up to its last message; nothing when the client was not asked. */
    void prove(String password, @Nullable OpaqueBytes binding, boolean missed) {
      if (take(BackendMessage.AuthenticationSasl.class) == null) {
        return;
      }
      ScramClient scram =
          new ScramClient(
              "clientnonce",
              (salt, iterations) -> ScramKeys.of(password, salt, iterations),
              binding,
              missed);
      send(new SaslInitialResponse(scram.mechanism(), scram.first()).toMessage());
      BackendMessage.AuthenticationSaslContinue challenge =
          take(BackendMessage.AuthenticationSaslContinue.class);
      if (challenge != null) {
        send(new FrontendMessage.Password(scram.last(challenge.data())));
        BackendMessage.AuthenticationSaslFinal done =
            take(BackendMessage.AuthenticationSaslFinal.class);
        if (done != null) {
          scram.verify(done.data());
        }
      }
    }

    /** The next answer of this kind; null when there is none. */
    <T extends BackendMessage> @Nullable T take(Class<T> kind) {
      while (!answers.isEmpty()) {
        BackendMessage next = answers.poll();
        if (kind.isInstance(next)) {
          return kind.cast(next);
        }
      }
      return null;
    }

    /** {@code OK}, or severity and SQLState of what went wrong. */
    String query(String sql) {
      send(new FrontendMessage.Query(sql));
      return state();
    }

    String state() {
      Diagnostics failed = error;
      if (failed != null) {
        return failed.severity() + " " + failed.sqlState();
      }
      return ready ? "OK" : "waiting";
    }

    String message() {
      return error == null ? "" : error.message() + " " + error.hint();
    }

    /** The first column of the rows that the last statement gave. */
    List<String> rows() {
      List<String> rows = new ArrayList<>();
      for (BackendMessage answer : answers) {
        if (answer instanceof BackendMessage.DataRow row) {
          rows.add(String.valueOf(row.values().text(0)));
        }
      }
      answers.clear();
      return rows;
    }

    void disconnect() {
      session.close();
      runTasks();
    }

    @Override
    public void send(BackendMessage message) {
      if (message instanceof BackendMessage.ErrorResponse failed) {
        error = failed.diagnostics();
      } else if (message instanceof BackendMessage.NoticeResponse notice) {
        notices.add(notice.diagnostics());
      } else if (message instanceof BackendMessage.ReadyForQuery) {
        ready = true;
      }
      answers.add(message);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public boolean isWritable() {
      return true;
    }
  }
}
