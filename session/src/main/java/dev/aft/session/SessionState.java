package dev.aft.session;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.Access;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.ValuesBuilder;
import dev.aft.session.suspended.SuspendedTransactions;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one session share. Used on the session's executor only, except {@link
 * #requestStop} and {@link #checkCancelled}.
 */
final class SessionState implements SessionContext {
  /** The parts of the node that every session uses. */
  record Node(
      SqlEngine engine,
      TextParser parser,
      TransactionManager transactions,
      EngineEnvironment environment,
      SuspendedTransactions suspended,
      SessionSettings settings,
      SessionCounters counters,
      Logins logins) {}

  /** Why the statement under way should stop. */
  enum StopReason {
    USER_REQUEST("canceling statement due to user request"),
    TIMEOUT("canceling statement due to statement timeout"),
    CLOSED("the connection is gone");

    private final String message;

    StopReason(String message) {
      this.message = message;
    }
  }

  private final Node node;
  private final Executor executor;

  /** Replaced when a command is given up. */
  private volatile CommandExecutor commandExecutor;

  private final MessageSink sink;
  private final Peer peer;
  private final Identity identity;
  private final SessionVariables variables;
  private final TransactionBlock block;
  private final Portals portals;
  private final ValuesBuilder rowBuilder = new ValuesBuilder();
  private String user = "";
  private String database = "";
  private ErrorReports.Source source = ErrorReports.Source.NONE;
  private @Nullable CompletableFuture<@Nullable Void> writable;
  private volatile @Nullable StopReason stopReason;
  private volatile long deadlineNanos;
  private volatile boolean hasDeadline;

  SessionState(Node node, Executor executor, MessageSink sink, Peer peer) {
    this.node = node;
    this.peer = peer;
    this.identity = new Identity(peer, node.logins().users());
    this.executor = executor;
    this.commandExecutor = new CommandExecutor(executor);
    this.sink = sink;
    this.variables =
        new SessionVariables(
            (name, value) -> sink.send(new BackendMessage.ParameterStatus(name, value)));
    this.portals = new Portals(node.settings());
    this.block =
        new TransactionBlock(
            node.transactions(),
            node.environment().clock(),
            executor,
            variables,
            node.counters(),
            portals::closeAll);
  }

  SqlEngine engine() {
    return node.engine();
  }

  TextParser parser() {
    return node.parser();
  }

  TransactionManager transactions() {
    return node.transactions();
  }

  SuspendedTransactions suspended() {
    return node.suspended();
  }

  EngineEnvironment environment() {
    return node.environment();
  }

  SessionSettings settings() {
    return node.settings();
  }

  SessionCounters counters() {
    return node.counters();
  }

  /** Runs what continues the command under way. */
  Executor executor() {
    return commandExecutor;
  }

  /** The session's executor itself: for what concerns the session and not one command. */
  Executor sessionExecutor() {
    return executor;
  }

  /** What the command under way still waits for will not be heard any more. */
  void giveUpCommand() {
    commandExecutor.giveUp();
    commandExecutor = new CommandExecutor(executor);
  }

  MessageSink sink() {
    return sink;
  }

  Peer peer() {
    return peer;
  }

  Identity identity() {
    return identity;
  }

  SessionVariables variables() {
    return variables;
  }

  TransactionBlock block() {
    return block;
  }

  Portals portals() {
    return portals;
  }

  ValuesBuilder rowBuilder() {
    return rowBuilder;
  }

  /** The text that an error now would speak of. */
  ErrorReports.Source source() {
    return source;
  }

  void setSource(ErrorReports.Source newSource) {
    this.source = newSource;
  }

  void identify(String newUser, String newDatabase) {
    this.user = newUser;
    this.database = newDatabase;
  }

  @Override
  public String user() {
    String known = identity.userName();
    return known == null ? user : known;
  }

  @Override
  public Access access() {
    return identity.access();
  }

