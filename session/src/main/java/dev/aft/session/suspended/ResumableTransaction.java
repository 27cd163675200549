package dev.aft.session.suspended;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.CommitOutcome;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that has been suspended at least once: the states that its tokens name, and who
 * holds it. Thread-safe; a lease's own lock is taken inside of this one's, never the other way.
 */
final class ResumableTransaction {
  private static final CompletableFuture<@Nullable Void> NOW =
      CompletableFuture.completedFuture(null);

  /** A state that a token names. */
  private record State(int step, int mark, CarriedState carried) {}

  /** The answer to RESUME. */
  sealed interface Answer {
    /**
     * The lease is the caller's, and works once {@code ready} is there.
     *
     * @param takenOver whether the transaction was taken from somebody, or back to an earlier state
     */
    record Granted(Resumed resumed, CompletableFuture<@Nullable Void> ready, boolean takenOver)
        implements Answer {}

    /** A commit is under way: ask again when it is over. */
    record Committing(CompletableFuture<@Nullable Void> over) implements Answer {}

    /** The transaction is over: its outcome is the answer. */
    record Finished() implements Answer {}
  }

  private final Transaction transaction;
  private final Consumer<ResumableTransaction> whenFinished;

  // Guarded by this.
  private final List<State> states = new ArrayList<>(1);
  private int lastStep;
  private int heldStep;
  private @Nullable LeasedTransaction holder;
  private @Nullable CompletableFuture<@Nullable Void> committing;

  /** Completes when the state to go on from is restored and nobody is at work any more. */
  private CompletableFuture<@Nullable Void> ready = NOW;

  ResumableTransaction(Transaction transaction, Consumer<ResumableTransaction> whenFinished) {
    this.transaction = transaction;
    this.whenFinished = whenFinished;
  }

  TransactionId id() {
    return transaction.id();
  }

  synchronized boolean isHeld() {
    return holder != null;
  }

  /** Whether it is over, whatever the reason: the deadline tells nobody. */
  synchronized boolean isFinished() {
    return committing == null && transaction.isFinished();
  }

  /**
   * Names the state of now and takes the transaction from its holder.
   *
   * @param by null when it is suspended for the first time
   * @return the step of the token
   */
  synchronized int suspend(@Nullable LeasedTransaction by, CarriedState carried) {
    requireHolder(by);
    states.add(new State(lastStep + 1, transaction.setMark(), carried));
    lastStep++;
    if (by != null) {
      ready = both(ready, by.end());
      holder = null;
    }
    return lastStep;
  }

  private void requireHolder(@Nullable LeasedTransaction by) {
    if (holder != by || committing != null) {
      throw LeasedTransaction.takenOver();
    }
  }

  synchronized Answer resume(int step, ResumeOptions options, Predicate<CarriedState> mayTake) {
    if (committing != null) {
      return new Answer.Committing(committing);
    }
    if (transaction.isFinished()) {
      return new Answer.Finished();
    }
    int index = indexOf(step);
    if (!mayTake.test(states.get(index).carried())) {
      throw new EngineException(
          ErrorCode.INSUFFICIENT_PRIVILEGE, "permission denied: the transaction is another user's");
    }
    boolean latest = index == states.size() - 1;
    boolean takesOver = !latest || holder != null;
    if (takesOver && !options.takeover()) {
      throw latest ? held() : used();
    }
    if (takesOver) {
      endLease();
      goBackTo(index);
    }
    LeasedTransaction lease = new LeasedTransaction(this, transaction, options.keepOnClose());
    holder = lease;
    heldStep = step;
    return new Answer.Granted(new Resumed(lease, states.get(index).carried()), ready, takesOver);
  }

  private int indexOf(int step) {
    for (int i = states.size() - 1; i >= 0; i--) {
      if (states.get(i).step() == step) {
        return i;
      }
    }
    throw new EngineException(
        ErrorCode.INVALID_TRANSACTION_TOKEN,
        "the transaction token is void: an earlier step was taken over and goes its own way");
  }

  private static EngineException held() {
    return new EngineException(
        ErrorCode.TRANSACTION_HELD, "another connection holds the transaction");
  }

  private static EngineException used() {
    return EngineException.builder(
            ErrorCode.INVALID_TRANSACTION_TOKEN,
            "the transaction token is used: the transaction was suspended again since")
        .hint(
            "Use the token of the last SUSPEND, or RESUME WITH (takeover = true) to go back to the"
                + " state of this one.")
        .build();
  }

  private void endLease() {
    LeasedTransaction ended = holder;
    if (ended != null) {
      holder = null;
      ready = both(ready, ended.end());
    }
  }

  private void goBackTo(int index) {
    states.subList(index + 1, states.size()).clear();
    int mark = states.get(index).mark();
    ready = ready.thenRun(() -> transaction.returnToMark(mark));
  }

  private static CompletableFuture<@Nullable Void> both(
      CompletableFuture<@Nullable Void> first, CompletableFuture<@Nullable Void> second) {
    return first.isDone() && !first.isCompletedExceptionally()
        ? second
        : CompletableFuture.allOf(first, second);
  }

  /** Back to the state of the token that the lease came from; harmless when it is over. */
  synchronized void giveBack(LeasedTransaction lease) {
    if (holder == lease && committing == null) {
      endLease();
      goBackTo(indexOf(heldStep));
    }
  }

  void abort(LeasedTransaction lease) {
    synchronized (this) {
      if (holder != lease || committing != null) {
        return;
      }
      transaction.abort();
    }
    whenFinished.accept(this);
  }

  CompletableFuture<CommitOutcome> commit(LeasedTransaction lease, @Nullable String result) {
    CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    CompletableFuture<CommitOutcome> outcome;
    synchronized (this) {
      if (holder != lease) {
        return CompletableFuture.failedFuture(LeasedTransaction.takenOver());
      }
      outcome = transaction.commit(result);
      committing = over;
    }
    return outcome.whenComplete((known, failure) -> committed(over));
  }

  /** A commit that was refused for its result leaves the transaction running. */
  private void committed(CompletableFuture<@Nullable Void> over) {
    synchronized (this) {
      committing = null;
    }
    if (transaction.isFinished()) {
      whenFinished.accept(this);
    }
    over.complete(null);
  }
}
