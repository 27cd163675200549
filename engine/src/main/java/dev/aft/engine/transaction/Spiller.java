package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Store;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the write buffers of a node within their memory: decides which transaction spills and when,
 * and removes what the ended ones leave. Thread-safe.
 */
final class Spiller {
  private static final Logger LOG = LoggerFactory.getLogger(Spiller.class);
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  /** What is spilled at one time of a transaction that is within its own bound. */
  private static final long SHARE_BYTES = 16L << 20;

  private final Store store;
  private final DurableSteps steps;
  private final WriteBudget budget;
  private final SpillRemoval removal;
  private final Counters counters;
  private final Supplier<? extends Iterable<AftTransaction>> running;

  /** Ids with a spill in the store, as far as this node made it. */
  private final Set<TransactionId> spilled = ConcurrentHashMap.newKeySet();

  /** Those of them whose transaction is over. */
  private final Set<TransactionId> ended = ConcurrentHashMap.newKeySet();

  Spiller(
      Store store,
      DurableSteps steps,
      WriteBudget budget,
      Background background,
      Counters counters,
      Supplier<? extends Iterable<AftTransaction>> running) {
    this.store = store;
    this.steps = steps;
    this.budget = budget;
    this.removal = new SpillRemoval(store, steps, DurableStep.SPILL_REMOVE, background);
    this.counters = counters;
    this.running = running;
  }

  /** Completes when {@code transaction} may write as many bytes more. */
  CompletableFuture<Void> makeRoom(AftTransaction transaction, long bytes) {
    BufferSize size = transaction.bufferSize();
    if (size == null || (size.excess(bytes) == 0 && !budget.needsSpilling(bytes))) {
      return DONE;
    }
    return AsyncLoop.whileTrue(() -> makeSomeRoom(transaction, bytes))
        .exceptionally(
            error -> {
              throw StorageErrors.toEngine(error);
            });
  }

  /** Says whether to look again. */
  private CompletableFuture<Boolean> makeSomeRoom(AftTransaction transaction, long bytes) {
    BufferSize own = transaction.bufferSize();
    long excess = own == null ? 0 : own.excess(bytes);
    if (excess > 0) {
      return spill(transaction, excess);
    }
    AftTransaction largest = own != null && budget.needsSpilling(bytes) ? largest() : null;
    return largest == null ? CompletableFuture.completedFuture(false) : spill(largest, SHARE_BYTES);
  }

  private @Nullable AftTransaction largest() {
    AftTransaction largest = null;
    long most = 0;
    for (AftTransaction transaction : running.get()) {
      BufferSize size = transaction.bufferSize();
      if (size != null && size.spillableBytes() > most) {
        most = size.spillableBytes();
        largest = transaction;
      }
    }
    return largest;
  }

  private CompletableFuture<Boolean> spill(AftTransaction transaction, long bytes) {
    Spill spill = transaction.spill();
    return spill == null
        ? CompletableFuture.completedFuture(transaction.bufferSize() == null)
        : spill.run(bytes).thenApply(done -> true);
  }

  /** The values of writes of the transaction {@code id}, wherever they are; null for deletes. */
  CompletableFuture<List<@Nullable Bytes>> load(TransactionId id, List<WriteBuffer.Write> writes) {
    return Spill.load(store, id, writes)
        .exceptionally(
            error -> {
              throw StorageErrors.toEngine(error);
            });
  }

  /** Begins the spill of a transaction that has none yet. */
  Spill begin(TransactionId id, WriteBuffer buffer) {
    spilled.add(id);
    counters.spilledTransactions.increment();
    return new Spill(steps, id, buffer, counters);
  }

  /** Removes a spill in the background; garbage collection tries again if that fails. */
  void remove(Spill spill) {
    var unused =
        spill
            .seal()
            .thenCompose(
                done -> {
                  ended.add(spill.id());
                  return remove(spill.id());
                })
            .exceptionally(
                error -> {
                  StorageErrors.warn(
                      LOG, "A spill was not removed yet: transaction=" + spill.id(), error);
                  return null;
                });
  }

  private CompletableFuture<Void> remove(TransactionId id) {
    return removal
        .remove(id)
        .thenRun(
            () -> {
              ended.remove(id);
              spilled.remove(id);
            });
  }

  /** Whether the spill of this id belongs to a transaction of this node. */
  boolean isOwn(TransactionId id) {
    return spilled.contains(id);
  }

  /** Tries again what {@link #remove(Spill)} could not do. */
  CompletableFuture<Void> removeEnded() {
    return AsyncLoop.forEach(List.copyOf(ended), this::remove);
  }
}
