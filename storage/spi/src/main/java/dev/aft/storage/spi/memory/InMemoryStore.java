package dev.aft.storage.spi.memory;

import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.ScanBounds;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * A {@link Store} in the memory of the process, gone with it. Every call is atomic and completes on
 * the calling thread.
 *
 * <p>Powers can be hidden, so that a caller's path for stores without them can be tested.
 */
public final class InMemoryStore
    implements Store, AtomicBatches, SnapshotReads, RangeDeletes, StoreStatistics {
  /** Every optional power this store has. */
  public static final Set<Class<?>> ALL_POWERS =
      Set.of(AtomicBatches.class, SnapshotReads.class, RangeDeletes.class, StoreStatistics.class);

  private static final long MAX_BATCH_BYTES = 64L << 20;

  private final OrderedData data;
  private final Set<Class<?>> powers;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** An empty store of its own, with every power. */
  public InMemoryStore() {
    this(ALL_POWERS);
  }

  /** An empty store of its own that admits to {@code powers} only. */
  public InMemoryStore(Set<Class<?>> powers) {
    this(new OrderedData(), powers, () -> {});
  }

  InMemoryStore(OrderedData data, Set<Class<?>> powers, Runnable onClose) {
    this.data = data;
    this.powers = Set.copyOf(powers);
    this.onClose = onClose;
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return reading(() -> Optional.ofNullable(data.map.get(key)));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    return reading(() -> keys.stream().map(key -> Optional.ofNullable(data.map.get(key))).toList());
  }

  @Override
  public CompletableFuture<List<Entry>> scan(KeyRange range, ScanDirection direction, int limit) {
    return reading(() -> list(range, direction, limit, Long.MAX_VALUE).entries());
  }

  @Override
  public CompletableFuture<ScanPage> scanPage(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    return reading(() -> list(range, direction, limit, maxBytes));
  }

  @Override
  public CompletableFuture<List<Entry>> scanSnapshot(
      KeyRange range, ScanDirection direction, int limit) {
    return scan(range, direction, limit);
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(Bytes key, Bytes value) {
    return commitIfAbsent(new Entry(key, value), WriteBatch.ofWrites(List.of()));
  }

  @Override
  public CompletableFuture<Void> write(List<Entry> entries) {
    return commit(entries, List.of());
  }

  @Override
  public CompletableFuture<Void> delete(List<Bytes> keys) {
    return commit(List.of(), keys);
  }

  @Override
  public CompletableFuture<CreateResult> commitIfAbsent(List<Entry> conditions, WriteBatch batch) {
    return writing(
        () -> {
          AtomicBatches.requireDistinct(conditions);
          requireSize(batch.sizeBytes() + WriteBatch.ofWrites(conditions).sizeBytes());
          if (conditions.stream().anyMatch(condition -> data.map.containsKey(condition.key()))) {
            return CreateResult.EXISTED;
          }
          apply(batch.writes(), batch.deletes());
          apply(conditions, List.of());
          return CreateResult.CREATED;
        });
  }

  @Override
  public CompletableFuture<Void> commit(WriteBatch batch) {
    return writing(
            () -> {
              requireSize(batch.sizeBytes());
              apply(batch.writes(), batch.deletes());
              return batch;
            })
        .thenAccept(done -> {});
  }

  @Override
  public long maxBatchBytes() {
    return MAX_BATCH_BYTES;
  }

  @Override
  public CompletableFuture<Void> deleteRange(KeyRange range) {
    return writing(
            () -> {
              part(range).clear();
              return range;
            })
        .thenAccept(done -> {});
  }

  @Override
  public Map<String, Long> statistics() {
    data.lock.readLock().lock();
    try {
      return Map.of("entries", (long) data.map.size());
    } finally {
      data.lock.readLock().unlock();
    }
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    return powers.contains(power) && power.isInstance(this)
        ? Optional.of(power.cast(this))
        : Optional.empty();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
    }
  }

  private CompletableFuture<Void> commit(List<Entry> writes, List<Bytes> deletes) {
    return writing(
            () -> {
              apply(writes, deletes);
              return writes;
            })
        .thenAccept(done -> {});
  }

  private void apply(List<Entry> writes, List<Bytes> deletes) {
    for (Entry entry : writes) {
      data.map.put(entry.key(), entry.value());
    }
    deletes.forEach(data.map::remove);
  }

  private ScanPage list(KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    ScanBounds.require(limit, maxBytes);
    NavigableMap<Bytes, Bytes> part = part(range);
    NavigableMap<Bytes, Bytes> ordered =
        switch (direction) {
          case FORWARD -> part;
          case BACKWARD -> part.descendingMap();
        };
    List<Entry> entries = new ArrayList<>(Math.min(limit, 64));
    long bytes = 0;
    for (Map.Entry<Bytes, Bytes> entry : ordered.entrySet()) {
      entries.add(new Entry(entry.getKey(), entry.getValue()));
      bytes += entry.getKey().length() + entry.getValue().length();
      if (entries.size() == limit || bytes >= maxBytes) {
        return new ScanPage(entries, true);
      }
    }
    return new ScanPage(entries, false);
  }

  private NavigableMap<Bytes, Bytes> part(KeyRange range) {
    Bytes to = range.to();
    if (to == null) {
      return data.map.tailMap(range.from(), true);
    }
    return range.isEmpty() ? new TreeMap<>() : data.map.subMap(range.from(), true, to, false);
  }

  private static void requireSize(long bytes) {
    if (bytes > MAX_BATCH_BYTES) {
      throw new StorageException(
          Reason.TOO_LARGE,
          "The batch is larger than the store takes. bytes=" + bytes + " max=" + MAX_BATCH_BYTES);
    }
  }

  private <T> CompletableFuture<T> reading(Supplier<T> work) {
    return locked(data.lock.readLock(), work);
  }

  private <T> CompletableFuture<T> writing(Supplier<T> work) {
    return locked(data.lock.writeLock(), work);
  }

  private <T> CompletableFuture<T> locked(Lock lock, Supplier<T> work) {
    lock.lock();
    try {
      if (closed.get()) {
        throw new StorageException(Reason.CLOSED, "The store has been closed.");
      }
      return CompletableFuture.completedFuture(work.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      lock.unlock();
    }
  }
}
