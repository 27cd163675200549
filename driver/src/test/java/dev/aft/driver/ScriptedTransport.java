package dev.aft.driver;

import dev.aft.driver.transport.Transport;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.BackendMessage.CommandComplete;
import dev.aft.protocol.BackendMessage.ReadyForQuery;
import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A little server: it keeps the rules of the extended protocol, answers statements with what the
 * test has laid out for their text, and records what it was sent.
 */
final class ScriptedTransport implements Transport {
  /** What a statement answers with: its rows, if it has columns, and its tag. */
  record Answer(
      BackendMessage.@Nullable RowDescription columns,
      List<BackendMessage.DataRow> rows,
      String tag) {}

  final List<List<FrontendMessage>> sent = new ArrayList<>();
  final Map<String, Answer> answers = new HashMap<>();
  final Map<String, Diagnostics> failures = new HashMap<>();
  final List<Integer> cancelled = new ArrayList<>();
  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, String> portals = new HashMap<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final Deque<BackendMessage> replies = new ArrayDeque<>();
  private TransactionStatus status = TransactionStatus.IDLE;
  private boolean skipping;
  private boolean inBlock;
  @Nullable String transactionId;

  /** What the node says at start-up, if it does. */
  @Nullable String storeId;

  /** Number of replies after which the connection breaks; negative for never. */
  int repliesLeft = -1;

  /** Takes no statement of this text: the connection breaks when it comes. */
  @Nullable String deadAt;

  /** Whether a failure ends the transaction, as one of COMMIT does. */
  boolean abortOnFailure;

  /** The first row of a result that takes too long. */
  int failsAtRow = Integer.MAX_VALUE;

  boolean silent;

  /** Whether something has come that nobody has asked for. */
  boolean news;

  boolean dead;
  boolean closed;
  int timeoutMillis;
  final List<Integer> timeouts = new ArrayList<>();

  /** Number of times the client has written. */
  int roundTrips() {
    return sent.size();
  }

  List<FrontendMessage> last() {
    return sent.get(sent.size() - 1);
  }

  /** The kinds of the messages sent last, by their class names. */
  String lastKinds() {
    StringBuilder kinds = new StringBuilder();
    for (FrontendMessage message : last()) {
      kinds.append(kinds.length() == 0 ? "" : " ").append(message.getClass().getSimpleName());
    }
    return kinds.toString();
  }

  void forgetStatements() {
    statements.clear();
  }

  void fail(String sql, String sqlState, String text) {
    failures.put(sql, Diagnostics.of("ERROR", sqlState, text));
  }

  @Override
  public void send(List<? extends FrontendMessage> messages) throws IOException {
    sent.add(List.copyOf(messages));
    if (dead) {
      throw new EOFException("gone");
    }
    if (deadAt != null && texts().get(texts().size() - 1).startsWith(deadAt)) {
      dead = true;
      throw new EOFException("gone");
    }
    if (!silent) {
      messages.forEach(this::take);
    }
  }

  private void take(FrontendMessage message) {
    if (message instanceof FrontendMessage.Sync) {
      skipping = false;
      status = inBlock ? status : TransactionStatus.IDLE;
      replies.add(new ReadyForQuery(status));
    } else if (skipping) {
      return;
    } else if (message instanceof FrontendMessage.Parse parse) {
      Diagnostics failure = failures.get(parse.sql());
      if (failure != null && failure.sqlState().startsWith("42")) {
        fail(failure);
        return;
      }
      statements.put(parse.statement(), parse.sql());
      replies.add(new BackendMessage.ParseComplete());
    } else if (message instanceof FrontendMessage.Bind bind) {
      bind(bind);
    } else if (message instanceof FrontendMessage.Describe describe) {
      describe(describe);
    } else if (message instanceof FrontendMessage.Execute execute) {
      execute(execute);
    } else if (message instanceof FrontendMessage.Close close) {
      if (close.target() == FrontendMessage.Target.STATEMENT) {
        statements.remove(close.name());
      }
      replies.add(new BackendMessage.CloseComplete());
    }
  }

  private void fail(Diagnostics diagnostics) {
    skipping = true;
    if (abortOnFailure) {
      inBlock = false;
      status = TransactionStatus.IDLE;
    } else if (inBlock) {
      status = TransactionStatus.FAILED;
    }
    replies.add(new BackendMessage.ErrorResponse(diagnostics));
  }

