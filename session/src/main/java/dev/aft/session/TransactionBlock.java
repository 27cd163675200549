package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.CommitOutcome;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.protocol.BackendMessage.TransactionStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
  private boolean committing;
  private @Nullable Transaction transaction;
  private @Nullable Instant startedAt;
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
    return running != null ? running : start(Kind.IMPLICIT, isReadOnly(), null);
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

  /** A statement has run in it: its modes are settled. */
  void use() {
    used = true;
  }

  boolean isUsed() {
    return used;
  }

  /**
   * BEGIN. An implicit transaction becomes explicit with all that was done in it.
   *
   * @throws EngineException {@code ACTIVE_TRANSACTION} if a timeout comes after the first statement
   */
  void begin(@Nullable Boolean wantsReadOnly, @Nullable Duration timeout) {
    boolean isReadOnlyWanted = wantsReadOnly != null ? wantsReadOnly : isReadOnly();
    if (kind == Kind.IMPLICIT && used) {
      if (timeout != null) {
        throw new EngineException(
            ErrorCode.ACTIVE_TRANSACTION, "timeout must be given before the first statement");
      }
      kind = Kind.EXPLICIT;
      readOnly = isReadOnlyWanted;
    } else {
      dropUnused();
      start(Kind.EXPLICIT, isReadOnlyWanted, timeout);
    }
    counters.openTransactions.increment();
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

  private Transaction start(Kind newKind, boolean isReadOnly, @Nullable Duration timeout) {
    // The session itself keeps a transaction read-only, because SET TRANSACTION may still change
    // it.
    Transaction begun =
        manager.begin(
            timeout == null ? TransactionOptions.DEFAULT : new TransactionOptions(false, timeout));
    transaction = begun;
    isolation = variables.get(Setting.DEFAULT_TRANSACTION_ISOLATION);
    readOnly = isReadOnly;
    kind = newKind;
    failed = false;
    used = false;
    startedAt = newKind == Kind.EXPLICIT ? clock.instant() : null;
    variables.beginTransaction();
    return begun;
  }

  private void dropUnused() {
    Transaction running = transaction;
    if (running != null) {
      running.abort();
      transaction = null;
    }
  }

  /** A statement failed: an explicit transaction waits for ROLLBACK, an implicit one is over. */
  void fail() {
    if (kind == Kind.EXPLICIT) {
      failed = true;
    } else if (kind == Kind.IMPLICIT) {
      rollback();
    }
  }

  /** Ends the transaction whatever the outcome; one that is not "committed" is the failure. */
  CompletableFuture<@Nullable Void> commit() {
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
      outcome = finishing.commit();
    } catch (RuntimeException e) {
      outcome = CompletableFuture.failedFuture(e);
    }
    if (outcome.isDone()) {
      settle(outcome);
      return Async.DONE;
    }
    CompletableFuture<CommitOutcome> pending = outcome;
    return pending.handleAsync(
        (known, failure) -> {
          settle(pending);
          return null;
        },
        executor);
  }

  private void settle(CompletableFuture<CommitOutcome> outcome) {
    committing = false;
    boolean committed = false;
    try {
      CommitOutcome known = outcome.join();
      committed = known instanceof CommitOutcome.Committed;
      if (!committed) {
        throw failureOf(known);
      }
    } finally {
      end(committed);
    }
  }

  private static EngineException failureOf(CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Unknown unknown) {
      return EngineException.builder(
              ErrorCode.OUTCOME_UNKNOWN, "it is not known whether the transaction was committed")
          .detail("transaction_id=" + unknown.id())
          .build();
    }
    String reason = outcome instanceof CommitOutcome.Aborted aborted ? aborted.reason() : "";
    return new EngineException(
        ErrorCode.MUST_RETRY, "the transaction was aborted at commit: " + reason);
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
    if (kind == Kind.EXPLICIT) {
      counters.openTransactions.decrement();
    }
    (committed ? counters.committed : counters.rolledBack).increment();
    kind = Kind.NONE;
    failed = false;
    transaction = null;
    startedAt = null;
    if (committed) {
      variables.commitTransaction();
    } else {
      variables.rollbackTransaction();
    }
    onEnd.run();
  }

  void setSavepoint(String name) {
    requireExplicit("SAVEPOINT");
    current().setSavepoint(name);
    variables.setSavepoint(name);
  }

  void releaseSavepoint(String name) {
    requireExplicit("RELEASE SAVEPOINT");
    current().releaseSavepoint(name);
    variables.releaseSavepoint(name);
  }

  void rollbackToSavepoint(String name) {
    requireExplicit("ROLLBACK TO SAVEPOINT");
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
