package dev.aft.session;

import dev.aft.engine.EngineEnvironment;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.Format;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.Values;
import dev.aft.protocol.ValuesBuilder;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** One session whose answers are read as short words; tasks run when the test says so. */
final class Conversation implements MessageSink, AutoCloseable {
  final FakeEngine engine = new FakeEngine();
  final FakeTransactions transactions = new FakeTransactions();
  final Queue<Runnable> tasks = new ArrayDeque<>();
  final Sessions sessions;
  final Session session;
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final List<String> answers = new ArrayList<>();
  private String lastHint = "";
  long nanos;
  boolean writable = true;
  boolean closed;

  Conversation() {
    EngineEnvironment environment =
        new EngineEnvironment(
            () -> Instant.EPOCH, () -> nanos, new Random(1), scheduler, Runnable::run);
    sessions = new Sessions(engine, transactions, environment, SessionSettings.DEFAULT);
    session = sessions.open(tasks::add, this);
  }

  static Conversation started() {
    Conversation conversation = new Conversation();
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

  @Override
  public void send(BackendMessage message) {
    if (message instanceof BackendMessage.ErrorResponse error) {
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
    scheduler.shutdownNow();
  }

  @Override
  public boolean isWritable() {
    return writable;
  }
}
