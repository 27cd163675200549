package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.CausalityToken;
import dev.aft.engine.transaction.CommitOutcome;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.session.suspended.CarriedState;
import dev.aft.session.suspended.LeasedTransaction;
import dev.aft.session.suspended.Resumed;
import dev.aft.session.suspended.SuspendedTransactions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands between transactions.
 *
 * <pre>
 * NONE --statement--> IMPLICIT --Sync or end of Query--> NONE (committed)
 *  |                     |  \--error--> NONE (rolled back)
 *  \-------BEGIN---------+--> EXPLICIT --COMMIT, ROLLBACK--> NONE
 *                              \--error--> EXPLICIT, failed --ROLLBACK TO--> EXPLICIT
 * </pre>
 *
 * Not thread-safe: used on the session's executor only.
 */
final class TransactionBlock {
  private enum Kind {
    NONE,
    IMPLICIT,
    EXPLICIT
  }

  private final TransactionManager manager;
  private final InstantSource clock;
  private final Executor executor;
  private final SessionVariables variables;
  private final SessionCounters counters;
  private final Runnable onEnd;

  private Kind kind = Kind.NONE;
  private boolean failed;
  private boolean readOnly;
  private boolean used;
  private boolean hasSavepoints;

  /** Whether it was begun with what the session setting {@code after} names. */
  private boolean heard;

  private boolean committing;

  /** Whether the command under way has ended a transaction, and its answer is not given yet. */
  private boolean settled;

  /** What BEGIN or RESUME waits for; whoever finds another one here has been given up. */
  private @Nullable Object awaited;

  /**
   * Whether its transaction was aborted, or given back to its token, because the store did not
   * answer a statement.
   */
  private boolean abandoned;

  private @Nullable Transaction transaction;
  private final SeenTransactions seen = new SeenTransactions();
  private @Nullable Instant startedAt;

  /** What came with the transaction when it was resumed; null for one that began here. */
  private @Nullable CarriedState carried;

  private String isolation = "read committed";

  TransactionBlock(
      TransactionManager manager,
      InstantSource clock,
      Executor executor,
      SessionVariables variables,
      SessionCounters counters,
      Runnable onEnd) {
    this.manager = manager;
    this.clock = clock;
    this.executor = executor;
    this.variables = variables;
    this.counters = counters;
    this.onEnd = onEnd;
  }

  boolean isNone() {
    return kind == Kind.NONE;
  }

  boolean isImplicit() {
    return kind == Kind.IMPLICIT;
  }

  boolean isExplicit() {
    return kind == Kind.EXPLICIT;
  }

  boolean isFailed() {
    return failed;
  }

  boolean isReadOnly() {
    return kind == Kind.NONE ? variables.isOn(Setting.DEFAULT_TRANSACTION_READ_ONLY) : readOnly;
  }

  String isolation() {
    return kind == Kind.NONE ? variables.get(Setting.DEFAULT_TRANSACTION_ISOLATION) : isolation;
  }

  TransactionStatus status() {
    if (kind != Kind.EXPLICIT) {
      return TransactionStatus.IDLE;
    }
    return failed ? TransactionStatus.FAILED : TransactionStatus.IN_TRANSACTION;
  }

  /** The transaction to work in; an implicit one begins if there is none. */
  Transaction current() {
    Transaction running = transaction;
    return running != null ? running : start(Kind.IMPLICIT, isReadOnly());
  }

  Instant startedAt() {
    Instant at = startedAt;
    if (at == null) {
      at = clock.instant();
      if (kind != Kind.NONE) {
        startedAt = at;
      }
    }
    return at;
  }

  /** Sees to it that {@link #current} sees all that the session setting {@code after} names. */
  CompletableFuture<@Nullable Void> ensure() {
    CausalityToken after = variables.after();
    if (after == null || heard || used || kind == Kind.EXPLICIT) {
      return Async.DONE;
    }
    return whenReady(
        new TransactionOptions(false, null, null, after),
        begun -> {
          attach(begun, Kind.IMPLICIT, isReadOnly());
          heard = true;
        });
  }

  /** A statement has run in it: its modes are settled. */
  void use() {
    used = true;
  }

  boolean isUsed() {
    return used;
  }

  /**
   * BEGIN. An implicit transaction becomes explicit with all that was done in it; the options have
   * no meaning then.
   */
  CompletableFuture<@Nullable Void> begin(
      @Nullable Boolean wantsReadOnly, TransactionOptions options) {
    boolean isReadOnlyWanted = wantsReadOnly != null ? wantsReadOnly : isReadOnly();
    if (kind == Kind.IMPLICIT && used) {
      kind = Kind.EXPLICIT;
      readOnly = isReadOnlyWanted;
      counters.openTransactions.increment();
      return Async.DONE;
    }
    if (options.idempotencyKey() == null && options.after() == null) {
      attach(manager.begin(options), Kind.EXPLICIT, isReadOnlyWanted);
      return Async.DONE;
    }
    return whenReady(options, begun -> attach(begun, Kind.EXPLICIT, isReadOnlyWanted));
  }

