package dev.aft.session;

import dev.aft.engine.EngineEnvironment;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.Format;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.Values;
import dev.aft.protocol.ValuesBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One session whose answers are read as short words; tasks run when the test says so. */
final class Conversation implements MessageSink, AutoCloseable {
  final FakeEngine engine;
  final FakeTransactions transactions;
  final Queue<Runnable> tasks = new ArrayDeque<>();
  final Sessions sessions;
  final Session session;
  private final Clockwork clockwork;
  private final List<String> answers = new ArrayList<>();
  private String lastHint = "";
  private @Nullable String lastDetail;
  boolean writable = true;
  boolean closed;

  Conversation() {
    this(1);
  }

  /** The time of a node. */
  private static final class Clockwork {
    final ManualScheduler scheduler = new ManualScheduler(() -> nanos());
    long nanos;

    private long nanos() {
      return nanos;
    }
  }

  private Conversation(int seed) {
    clockwork = new Clockwork();
    EngineEnvironment environment =
        new EngineEnvironment(
            () -> Instant.EPOCH,
            () -> clockwork.nanos,
            new Random(seed),
            clockwork.scheduler,
            Runnable::run);
    engine = new FakeEngine();
    transactions = new FakeTransactions();
    sessions = new Sessions(engine, transactions, environment, SessionSettings.DEFAULT);
    session = sessions.open(tasks::add, this, Peer.IN_PROCESS);
  }

  private Conversation(Conversation other) {
    clockwork = other.clockwork;
    engine = other.engine;
    transactions = other.transactions;
    sessions = other.sessions;
    session = sessions.open(tasks::add, this, Peer.IN_PROCESS);
    say(new FrontendMessage.Startup(3, 0, Map.of("user", "u", "database", "aft")));
  }

  /** Another session on the same node. */
  Conversation another() {
    return new Conversation(this);
  }

  static Conversation started() {
    return started(1);
  }

  static Conversation started(int seed) {
    Conversation conversation = new Conversation(seed);
    conversation.say(new FrontendMessage.Startup(3, 0, Map.of("user", "u", "database", "aft")));
    return conversation;
  }

  /** What the session answers to these messages. */
  List<String> say(FrontendMessage... messages) {
    answers.clear();
    for (FrontendMessage message : messages) {
      session.receive(message);
    }
    runTasks();
    return List.copyOf(answers);
  }

  List<String> query(String sql) {
    return say(new FrontendMessage.Query(sql));
  }

  /** What has been answered since the last question, after all tasks have run. */
  List<String> later() {
    answers.clear();
    runTasks();
    return List.copyOf(answers);
  }

  /** Lets time pass, and what was scheduled meanwhile happen. */
  void elapse(Duration time) {
    clockwork.nanos += time.toNanos();
    clockwork.scheduler.runDue();
  }

  /** What is answered while time passes. */
  List<String> after(Duration time) {
    answers.clear();
    // In small steps, as one timer may set another.
    for (int i = 0; i < 10; i++) {
      elapse(time.dividedBy(10));
      runTasks();
    }
    return List.copyOf(answers);
  }

  void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  static FrontendMessage parse(String name, String sql, Integer... types) {
    return new FrontendMessage.Parse(name, sql, List.of(types));
  }

  static FrontendMessage bind(String portal, String statement, String... parameters) {
    ValuesBuilder values = new ValuesBuilder();
    for (String parameter : parameters) {
      values.appendText(parameter);
    }
    return bind(portal, statement, List.of(), values.build(), List.of());
  }

  static FrontendMessage bind(
      String portal,
      String statement,
      List<Format> formats,
      Values values,
      List<Format> resultFormats) {
    return new FrontendMessage.Bind(portal, statement, formats, values, resultFormats);
  }

  static FrontendMessage execute(String portal, int maxRows) {
    return new FrontendMessage.Execute(portal, maxRows);
  }

  static FrontendMessage sync() {
    return new FrontendMessage.Sync();
  }

  /** The hint of the last error, or nothing. */
  String lastHint() {
    return lastHint;
  }

  /** The detail of the last error. */
  @Nullable String lastDetail() {
    return lastDetail;
  }

  @Override
  public void send(BackendMessage message) {
    if (message instanceof BackendMessage.ErrorResponse error) {
      lastDetail = error.diagnostics().detail();
      lastHint = String.valueOf(error.diagnostics().hint());
    }
    answers.add(describe(message));
  }

  private static String describe(BackendMessage message) {
    if (message instanceof BackendMessage.ErrorResponse error) {
      Integer position = error.diagnostics().position();
      return error.diagnostics().severity()
          + " "
          + error.diagnostics().sqlState()
          + (position == null ? "" : " at " + position);
    } else if (message instanceof BackendMessage.NoticeResponse notice) {
      return notice.diagnostics().severity() + " " + notice.diagnostics().sqlState();
    } else if (message instanceof BackendMessage.CommandComplete complete) {
      return complete.tag();
    } else if (message instanceof BackendMessage.ReadyForQuery ready) {
      return "Ready " + ready.status();
    } else if (message instanceof BackendMessage.ParameterStatus status) {
      return status.name() + "=" + status.value();
    } else if (message instanceof BackendMessage.DataRow row) {
      return "Row " + row.values().text(0);
    } else if (message instanceof BackendMessage.ParameterDescription description) {
      return "Parameters " + description.types();
    } else if (message instanceof BackendMessage.RowDescription description) {
      return "Columns " + description.fields().stream().map(f -> f.name()).toList();
    }
    return message.getClass().getSimpleName();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    closed = true;
    clockwork.scheduler.shutdownNow();
  }

  @Override
  public boolean isWritable() {
    return writable;
  }
}
