package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.Transaction;
import dev.aft.storage.spi.StorageException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs FoundationDB's transactions: begins, retries, commits and closes them. Nothing else of this
 * module does.
 *
 * <p>A transaction has a limit in time of its own, over all its retries, kept by the native client
 * (whose clock is used, so that nothing here waits). A commit that ends with "unknown", or is cut
 * off by that limit, may have happened and may still happen: the attempt is made again and finds
 * out, if need be in a second transaction with a limit of its own.
 *
 * <p>Continuations run on the executor, never on FoundationDB's network thread.
 */
final class Transactions {
  /** The first, and one more to find out what became of the first. */
  private static final int MAX_ROUNDS = 2;

  private final Database database;
  private final Executor executor;
  private final Failures failures;
  private final Counters counters;
  private final Set<Run<?>> open = ConcurrentHashMap.newKeySet();
  private final Diagnosis diagnosis = new Diagnosis();
  private volatile boolean cancelled;

  Transactions(Database database, Executor executor, Failures failures, Counters counters) {
    this.database = database;
    this.executor = executor;
    this.failures = failures;
    this.counters = counters;
  }

  Executor executor() {
    return executor;
  }

  /**
   * Reads at one read version; {@code body} is called again, with a new one, for every retry.
   * Nothing read can make a write fail.
   */
  <T> CompletableFuture<T> read(Function<ReadTransaction, CompletableFuture<T>> body) {
    counters.reads.increment();
    return new Run<T>(
            (transaction, again) ->
                body.apply(transaction.snapshot()).thenApply(Attempt.Found::unchanged))
        .start();
  }

  /** Writes, once, or fails; see {@link Attempt}. */
  <T> CompletableFuture<T> write(Attempt<T> attempt) {
    return new Run<>(attempt).start();
  }

  /** Ends everything under way, for good. Commits under way may still happen. */
  void cancelAll() {
    cancelled = true;
    open.forEach(Run::cancel);
  }

  /** How many transactions are open now. */
  int openCount() {
    return open.size();
  }

  /**
   * One read or write, with all its retries. Only one thread at a time is in it, but for cancel.
   */
  private final class Run<T> {
    private final Attempt<T> attempt;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile @Nullable Transaction transaction;
    private boolean mayHaveHappened;
    private int lastRetried;
    private int rounds;

    Run(Attempt<T> attempt) {
      this.attempt = attempt;
    }

    CompletableFuture<T> start() {
      open.add(this);
      guarded(this::beginRound);
      return result;
    }

    private void beginRound() {
      rounds++;
      Transaction begun = database.createTransaction(executor);
      transaction = begun;
      begun.options().setTimeout(failures.timeoutMillis());
      attempt(begun);
    }

    private void attempt(Transaction current) {
      if (cancelled) {
        throw Failures.closed();
      }
      boolean again = mayHaveHappened;
      Futures.whenDone(
          Futures.call(() -> attempt.in(current, again)),
          (found, failure) ->
              guarded(
                  () -> {
                    if (failure != null) {
                      failed(current, Failures.unwrap(failure), false);
                    } else if (found.changes()) {
                      commit(current, found.result());
                    } else {
                      succeed(found.result());
                    }
                  }));
    }

    private void commit(Transaction current, T value) {
      Futures.whenDone(
          current.commit(),
          (done, failure) ->
              guarded(
                  () -> {
                    if (failure != null) {
                      failed(current, Failures.unwrap(failure), true);
                    } else {
                      counters.commits.increment();
                      diagnosis.answered();
                      succeed(value);
                    }
                  }));
    }

    private void failed(Transaction current, Throwable failure, boolean inCommit) {
      if (failure instanceof FDBException e) {
        failedInDatabase(current, e, inCommit);
        return;
      }
      mayHaveHappened |= inCommit;
      boolean decided = failure instanceof StorageException && attempt.decidesEarlierOnes();
      finish(failure, mayHaveHappened && !decided);
    }

    private void failedInDatabase(Transaction current, FDBException e, boolean inCommit) {
      int code = e.getCode();
      if (inCommit && !ErrorCodes.isNotCommitted(code)) {
        mayHaveHappened = true;
        counters.unknownResults.increment();
      }
      if (code == ErrorCodes.NOT_COMMITTED) {
        counters.conflicts.increment();
      }
      if (code == ErrorCodes.TRANSACTION_TIMED_OUT) {
        timedOut(current, e);
      } else if (ErrorCodes.isCancelled(code)) {
        finish(e, mayHaveHappened);
      } else {
        retry(current, e);
      }
    }

    private void timedOut(Transaction current, FDBException e) {
      counters.timeouts.increment();
      diagnosis.look(Transactions.this);
      endRound(current, e);
    }

    /** FoundationDB does not try this transaction again; the next round may find out the rest. */
    private void endRound(Transaction current, Throwable failure) {
      if (mayHaveHappened && rounds < MAX_ROUNDS) {
        current.close();
        beginRound();
      } else {
        finish(failure, mayHaveHappened);
      }
    }

    /** FoundationDB itself knows which errors pass, and how long to wait before the next try. */
    private void retry(Transaction current, FDBException e) {
      Futures.whenDone(
          current.onError(e),
          (next, refused) ->
              guarded(
                  () -> {
                    if (refused == null) {
                      transaction = next;
                      lastRetried = e.getCode();
                      counters.retries.increment();
                      attempt(next);
                    } else {
                      refused(current, e, Failures.unwrap(refused));
                    }
                  }));
    }

    /** The time may run out while it waits for the next try. */
    private void refused(Transaction current, FDBException e, Throwable refusal) {
      if (refusal instanceof FDBException other
          && other.getCode() == ErrorCodes.TRANSACTION_TIMED_OUT) {
        lastRetried = e.getCode();
        timedOut(current, other);
      } else {
        endRound(current, refusal);
      }
    }

    private void succeed(T value) {
      close();
      result.complete(value);
    }

    private void finish(Throwable failure, boolean unknown) {
      close();
      if (failure instanceof IllegalArgumentException) {
        result.completeExceptionally(failure);
        return;
      }
      StorageException mapped =
          diagnosis.isFull() && ErrorCodes.isTimeout(failure)
              ? failures.full(failure)
              : failures.of(failure, lastRetried);
      result.completeExceptionally(unknown ? Failures.unknown(mapped) : mapped);
    }

    private void close() {
      open.remove(this);
      Transaction last = transaction;
      if (last != null) {
        last.close();
      }
    }

    private void cancel() {
      Transaction current = transaction;
      if (current != null) {
        try {
          current.cancel();
        } catch (IllegalStateException e) {
          // Ended meanwhile, or handed over to its next try, which will not begin.
          return;
        }
      }
    }

    /** A failure of a step must reach the caller, who would wait for ever otherwise. */
    private void guarded(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        finish(e, mayHaveHappened);
      }
    }
  }
}
