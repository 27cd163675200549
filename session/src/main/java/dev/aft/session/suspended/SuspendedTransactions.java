package dev.aft.session.suspended;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.AlreadyCommittedException;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionId;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one node that have been suspended and are not finished. There are never more
 * of them than running transactions, but for those that ended at their deadline within the last
 * second. Thread-safe.
 */
public final class SuspendedTransactions {
  private static final long SWEEP_MILLIS = 1_000;

  private final TransactionManager manager;

  /** How long RESUME waits for the last call of the holder before, or for a commit under way. */
  private final long patienceMillis;

  private final EngineEnvironment environment;
  private final TokenSeal seal;
  private final Map<TransactionId, ResumableTransaction> transactions = new ConcurrentHashMap<>();
  private final AtomicBoolean sweepDue = new AtomicBoolean();
  private final LongAdder suspends = new LongAdder();
  private final LongAdder resumes = new LongAdder();
  private final LongAdder takeovers = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private volatile boolean draining;

  public SuspendedTransactions(
      TransactionManager manager, EngineEnvironment environment, Duration takeoverWait) {
    this.manager = manager;
    this.patienceMillis = takeoverWait.toMillis();
    this.environment = environment;
    this.seal = new TokenSeal(environment.random());
  }

  /**
   * Detaches a transaction from the connection that holds it.
   *
   * @return the token; the transaction as the caller knows it must not be used any more
   * @throws EngineException {@code SHUTTING_DOWN} when the node stops, as nobody could resume it;
   *     {@code LIMIT_EXCEEDED} when the write buffer is full; {@code TRANSACTION_TAKEN_OVER}; the
   *     caller still holds the transaction then, except in the last case
   */
  public String suspend(Transaction transaction, CarriedState carried) {
    if (draining) {
      throw new EngineException(
          ErrorCode.SHUTTING_DOWN, "cannot suspend the transaction: the node is going down");
    }
    int step;
    if (transaction instanceof LeasedTransaction lease) {
      step = lease.owner().suspend(lease, carried);
    } else {
      ResumableTransaction added = new ResumableTransaction(transaction, this::remove);
      step = added.suspend(null, carried);
      transactions.put(transaction.id(), added);
      sweepLater();
    }
    suspends.increment();
    return seal.seal(transaction.id(), step);
  }

  /**
   * Goes on with the transaction of a token. The answers are those of decision 10; what has to be
   * waited for is waited for a bounded time.
   */
  public CompletableFuture<Resumed> resume(String text, ResumeOptions options) {
    return resume(text, options, carried -> true);
  }

  /**
   * @param mayTake whether the caller may go on with a transaction; asked before anything is done
   *     to it, and {@code INSUFFICIENT_PRIVILEGE} where not
   */
  public CompletableFuture<Resumed> resume(
      String text, ResumeOptions options, Predicate<CarriedState> mayTake) {
    return resumeToken(text, options, mayTake)
        .whenComplete(
            (resumed, failure) -> {
              (failure == null ? resumes : refused).increment();
            });
  }

