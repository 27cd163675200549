package dev.aft.storage.contract;

import dev.aft.storage.contract.StoreCall.Kind;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.WriteBatch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A decorator that sends every call, those of the powers included, through {@link #intercept}. It
 * has the powers that the decorated store has.
 */
public abstract class InterceptingStore implements Store {
  private final Store store;
  private final AtomicLong calls = new AtomicLong();

  protected InterceptingStore(Store store) {
    this.store = store;
  }

  /**
   * Performs a call, fails it, or does something about it.
   *
   * @param action the call of the decorated store; each run performs it once
   */
  protected abstract <T> CompletableFuture<T> intercept(
      StoreCall call, Supplier<CompletableFuture<T>> action);

  private <T> CompletableFuture<T> call(
      Kind kind, List<Bytes> keys, Supplier<CompletableFuture<T>> action) {
    return intercept(new StoreCall(kind, calls.incrementAndGet(), keys), action);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return call(Kind.READ, List.of(key), () -> store.read(key));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    List<Bytes> copy = List.copyOf(keys);
    return call(Kind.READ_MANY, copy, () -> store.readMany(copy));
  }

  @Override
  public CompletableFuture<List<Entry>> scan(KeyRange range, ScanDirection direction, int limit) {
    return call(Kind.SCAN, List.of(range.from()), () -> store.scan(range, direction, limit));
  }

  @Override
  public CompletableFuture<ScanPage> scanPage(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    return call(
        Kind.SCAN, List.of(range.from()), () -> store.scanPage(range, direction, limit, maxBytes));
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(Bytes key, Bytes value) {
    return call(Kind.CREATE_IF_ABSENT, List.of(key), () -> store.createIfAbsent(key, value));
  }

  @Override
  public CompletableFuture<Void> write(List<Entry> entries) {
    List<Entry> copy = List.copyOf(entries);
    return call(Kind.WRITE, copy.stream().map(Entry::key).toList(), () -> store.write(copy));
  }

  @Override
  public CompletableFuture<Void> delete(List<Bytes> keys) {
    List<Bytes> copy = List.copyOf(keys);
    return call(Kind.DELETE, copy, () -> store.delete(copy));
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    return store.capability(power).map(inner -> power.cast(decorate(inner, power)));
  }

  private Object decorate(Object inner, Class<?> power) {
    if (power == AtomicBatches.class) {
      return new InterceptedBatches((AtomicBatches) inner);
    }
    if (power == SnapshotReads.class) {
      return intercepted((SnapshotReads) inner);
    }
    if (power == RangeDeletes.class) {
      return intercepted((RangeDeletes) inner);
    }
    return inner;
  }

  private SnapshotReads intercepted(SnapshotReads inner) {
    return (range, direction, limit) ->
        call(
            Kind.SCAN_SNAPSHOT,
            List.of(range.from()),
            () -> inner.scanSnapshot(range, direction, limit));
  }

  private RangeDeletes intercepted(RangeDeletes inner) {
    return range -> call(Kind.DELETE_RANGE, List.of(range.from()), () -> inner.deleteRange(range));
  }

  @Override
  public boolean isExclusive() {
    return store.isExclusive();
  }

  @Override
  public void close() {
    store.close();
  }

  private final class InterceptedBatches implements AtomicBatches {
    private final AtomicBatches inner;

    InterceptedBatches(AtomicBatches inner) {
      this.inner = inner;
    }

    @Override
    public CompletableFuture<CreateResult> commitIfAbsent(
        List<Entry> conditions, WriteBatch batch) {
      List<Entry> copy = List.copyOf(conditions);
      List<Bytes> keys =
          Stream.concat(copy.stream().map(Entry::key), keysOf(batch).stream()).toList();
      return call(Kind.COMMIT_IF_ABSENT, keys, () -> inner.commitIfAbsent(copy, batch));
    }

    @Override
    public CompletableFuture<Void> commit(WriteBatch batch) {
      return call(Kind.COMMIT, keysOf(batch), () -> inner.commit(batch));
    }

    @Override
    public long maxBatchBytes() {
      return inner.maxBatchBytes();
    }

    @Override
    public boolean accepts(List<Entry> conditions, WriteBatch batch) {
      return inner.accepts(conditions, batch);
    }

    private List<Bytes> keysOf(WriteBatch batch) {
      return Stream.concat(batch.writes().stream().map(Entry::key), batch.deletes().stream())
          .toList();
    }
  }
}