  @Override
  public boolean isUser(String name, long id) {
    return identity.isUser(name, id);
  }

  @Override
  public void madeFirstUser(String name, long id) {
    identity.madeFirstUser(name, id);
  }

  @Override
  public void notice(String message) {
    sink.send(new BackendMessage.NoticeResponse(Diagnostics.of("NOTICE", "00000", message)));
  }

  /** What SET chose, within the limit of the user; zero for none. */
  long statementTimeoutMillis() {
    long chosen = variables.statementTimeoutMillis();
    long most = identity.limits().statementTimeoutMillis();
    return most > 0 && (chosen == 0 || chosen > most) ? most : chosen;
  }

  @Override
  public String database() {
    return database;
  }

  @Override
  public String schema() {
    return variables.schema();
  }

  @Override
  public ZoneId timeZone() {
    return variables.timeZone();
  }

  @Override
  public Instant transactionTime() {
    return block.startedAt();
  }

  @Override
  public void checkCancelled() {
    StopReason reason = stopReason();
    if (reason != null) {
      throw stopped(reason);
    }
  }

  /** Why the statement under way should stop, or null when it should not. */
  @Nullable StopReason stopReason() {
    StopReason reason = stopReason;
    if (reason != null) {
      return reason;
    }
    return hasDeadline && node.environment().nanoTime().getAsLong() - deadlineNanos >= 0
        ? StopReason.TIMEOUT
        : null;
  }

  static EngineException stopped(StopReason reason) {
    return new EngineException(ErrorCode.QUERY_CANCELED, reason.message);
  }

  /** The statement under way stops at its first check after this many milliseconds from now. */
  void setDeadline(long millis) {
    deadlineNanos = node.environment().nanoTime().getAsLong() + millis * 1_000_000;
    hasDeadline = true;
  }

  boolean hasDeadline() {
    return hasDeadline;
  }

  /** Any thread: the statement under way stops at its next check. */
  void requestStop(StopReason reason) {
    stopReason = reason;
  }

  void clearStop() {
    hasDeadline = false;
    if (stopReason != StopReason.CLOSED) {
      stopReason = null;
    }
  }

  /** Completes when the client keeps up again, or when it is time to look whether to stop. */
  CompletableFuture<@Nullable Void> awaitWritable() {
    CompletableFuture<@Nullable Void> waiting = new CompletableFuture<>();
    writable = waiting;
    return waiting;
  }

  void wakeWriter() {
    CompletableFuture<@Nullable Void> waiting = writable;
    if (waiting != null) {
      writable = null;
      waiting.complete(null);
    }
  }

  void send(BackendMessage message) {
    sink.send(message);
  }

  void warn(ErrorCode code, String message) {
    sink.send(new BackendMessage.NoticeResponse(ErrorReports.warning(code, message)));
  }

  void warn(String sqlState, String message) {
    sink.send(new BackendMessage.NoticeResponse(Diagnostics.of("WARNING", sqlState, message)));
  }

  /** Whether descriptions of results say of which tables their columns are. */
  boolean reportsColumns() {
    return variables.isOn(Setting.REPORT_COLUMNS);
  }

  /** Tells the client the id of the transaction that begins or goes on, if it wants to know. */
  void reportTransactionId() {
    if (variables.isOn(Setting.REPORT_TRANSACTION_ID)) {
      send(
          new BackendMessage.ParameterStatus(
              "transaction_id", block.current().id().uuid().toString()));
    }
  }

  /** In a failed transaction only its end, and empty statements, are let through. */
  void requireNotFailed(RunnableStatement statement) {
    if (block.isFailed() && !statement.endsFailure() && !statement.isEmpty()) {
      throw inFailedTransaction();
    }
  }

  static EngineException inFailedTransaction() {
    return new EngineException(
        ErrorCode.IN_FAILED_TRANSACTION,
        "current transaction is aborted, commands ignored until end of transaction block");
  }
}