  private CompletableFuture<Resumed> resumeToken(
      String text, ResumeOptions options, Predicate<CarriedState> mayTake) {
    try {
      return resume(seal.open(text), options, mayTake);
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Resumed> resume(
      TransactionToken token, ResumeOptions options, Predicate<CarriedState> mayTake) {
    ResumableTransaction found = seal.isOwn(token) ? transactions.get(token.id()) : null;
    if (found == null) {
      return failWithOutcome(token);
    }
    ResumableTransaction.Answer answer = found.resume(token.step(), options, mayTake);
    if (answer instanceof ResumableTransaction.Answer.Granted granted) {
      return await(granted, token);
    } else if (answer instanceof ResumableTransaction.Answer.Committing committing) {
      return within(committing.over(), "its commit is under way")
          .thenCompose(nothing -> resume(token, options, mayTake));
    }
    remove(found);
    return failWithOutcome(token);
  }

  private CompletableFuture<Resumed> await(
      ResumableTransaction.Answer.Granted granted, TransactionToken token) {
    if (granted.takenOver()) {
      takeovers.increment();
    }
    LeasedTransaction lease = granted.resumed().transaction();
    return within(granted.ready(), "a statement of the connection that held it has not ended yet")
        .thenApply(
            nothing -> {
              lease.requireHeld();
              return granted.resumed();
            })
        .exceptionallyCompose(
            failure -> {
              lease.owner().giveBack(lease);
              return lease.owner().isFinished()
                  ? failWithOutcome(token)
                  : CompletableFuture.failedFuture(failure);
            });
  }

  // ---------------------------------------------------------------- Transactions that are over

  /** The transaction is not here any more, or never was: its outcome says which. */
  private CompletableFuture<Resumed> failWithOutcome(TransactionToken token) {
    return manager
        .outcome(token.id(), false)
        .handle(
            (outcome, failure) -> {
              throw failure == null ? over(token, outcome) : notFound(failure);
            });
  }

  private EngineException over(TransactionToken token, TransactionOutcome outcome) {
    return switch (outcome.state()) {
      case COMMITTED ->
          new AlreadyCommittedException(token.id(), outcome.result(), outcome.causality());
      case ABORTED ->
          new EngineException(
              ErrorCode.TRANSACTION_EXPIRED,
              "the transaction of the token is over: aborted, expired, or lost with its node");
      case RUNNING -> undecided(token);
    };
  }

  private EngineException undecided(TransactionToken token) {
    if (!seal.isOwn(token)) {
      return EngineException.builder(
              ErrorCode.TRANSACTION_HELD, "another node holds the transaction")
          .hint("Connect to the node that suspended it.")
          .build();
    }
    return EngineException.builder(
            ErrorCode.OUTCOME_UNKNOWN, "it is not known whether the transaction was committed")
        .detail("transaction_id=" + token.id())
        .build();
  }

  private static CompletionException notFound(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return new CompletionException(cause instanceof EngineException e ? answer(e) : cause);
  }

  private static EngineException answer(EngineException failure) {
    return switch (failure.code()) {
      case INVALID_PARAMETER_VALUE -> TokenSeal.unknown();
      case OUTCOME_FORGOTTEN ->
          EngineException.builder(
                  ErrorCode.TRANSACTION_EXPIRED, "the transaction of the token is over")
              .detail("What became of it is forgotten: it may have been committed.")
              .build();
      default -> failure;
    };
  }

  // ---------------------------------------------------------------- Waiting and cleaning

  private <T extends @Nullable Object> CompletableFuture<T> within(
      CompletableFuture<T> event, String reason) {
    if (event.isDone()) {
      return event;
    }
    CompletableFuture<T> bounded = event.copy();
    Runnable giveUp =
        () ->
            bounded.completeExceptionally(
                new EngineException(
                    ErrorCode.TRANSACTION_HELD,
                    "the transaction cannot be resumed yet: " + reason));
    Future<?> timer =
        environment.scheduler().schedule(giveUp, patienceMillis, TimeUnit.MILLISECONDS);
    return bounded.whenComplete((value, failure) -> timer.cancel(false));
  }

  private void remove(ResumableTransaction finished) {
    transactions.remove(finished.id(), finished);
  }

  /** A transaction that ends at its deadline tells nobody, so somebody has to look. */
  private void sweepLater() {
    if (sweepDue.compareAndSet(false, true)) {
      try {
        Future<?> unused =
            environment.scheduler().schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The node is down, and its transactions with it.
        transactions.clear();
      }
    }
  }

  private void sweep() {
    sweepDue.set(false);
    transactions.values().removeIf(ResumableTransaction::isFinished);
    if (!transactions.isEmpty()) {
      sweepLater();
    }
  }

  /** The node is going down: from now on nothing is suspended, as nobody could resume it. */
  public void drain() {
    draining = true;
  }

  public SuspensionStatistics statistics() {
    return new SuspensionStatistics(
        transactions.values().stream().filter(t -> !t.isHeld() && !t.isFinished()).count(),
        suspends.sum(),
        resumes.sum(),
        takeovers.sum(),
        refused.sum());
  }
}