  private CompletableFuture<@Nullable Void> whenReady(
      TransactionOptions options, Consumer<Transaction> attach) {
    return waiting(
        manager.beginWhenReady(options),
        begun -> {
          attach.accept(begun);
          return Async.DONE;
        },
        Transaction::abort);
  }

  /**
   * Goes on with {@code next}. If the command has been given up when the value comes, that goes to
   * {@code discard}, as it would be left to nobody.
   */
  <A, B extends @Nullable Object> CompletableFuture<B> waiting(
      CompletableFuture<A> first,
      Function<A, CompletableFuture<B>> next,
      Consumer<? super A> discard) {
    Object mine = new Object();
    awaited = mine;
    settled = false;
    return Async.then(
        first,
        executor,
        value -> {
          if (awaited != mine) {
            discard.accept(value);
            return CompletableFuture.failedFuture(
                SessionState.stopped(SessionState.StopReason.USER_REQUEST));
          }
          awaited = null;
          return next.apply(value);
        });
  }

  /** What was waited for has come, or will not be heard any more. */
  void commandEnds() {
    awaited = null;
    settled = false;
  }

  /**
   * SUSPEND: the transaction leaves the session, which is then as after COMMIT. What SET changed
   * stays, for settings belong to the session; what SET LOCAL changed and portals end.
   */
  String suspend(SuspendedTransactions suspended, @Nullable Long user) {
    requireExplicit("SUSPEND");
    // Whoever has begun it keeps it, also when ADMIN has gone on with it in between.
    CarriedState before = carried;
    Long owner = before == null ? user : before.owner();
    String token =
        suspended.suspend(
            current(), new CarriedState(readOnly, isolation, startedAt(), used, owner));
    reset();
    variables.commitTransaction();
    onEnd.run();
    return token;
  }

  /** RESUME: the session goes on with a transaction that another one may have begun. */
  void goOn(Resumed resumed) {
    attach(resumed.transaction(), Kind.EXPLICIT, resumed.carried().readOnly());
    carried = resumed.carried();
    isolation = resumed.carried().isolation();
    startedAt = resumed.carried().startedAt();
    used = resumed.carried().used();
  }

  /**
   * @throws EngineException {@code TRANSACTION_TAKEN_OVER} when another connection goes on with it
   */
  void requireHeld() {
    if (transaction instanceof LeasedTransaction lease) {
      lease.requireHeld();
    }
  }

  /**
   * Whether what is under way may be given up. A commit goes on by itself; who set a timeout is
   * told then that its outcome is not known. Once that is known, nothing else may be told.
   */
  boolean mayBeGivenUp(SessionState.StopReason reason) {
    return !settled && (!committing || reason == SessionState.StopReason.TIMEOUT);
  }

  /**
   * A statement was given up while it waited for the store. What it still does must find nothing to
   * work on, so the transaction ends, or goes back to the token that it was resumed with for that
   * case; the block waits for ROLLBACK as after any error.
   *
   * @return what to tell the client
   */
  EngineException abandon(EngineException stopped) {
    Transaction running = transaction;
    if (running != null && committing) {
      committing = false;
      end(false);
      return CommitFailures.of(new CommitOutcome.Unknown(running.id()));
    }
    if (running instanceof LeasedTransaction lease) {
      lease.leave();
    } else if (running != null) {
      running.abort();
    }
    abandoned = running != null;
    return stopped;
  }

  /** The connection is gone. */
  void leave() {
    if (transaction instanceof LeasedTransaction lease) {
      lease.leave();
    }
    rollback();
  }

  /** Of the transaction under way or, outside of one, of all that the session has finished. */
  CausalityToken causalityToken() {
    Transaction running = transaction;
    return running != null && kind == Kind.EXPLICIT ? running.causalityToken() : seen.token();
  }

  /** The session was told of a commit, and must see it from now on. */
  void saw(CausalityToken commit) {
    seen.add(commit);
  }

  /** SET TRANSACTION for the transaction under way. */
  void setModes(@Nullable Boolean wantsReadOnly, @Nullable String wantedIsolation) {
    current();
    if (wantsReadOnly != null) {
      if (readOnly && !wantsReadOnly && used) {
        throw new EngineException(
            ErrorCode.ACTIVE_TRANSACTION,
            "transaction read-write mode must be set before any query");
      }
      readOnly = wantsReadOnly;
    }
    if (wantedIsolation != null) {
      isolation = wantedIsolation;
    }
  }

  private Transaction start(Kind newKind, boolean isReadOnly) {
    // The session itself keeps a transaction read-only, because SET TRANSACTION may still change
    // it.
    Transaction begun = manager.begin(TransactionOptions.DEFAULT);
    attach(begun, newKind, isReadOnly);
    return begun;
  }

