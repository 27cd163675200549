package dev.aft.engine.transaction;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.TransactionOutcome.State;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Store;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Answers anybody's question what became of a transaction. The order of the looks matters: a
 * transaction leaves the running ones only when its record is there, and its record goes only after
 * garbage collection has noted so.
 */
final class OutcomeQueries {
  private static final TransactionOutcome RUNNING = new TransactionOutcome(State.RUNNING, null);
  private static final TransactionOutcome ABORTED = new TransactionOutcome(State.ABORTED, null);

  private final Store store;
  private final boolean exclusive;
  private final Outcomes outcomes;
  private final CommitSequencer sequencer;
  private final TransactionIds ids;
  private final HybridLogicalClock clock;
  private final EngineEnvironment environment;
  private final long skewMillis;

  OutcomeQueries(
      Store store,
      Outcomes outcomes,
      CommitSequencer sequencer,
      TransactionIds ids,
      HybridLogicalClock clock,
      EngineEnvironment environment,
      EngineSettings settings) {
    this.store = store;
    this.exclusive = store.isExclusive();
    this.outcomes = outcomes;
    this.sequencer = sequencer;
    this.ids = ids;
    this.clock = clock;
    this.environment = environment;
    this.skewMillis = settings.skewAllowance().toMillis();
  }

  /**
   * The outcome of a transaction that is not among the running ones of this node.
   *
   * @param isFinal whether to fence the transaction if nothing has been decided
   */
  CompletableFuture<TransactionOutcome> ask(TransactionId id, boolean isFinal) {
    if (!isFinal && sequencer.isUnderWay(id)) {
      return CompletableFuture.completedFuture(RUNNING);
    }
    return outcomes
        .find(id)
        .thenCompose(
            found -> found.isPresent() ? describe(found.get()) : askUnrecorded(id, isFinal));
  }

  /**
   * Refuses ids that no node can have made. Where nobody else can commit, an id that is ahead of
   * the clock comes from a clock that was ahead, and its transaction is over.
   *
   * @throws EngineException {@code INVALID_PARAMETER_VALUE}
   */
  void requirePlausible(TransactionId id) {
    long now = Math.max(environment.clock().millis(), HybridLogicalClock.millisOf(clock.last()));
    if (!id.isWellFormed() || (!exclusive && id.millis() - now > skewMillis)) {
      throw new EngineException(
          ErrorCode.INVALID_PARAMETER_VALUE, "No node can have made this transaction id: id=" + id);
    }
  }

  private CompletableFuture<TransactionOutcome> askUnrecorded(TransactionId id, boolean isFinal) {
    return store
        .read(StorageLayout.COLLECTED_KEY)
        .thenCompose(
            noted -> {
              Stamp collected = noted.map(StorageLayout::decodeStamp).orElse(Stamp.ZERO);
              if (HybridLogicalClock.ofMillis(id.millis()) <= collected.timestamp()) {
                throw new EngineException(
                    ErrorCode.OUTCOME_FORGOTTEN,
                    "The transaction is older than what is remembered: id=" + id);
              }
              if (isFinal) {
                return outcomes.decide(id).thenCompose(this::describe);
              }
              if (id.tag() == ids.tag()) {
                return CompletableFuture.completedFuture(ABORTED);
              }
              // Absent says nothing when another process has taken the store: a write finds out.
              return exclusive
                  ? outcomes.decide(id).thenCompose(this::describe)
                  : CompletableFuture.completedFuture(RUNNING);
            });
  }

  private CompletableFuture<TransactionOutcome> describe(CommitRecord record) {
    if (!record.committed()) {
      return CompletableFuture.completedFuture(ABORTED);
    }
    Optional<Bytes> known = Optional.ofNullable(record.result());
    return (known.isPresent()
            ? CompletableFuture.completedFuture(known)
            : outcomes.resultOf(record))
        .thenApply(
            result ->
                new TransactionOutcome(
                    State.COMMITTED,
                    result.map(Bytes::toUtf8).orElse(null),
                    CausalityToken.of(record.stamp())));
  }
}
