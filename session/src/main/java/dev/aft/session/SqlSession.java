package dev.aft.session;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.AlreadyCommittedException;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.ProtocolException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages one after the other and answers each before the next. What a message needs is done
 * inline as far as memory answers; where it has to wait, later messages queue up.
 */
final class SqlSession implements Session {
  private static final Map<BackendMessage.TransactionStatus, BackendMessage> READY =
      readyMessages();

  private enum Phase {
    STARTUP,
    OPEN,
    CLOSED
  }

  private final SessionState state;
  private final Sessions sessions;
  private final BackendMessage.BackendKeyData key;
  private final ErrorReports reports;
  private final ImplicitCommit implicitCommit;
  private final SimpleQuery simple;
  private final ExtendedQuery extended;
  private final StartupProcess startup;
  private final SessionTimers timers;
  private final Queue<FrontendMessage> queue = new ArrayDeque<>();

  private Phase phase = Phase.STARTUP;
  private boolean busy;

  /** What is dealt with while busy. */
  private @Nullable FrontendMessage current;

  private long commands;
  private boolean skipping;
  private boolean draining;

  /**
   * From the first message of a command to ReadyForQuery: the time in which cancel has a meaning.
   */
  private volatile boolean active;

  SqlSession(
      Sessions sessions,
      SessionState.Node node,
      BackendMessage.BackendKeyData key,
      SessionState state) {
    this.sessions = sessions;
    this.key = key;
    this.state = state;
    this.reports = new ErrorReports(node.environment().random());
    this.implicitCommit = new ImplicitCommit(state);
    StatementPreparer preparer = new StatementPreparer(state);
    StatementRunner runner = new StatementRunner(state, implicitCommit);
    this.simple = new SimpleQuery(state, preparer, runner, implicitCommit);
    this.extended = new ExtendedQuery(state, preparer, runner);
    this.startup = new StartupProcess(state, node, key);
    this.timers = new SessionTimers(state, this::stopSoon);
  }

  private static Map<BackendMessage.TransactionStatus, BackendMessage> readyMessages() {
    Map<BackendMessage.TransactionStatus, BackendMessage> messages =
        new EnumMap<>(BackendMessage.TransactionStatus.class);
    for (BackendMessage.TransactionStatus status : BackendMessage.TransactionStatus.values()) {
      messages.put(status, new BackendMessage.ReadyForQuery(status));
    }
    return Collections.unmodifiableMap(messages);
  }

  private BackendMessage readyMessage() {
    return Objects.requireNonNull(READY.get(state.block().status()));
  }

  @Override
  public void receive(FrontendMessage message) {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (!busy && queue.isEmpty()) {
      process(message);
    } else if (queue.size() < state.settings().maxWaitingMessages()) {
      queue.add(message);
    } else {
      refuseMessages();
    }
  }

  private void refuseMessages() {
    EngineException refused =
        EngineException.beyond(
            Bound.MAX_WAITING_MESSAGES,
            state.settings().maxWaitingMessages(),
            "too many messages wait for an answer");
    state.counters().countRefusal(refused);
    end(ErrorReports.describe(refused, ErrorReports.FATAL, ErrorReports.Source.NONE));
  }

  @Override
  public int backlog() {
    return queue.size();
  }

  private void processQueue() {
    while (!busy && phase != Phase.CLOSED) {
      FrontendMessage next = queue.poll();
      if (next == null) {
        return;
      }
      process(next);
    }
  }

  private void process(FrontendMessage message) {
    busy = true;
    current = message;
    CompletableFuture<@Nullable Void> done = begin(message);
    if (done.isDone() && !done.isCompletedExceptionally()) {
      finish(message, done);
      return;
    }
    CompletableFuture<@Nullable Void> explained =
        done.exceptionallyComposeAsync(this::unlessRepeated, state.executor());
    // Nobody is told of this future: finish deals with its failure.
    @SuppressWarnings({"unused", "FutureReturnValueIgnored"})
    CompletableFuture<?> later =
        explained.handleAsync(
            (nothing, failure) -> {
              finish(message, explained);
              processQueue();
              return null;
            },
            state.executor());
  }

  /**
   * The row that is there already may be the work of another attempt under the same idempotency
   * key: then that is what the client must hear.
   */
  private CompletableFuture<@Nullable Void> unlessRepeated(Throwable failure) {
    boolean mayBeRepeated =
        Async.unwrap(failure) instanceof EngineException e
            && e.code() == ErrorCode.DUPLICATE_KEY
            && state.block().isExplicit();
    return mayBeRepeated
        ? state.block().current().requireUndone().thenCompose(undone -> failed(failure))
        : failed(failure);
  }