  private void attach(Transaction begun, Kind newKind, boolean isReadOnly) {
    Transaction unused = transaction;
    if (unused != null) {
      unused.abort();
    } else {
      variables.beginTransaction();
    }
    transaction = begun;
    settled = false;
    isolation = variables.get(Setting.DEFAULT_TRANSACTION_ISOLATION);
    readOnly = isReadOnly;
    kind = newKind;
    failed = false;
    abandoned = false;
    used = false;
    hasSavepoints = false;
    startedAt = newKind == Kind.EXPLICIT ? clock.instant() : null;
    if (newKind == Kind.EXPLICIT) {
      counters.openTransactions.increment();
    }
  }

  /** A statement failed: an explicit transaction waits for ROLLBACK, an implicit one is over. */
  void fail() {
    if (kind == Kind.EXPLICIT) {
      failed = true;
      releaseIfOver();
    } else if (kind == Kind.IMPLICIT) {
      rollback();
    }
  }

  /** Without a savepoint only ROLLBACK is left, so that what it has written can go at once. */
  private void releaseIfOver() {
    Transaction lost = transaction;
    if (lost != null && !hasSavepoints && !(lost instanceof LeasedTransaction)) {
      lost.abort();
    }
  }

  CompletableFuture<@Nullable Void> commit() {
    return commit(null);
  }

  /**
   * Ends the transaction whatever the outcome; one that is not "committed" is the failure. Only a
   * result that is too long does not end it: that fails it, as any statement may.
   */
  CompletableFuture<@Nullable Void> commit(@Nullable String result) {
    Transaction finishing = transaction;
    if (finishing == null || (kind == Kind.IMPLICIT && !finishing.hasWrites())) {
      if (finishing != null) {
        finishing.abort();
      }
      end(true);
      return Async.DONE;
    }
    committing = true;
    CompletableFuture<CommitOutcome> outcome;
    try {
      outcome = finishing.commit(result);
    } catch (RuntimeException e) {
      outcome = CompletableFuture.failedFuture(e);
    }
    if (outcome.isDone()) {
      settle(finishing, outcome);
      return Async.DONE;
    }
    CompletableFuture<CommitOutcome> pending = outcome;
    return pending.handleAsync(
        (known, failure) -> {
          if (transaction == finishing) {
            settle(finishing, pending);
          }
          return null;
        },
        executor);
  }

  private void settle(Transaction finishing, CompletableFuture<CommitOutcome> outcome) {
    committing = false;
    settled = true;
    if (outcome.isCompletedExceptionally() && !finishing.isFinished()) {
      outcome.join();
    }
    boolean committed = false;
    try {
      CommitOutcome known = outcome.join();
      committed = known instanceof CommitOutcome.Committed;
      if (!committed) {
        throw CommitFailures.of(known);
      }
    } finally {
      end(committed);
    }
  }

  /** Whether a commit is under way, which nothing stops any more. */
  boolean isCommitting() {
    return committing;
  }

  void rollback() {
    Transaction finishing = transaction;
    if (finishing != null) {
      finishing.abort();
    }
    if (kind != Kind.NONE) {
      end(false);
    }
  }

  private void end(boolean committed) {
    (committed ? counters.committed : counters.rolledBack).increment();
    Transaction finished = transaction;
    if (finished != null) {
      seen.add(finished);
    }
    reset();
    if (committed) {
      variables.commitTransaction();
    } else {
      variables.rollbackTransaction();
    }
    onEnd.run();
  }

  private void reset() {
    if (kind == Kind.EXPLICIT) {
      counters.openTransactions.decrement();
    }
    kind = Kind.NONE;
    failed = false;
    abandoned = false;
    used = false;
    hasSavepoints = false;
    heard = false;
    transaction = null;
    startedAt = null;
    carried = null;
  }

  void setSavepoint(String name) {
    requireExplicit("SAVEPOINT");
    current().setSavepoint(name);
    hasSavepoints = true;
    variables.setSavepoint(name);
  }

  void releaseSavepoint(String name) {
    requireExplicit("RELEASE SAVEPOINT");
    current().releaseSavepoint(name);
    variables.releaseSavepoint(name);
  }

  void rollbackToSavepoint(String name) {
    requireExplicit("ROLLBACK TO SAVEPOINT");
    if (abandoned) {
      throw new EngineException(
          ErrorCode.TRANSACTION_ABORTED,
          "a statement was given up because the store did not answer it: the transaction was"
              + " aborted, or went back to the token that resumed it with on_close = 'suspend'");
    }
    current().rollbackToSavepoint(name);
    variables.rollbackToSavepoint(name);
    failed = false;
  }

  private void requireExplicit(String command) {
    if (kind != Kind.EXPLICIT) {
      throw new EngineException(
          ErrorCode.NO_ACTIVE_TRANSACTION, command + " can only be used in transaction blocks");
    }
  }
}
