package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.FailPoints;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.WriteBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only way by which the engine changes a store: each write names its step, so that a fail point
 * lies before and after it. {@code ArchitectureTest} sees to it that nobody goes around.
 */
final class DurableSteps {
  private final Store store;
  private final @Nullable AtomicBatches batches;
  private final @Nullable RangeDeletes rangeDeletes;
  private final FailPoints points;

  DurableSteps(Store store, FailPoints points) {
    this.store = store;
    this.batches = store.capability(AtomicBatches.class).orElse(null);
    this.rangeDeletes = store.capability(RangeDeletes.class).orElse(null);
    this.points = points;
  }

  /** The largest batch that {@link #commitIfAbsent} takes; -1 when the store has no batches. */
  long maxBatchBytes() {
    return batches == null ? -1 : batches.maxBatchBytes();
  }

  /** Whether {@link #commitIfAbsent} takes this, as far as its size goes. */
  boolean accepts(List<Entry> conditions, WriteBatch batch) {
    return batches != null && batches.accepts(conditions, batch);
  }

  boolean canDeleteRanges() {
    return rangeDeletes != null;
  }

  CompletableFuture<Void> write(DurableStep step, List<Entry> entries) {
    return perform(step, () -> store.write(entries));
  }

  CompletableFuture<Void> delete(DurableStep step, List<Bytes> keys) {
    return perform(step, () -> store.delete(keys));
  }

  CompletableFuture<CreateResult> createIfAbsent(DurableStep step, Entry entry) {
    return perform(step, () -> store.createIfAbsent(entry.key(), entry.value()));
  }

  /** Only where {@link #accepts} allows it. */
  CompletableFuture<CreateResult> commitIfAbsent(
      DurableStep step, List<Entry> conditions, WriteBatch batch) {
    AtomicBatches power = power(batches);
    return perform(step, () -> power.commitIfAbsent(conditions, batch));
  }

  /** Atomically. Only where {@link #accepts} allows it. */
  CompletableFuture<Void> commit(DurableStep step, WriteBatch batch) {
    AtomicBatches power = power(batches);
    return perform(step, () -> power.commit(batch));
  }

  /** Only where {@link #canDeleteRanges}. */
  CompletableFuture<Void> deleteRange(DurableStep step, KeyRange range) {
    RangeDeletes power = power(rangeDeletes);
    return perform(step, () -> power.deleteRange(range));
  }

  private static <T> T power(@Nullable T power) {
    if (power == null) {
      throw new IllegalStateException("the store does not have this power");
    }
    return power;
  }

  private <T> CompletableFuture<T> perform(
      DurableStep step, Supplier<CompletableFuture<T>> action) {
    if (points == FailPoints.NONE) {
      return action.get();
    }
    try {
      points.before(step);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return action
        .get()
        .thenApply(
            result -> {
              points.after(step);
              return result;
            });
  }
}
