package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The values that one transaction has written ahead. One spilling at a time; a sequence number is
 * never used for two values, so that a write whose outcome is unknown can be repeated. Thread-safe.
 */
final class Spill {
  /** Bytes of values that one write carries, unless one value alone is larger. */
  private static final int STEP_BYTES = 4 << 20;

  private static final int ATTEMPTS = 3;

  private final DurableSteps steps;
  private final TransactionId id;
  private final WriteBuffer buffer;
  private final Counters counters;

  /** Guarded by this. */
  private CompletableFuture<?> underWay = CompletableFuture.completedFuture(null);

  /** Guarded by this. */
  private boolean sealed;

  Spill(DurableSteps steps, TransactionId id, WriteBuffer buffer, Counters counters) {
    this.steps = steps;
    this.id = id;
    this.buffer = buffer;
    this.counters = counters;
  }

  TransactionId id() {
    return id;
  }

  /**
   * Writes about as many bytes of values ahead, and lets them go from memory. Joins the spilling
   * under way, if there is one. Fails with what the store says; all values are in memory then, or
   * in the store.
   */
  CompletableFuture<Void> run(long wantedBytes) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    synchronized (this) {
      if (sealed) {
        return CompletableFuture.completedFuture(null);
      }
      if (!underWay.isDone()) {
        return underWay.handle((done, error) -> null);
      }
      underWay = mine;
    }
    var unused =
        start(wantedBytes)
            .whenComplete(
                (done, error) -> {
                  if (error == null) {
                    mine.complete(null);
                  } else {
                    counters.spillFailures.increment();
                    mine.completeExceptionally(error);
                  }
                });
    return mine;
  }

  private CompletableFuture<Void> start(long wantedBytes) {
    try {
      return AsyncLoop.forEach(steps(buffer.spillable(wantedBytes)), this::write)
          .thenCompose(done -> deleteStale());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static List<List<WriteBuffer.Write>> steps(List<WriteBuffer.Write> writes) {
    List<List<WriteBuffer.Write>> steps = new ArrayList<>();
    long bytes = STEP_BYTES;
    for (WriteBuffer.Write write : writes) {
      if (bytes >= STEP_BYTES) {
        steps.add(new ArrayList<>());
        bytes = 0;
      }
      steps.get(steps.size() - 1).add(write);
      bytes += write.length();
    }
    return steps;
  }

  private CompletableFuture<Void> write(List<WriteBuffer.Write> step) {
    List<Entry> entries = new ArrayList<>(step.size());
    for (WriteBuffer.Write write : step) {
      Bytes value = write.value();
      if (value != null) {
        entries.add(new Entry(StorageLayout.spillKey(id, write.sequence()), value));
      }
    }
    return write(entries, ATTEMPTS)
        .thenRun(
            () -> {
              buffer.spilled(step);
              counters.spilledValues.add(entries.size());
            });
  }

  /** Writing the same under the same keys again settles an outcome that was unknown. */
  private CompletableFuture<Void> write(List<Entry> entries, int attempts) {
    return steps
        .write(DurableStep.SPILL_VALUES, entries)
        .handle((done, error) -> error)
        .thenCompose(
            error -> {
              if (error == null) {
                return CompletableFuture.completedFuture(null);
              }
              boolean unknown = StorageErrors.unwrap(error) instanceof UnknownOutcomeException;
              return unknown && attempts > 1
                  ? write(entries, attempts - 1)
                  : CompletableFuture.failedFuture(error);
            });
  }

  /** Values that were overwritten or rolled back take room for nothing. */
  private CompletableFuture<Void> deleteStale() {
    List<Bytes> keys =
        buffer.takeStale().stream().map(number -> StorageLayout.spillKey(id, number)).toList();
    // They go with the rest of the spill if not now.
    return keys.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : steps.delete(DurableStep.SPILL_REMOVE, keys).exceptionally(error -> null);
  }

  /** Lets no more spilling begin. Completes when the one under way is over, however it ended. */
  synchronized CompletableFuture<?> seal() {
    sealed = true;
    return underWay.handle((done, error) -> null);
  }

  /** The values of {@code writes}, in their order: from memory, or from the store. */
  static CompletableFuture<List<@Nullable Bytes>> load(
      Store store, TransactionId id, List<WriteBuffer.Write> writes) {
    List<@Nullable Bytes> values = new ArrayList<>(writes.size());
    List<Bytes> keys = new ArrayList<>(0);
    for (WriteBuffer.Write write : writes) {
      Bytes value = write.value();
      values.add(value);
      if (value == null && !write.isDelete()) {
        keys.add(StorageLayout.spillKey(id, write.sequence()));
      }
    }
    return keys.isEmpty()
        ? CompletableFuture.completedFuture(values)
        : store.readMany(keys).thenApply(found -> fill(writes, values, found));
  }

  private static List<@Nullable Bytes> fill(
      List<WriteBuffer.Write> writes, List<@Nullable Bytes> values, List<Optional<Bytes>> found) {
    Iterator<Optional<Bytes>> next = found.iterator();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == null && !writes.get(i).isDelete()) {
        values.set(i, next.next().orElseThrow(Spill::gone));
      }
    }
    return values;
  }

  /** The spill of a transaction that is over, or held for dead: its clock stood still for hours. */
  private static EngineException gone() {
    return new EngineException(
        ErrorCode.MUST_RETRY, "A value that the transaction had written ahead is gone");
  }
}