  private static CompletableFuture<@Nullable Void> failed(Throwable failure) {
    return CompletableFuture.failedFuture(failure);
  }

  private CompletableFuture<@Nullable Void> begin(FrontendMessage message) {
    try {
      return phase == Phase.STARTUP ? dispatchStartup(message) : dispatch(message);
    } catch (RuntimeException | StackOverflowError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void finish(FrontendMessage message, CompletableFuture<@Nullable Void> done) {
    busy = false;
    state.block().commandEnds();
    if (phase == Phase.CLOSED) {
      state.block().leave();
      return;
    }
    Phase before = phase;
    if (done.isCompletedExceptionally()) {
      done.exceptionally(
              failure -> {
                fail(message, failure);
                return null;
              })
          .join();
    } else if (phase == Phase.STARTUP && startup.isComplete()) {
      phase = Phase.OPEN;
    }
    if (phase == Phase.OPEN && !skipping && (before == Phase.STARTUP || endsCommand(message))) {
      ready();
    }
  }

  private static boolean endsCommand(FrontendMessage message) {
    return message instanceof FrontendMessage.Sync
        || message instanceof FrontendMessage.Query
        || message instanceof FrontendMessage.FunctionCall;
  }

  // ---------------------------------------------------------------- Messages

  private CompletableFuture<@Nullable Void> dispatchStartup(FrontendMessage message) {
    if (message instanceof FrontendMessage.Password password && startup.isAuthenticating()) {
      return startup.goOn(password);
    } else if (startup.isAuthenticating() && !(message instanceof FrontendMessage.Terminate)) {
      throw new ProtocolException("a password message is expected");
    } else if (message instanceof FrontendMessage.Startup start) {
      requireStore();
      if (draining) {
        throw shuttingDown();
      }
      sessions.requireRoom();
      return startup.start(start);
    } else if (message instanceof FrontendMessage.TlsRequest
        || message instanceof FrontendMessage.GssEncryptionRequest) {
      state.send(new BackendMessage.TlsResponse(false));
      state.sink().flush();
    } else if (message instanceof FrontendMessage.CancelRequest cancel) {
      sessions.cancel(cancel.processId(), cancel.secretKey());
      leave();
    } else if (message instanceof FrontendMessage.Terminate) {
      leave();
    } else {
      throw new ProtocolException("the first message of a connection must be a start-up message");
    }
    return Async.DONE;
  }

  private CompletableFuture<@Nullable Void> dispatch(FrontendMessage message) {
    if (message instanceof FrontendMessage.Sync) {
      skipping = false;
      return implicitCommit.commit();
    } else if (message instanceof FrontendMessage.Terminate) {
      leave();
      return Async.DONE;
    } else if (skipping) {
      return Async.DONE;
    }
    requireStore();
    state.identity().require();
    if (!active) {
      active = true;
      commands++;
      timers.commandBegins();
    }
    if (message instanceof FrontendMessage.Bind bind) {
      return extended.bind(bind);
    } else if (message instanceof FrontendMessage.Execute execute) {
      return extended.execute(execute);
    } else if (message instanceof FrontendMessage.Parse parse) {
      return extended.parse(parse);
    } else if (message instanceof FrontendMessage.Query query) {
      return simple.run(query.sql());
    } else if (message instanceof FrontendMessage.Describe describe) {
      return extended.describe(describe);
    } else if (message instanceof FrontendMessage.Close close) {
      return extended.close(close);
    }
    return dispatchRare(message);
  }

  private CompletableFuture<@Nullable Void> dispatchRare(FrontendMessage message) {
    if (message instanceof FrontendMessage.Flush) {
      state.sink().flush();
      return Async.DONE;
    } else if (message instanceof FrontendMessage.Copy) {
      // Left over from a COPY that was refused; PostgreSQL ignores it too.
      return Async.DONE;
    } else if (message instanceof FrontendMessage.FunctionCall) {
      throw new EngineException(ErrorCode.UNSUPPORTED, "function calls are not supported");
    }
    throw new ProtocolException(
        "message " + message.getClass().getSimpleName() + " is not expected here");
  }

  // ---------------------------------------------------------------- Ends of commands

  private void ready() {
    active = false;
    timers.commandEnds();
    state.clearStop();
    state.setSource(ErrorReports.Source.NONE);
    state.send(readyMessage());
    state.sink().flush();
    if (sessions.whyStoreTaken() != null) {
      endIdle();
    } else if (draining && state.block().isNone()) {
      end(ErrorReports.describe(shuttingDown(), ErrorReports.FATAL, ErrorReports.Source.NONE));
    } else if (state.block().isExplicit()) {
      timers.idlesInTransaction(this::idledTooLong);
    }
  }

  private void fail(FrontendMessage message, Throwable failure) {
    state.counters().errors.increment();
    Throwable cause = Async.unwrap(failure);
    if (cause instanceof EngineException refused) {
      state.counters().countRefusal(refused);
    }
    if (cause instanceof EngineException e && e.code() == ErrorCode.QUERY_CANCELED) {
      state.counters().cancelled.increment();
    } else if (cause instanceof AlreadyCommittedException done) {
      state.block().saw(done.causality());
    } else if (cause instanceof EngineException e && e.code() == ErrorCode.STORE_TAKEN) {
      sessions.endWithStoreTaken(e);
    }
    implicitCommit.forget();
    Diagnostics diagnostics = reports.describe(failure, state.source());
    if (phase == Phase.STARTUP || diagnostics.severity().equals(ErrorReports.FATAL)) {
      end(ErrorReports.withSeverity(diagnostics, ErrorReports.FATAL));
      return;
    }
    state.send(new BackendMessage.ErrorResponse(diagnostics));
    // Tab in psql asks pg_catalog behind its user's back; that must not cost them their
    // transaction.
    boolean harmless = endsCommand(message) && ErrorReports.asksPgCatalog(cause, state.source());
    if (!harmless || !state.block().isExplicit()) {
      state.block().fail();
    }
    skipping = !endsCommand(message);
    if (skipping) {
      state.sink().flush();
    }
  }

  private void idledTooLong() {
    if (phase == Phase.OPEN && !busy && !active) {
      end(
          ErrorReports.fatal(
              ErrorCode.TRANSACTION_EXPIRED,
              "terminating connection due to idle-in-transaction timeout"));
    }
  }

  /** What memory could answer is refused, too: the store may hold something newer by now. */
  private void requireStore() {
    EngineException taken = sessions.whyStoreTaken();
    if (taken != null) {
      throw taken;
    }
  }

  /** Another process has the store: for a session that waits for its client, this is the end. */
  void endWithStore() {
    state.sessionExecutor().execute(this::endIdle);
  }

  private void endIdle() {
    EngineException taken = sessions.whyStoreTaken();
    if (taken != null && phase == Phase.OPEN && !busy && !active) {
      end(reports.describe(taken, ErrorReports.Source.NONE));
    }
  }

  private static EngineException shuttingDown() {
    return new EngineException(
        ErrorCode.SHUTTING_DOWN, "terminating connection: the node is going down");
  }

  /** Says why, and ends the connection. */
  private void end(Diagnostics diagnostics) {
    state.send(new BackendMessage.ErrorResponse(diagnostics));
    leave();
  }

  private void leave() {
    close();
    state.sink().close();
  }

  // ---------------------------------------------------------------- From outside

  @Override
  public void writable() {
    state.wakeWriter();
  }

  @Override
  public int processId() {
    return key.processId();
  }

  @Override
  public int secretKey() {
    return key.secretKey();
  }

  @Override
  public void cancel() {
    if (active) {
      state.requestStop(SessionState.StopReason.USER_REQUEST);
      state.sessionExecutor().execute(this::stopSoon);
    }
  }

  /** Wakes a statement that should stop, and gives it up if it does not. */
  private void stopSoon() {
    state.wakeWriter();
    long command = commands;
    Future<?> unused =
        timers.schedule(
            () -> {
              if (command == commands) {
                giveUp();
              }
            },
            state.settings().stopGrace().toMillis());
  }

  /** The store does not answer: the client shall not wait for it any longer. */
  private void giveUp() {
    SessionState.StopReason reason = state.stopReason();
    FrontendMessage message = current;
    if (phase != Phase.OPEN
        || !busy
        || !active
        || reason == null
        || message == null
        || !state.block().mayBeGivenUp(reason)) {
      return;
    }
    state.giveUpCommand();
    EngineException failure = state.block().abandon(SessionState.stopped(reason));
    finish(message, CompletableFuture.failedFuture(failure));
    processQueue();
  }

  @Override
  public void drain() {
    state
        .sessionExecutor()
        .execute(
            () -> {
              draining = true;
              if (phase == Phase.OPEN && !busy && !active && state.block().isNone()) {
                end(
                    ErrorReports.describe(
                        shuttingDown(), ErrorReports.FATAL, ErrorReports.Source.NONE));
              }
            });
  }

  @Override
  public void close() {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    queue.clear();
    timers.close();
    startup.close();
    state.requestStop(SessionState.StopReason.CLOSED);
    sessions.remove(this);
    if (!state.block().isCommitting()) {
      state.block().leave();
    }
    state.portals().closeAll();
    state.portals().closeStatements();
    state.wakeWriter();
  }
}