  private void bind(FrontendMessage.Bind bind) {
    String sql = statements.get(bind.statement());
    if (sql == null) {
      fail(Diagnostics.of("ERROR", "26000", "there is no statement " + bind.statement()));
      return;
    }
    portals.put(bind.portal(), sql);
    positions.put(bind.portal(), 0);
    replies.add(new BackendMessage.BindComplete());
  }

  private void describe(FrontendMessage.Describe describe) {
    boolean statement = describe.target() == FrontendMessage.Target.STATEMENT;
    String sql =
        statement
            ? statements.getOrDefault(describe.name(), "")
            : portals.getOrDefault(describe.name(), "");
    if (statement) {
      List<Integer> types = new ArrayList<>();
      for (int i = 1; sql.contains("$" + i); i++) {
        types.add(25);
      }
      replies.add(new BackendMessage.ParameterDescription(types));
    }
    Answer answer = answers.get(sql);
    replies.add(
        answer == null || answer.columns() == null
            ? new BackendMessage.NoData()
            : answer.columns());
  }

  private void execute(FrontendMessage.Execute execute) {
    String sql = portals.getOrDefault(execute.portal(), "");
    Diagnostics failure = failures.get(sql);
    if (failure != null) {
      fail(failure);
      return;
    }
    switch (sql) {
      case "BEGIN", "BEGIN READ ONLY" -> begin("BEGIN");
      case "COMMIT", "ROLLBACK" -> end(sql);
      case "SUSPEND" -> {
        answer(execute, answers.get(sql));
        inBlock = false;
        status = TransactionStatus.IDLE;
      }
      default -> other(sql, execute);
    }
  }

  private void other(String sql, FrontendMessage.Execute execute) {
    if (sql.startsWith("BEGIN") || sql.startsWith("RESUME")) {
      begin(sql.startsWith("RESUME") ? "RESUME" : "BEGIN");
    } else if (sql.startsWith("COMMIT")) {
      end("COMMIT");
    } else if (sql.startsWith("ROLLBACK TO") && inBlock) {
      status = TransactionStatus.IN_TRANSACTION;
      replies.add(new CommandComplete("ROLLBACK"));
    } else {
      answer(execute, answers.get(sql));
    }
  }

  private void begin(String tag) {
    inBlock = true;
    status = TransactionStatus.IN_TRANSACTION;
    if (transactionId != null) {
      replies.add(new BackendMessage.ParameterStatus("transaction_id", transactionId));
    }
    replies.add(new CommandComplete(tag));
  }

  private void end(String tag) {
    inBlock = false;
    status = TransactionStatus.IDLE;
    replies.add(new CommandComplete(tag));
  }

  /** The texts of the statements parsed, in their order. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (List<FrontendMessage> batch : sent) {
      for (FrontendMessage message : batch) {
        if (message instanceof FrontendMessage.Parse parse) {
          texts.add(parse.sql());
        }
      }
    }
    return texts;
  }

  private void answer(FrontendMessage.Execute execute, @Nullable Answer answer) {
    if (answer == null) {
      replies.add(new CommandComplete("OK"));
      return;
    }
    int from = positions.getOrDefault(execute.portal(), 0);
    if (from >= failsAtRow) {
      fail(Diagnostics.of("ERROR", "57014", "too slow"));
      return;
    }
    int limit = execute.maxRows() == 0 ? Integer.MAX_VALUE - from : execute.maxRows();
    int to = Math.min(answer.rows().size(), from + limit);
    replies.addAll(answer.rows().subList(from, to));
    positions.put(execute.portal(), to);
    boolean more = execute.maxRows() > 0 && to < answer.rows().size();
    replies.add(more ? new BackendMessage.PortalSuspended() : new CommandComplete(answer.tag()));
  }

  @Override
  public BackendMessage receive() throws IOException {
    if (repliesLeft == 0 || dead) {
      dead = true;
      throw new EOFException("gone");
    }
    BackendMessage next = replies.poll();
    if (next != null) {
      repliesLeft--;
      return next;
    }
    if (silent) {
      throw new SocketTimeoutException("silent");
    }
    throw new EOFException("the script is at its end");
  }

  @Override
  public boolean hasNews(boolean thoroughly) {
    return news;
  }

  @Override
  public int timeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public void setTimeoutMillis(int timeoutMillis) {
    timeouts.add(timeoutMillis);
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public void cancel(int processId, int secretKey) {
    cancelled.add(processId);
  }

  @Override
  public void close() {
    closed = true;
  }
}
