package dev.aft.engine.transaction;

import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.WriteBatch;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store whose calls can be made to fail, before or after they did their work, or to come late.
 */
final class HookedStore implements Store, AtomicBatches {
  final InMemoryStore data;
  private final Executor executor;
  boolean atomic = true;
  boolean exclusive;
  long maxBatchBytes = 1 << 20;

  /** Largest write or delete, in bytes of keys and values. */
  volatile long maxWriteBytes = Long.MAX_VALUE;

  /** The range of the last scan. */
  volatile KeyRange lastScan = KeyRange.ALL;

  /** Bytes of the values of the largest page that a scan got. */
  final AtomicLong largestPageBytes = new AtomicLong();

  /** Calls by name that fail with {@link #failure} without doing anything. */
  volatile Predicate<String> failsBefore = call -> false;

  /** Calls by name that fail with {@link #failure} although they did their work. */
  volatile Predicate<String> failsAfter = call -> false;

  volatile StorageException failure =
      new StorageException(StorageException.Reason.UNAVAILABLE, "injected");

  HookedStore(InMemoryStore data, Executor executor) {
    this.data = data;
    this.executor = executor;
  }

  HookedStore() {
    this(new InMemoryStore(), Runnable::run);
  }

  private <T> CompletableFuture<T> call(String name, Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    executor.execute(
        () -> {
          if (failsBefore.test(name)) {
            result.completeExceptionally(failure);
            return;
          }
          @Nullable T done = work.get().join();
          if (failsAfter.test(name)) {
            result.completeExceptionally(failure);
          } else {
            result.complete(done);
          }
        });
    return result;
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return call("read", () -> data.read(key));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    return call("read", () -> data.readMany(keys));
  }

  @Override
  public CompletableFuture<List<Entry>> scan(KeyRange range, ScanDirection direction, int limit) {
    lastScan = range;
    return call("scan", () -> data.scan(range, direction, limit));
  }

  @Override
  public CompletableFuture<ScanPage> scanPage(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    lastScan = range;
    return call("scan", () -> data.scanPage(range, direction, limit, maxBytes))
        .thenApply(
            page -> {
              long bytes = page.entries().stream().mapToLong(e -> e.value().length()).sum();
              largestPageBytes.accumulateAndGet(bytes, Math::max);
              return page;
            });
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(Bytes key, Bytes value) {
    return call("create", () -> data.createIfAbsent(key, value));
  }

  @Override
  public CompletableFuture<Void> write(List<Entry> entries) {
    long bytes = entries.stream().mapToLong(e -> e.key().length() + e.value().length()).sum();
    return bytes > maxWriteBytes ? tooLarge() : call("write", () -> data.write(entries));
  }

  @Override
  public CompletableFuture<Void> delete(List<Bytes> keys) {
    long bytes = keys.stream().mapToLong(Bytes::length).sum();
    return bytes > maxWriteBytes ? tooLarge() : call("delete", () -> data.delete(keys));
  }

  private static CompletableFuture<Void> tooLarge() {
    return CompletableFuture.failedFuture(
        new StorageException(StorageException.Reason.TOO_LARGE, "injected"));
  }

  @Override
  public CompletableFuture<CreateResult> commitIfAbsent(List<Entry> conditions, WriteBatch batch) {
    return call("commit", () -> data.commitIfAbsent(conditions, batch));
  }

  @Override
  public CompletableFuture<Void> commit(WriteBatch batch) {
    return call("commit", () -> data.commit(batch));
  }

  @Override
  public long maxBatchBytes() {
    return maxBatchBytes;
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    return atomic && power == AtomicBatches.class
        ? Optional.of(power.cast(this))
        : Optional.empty();
  }

  @Override
  public boolean isExclusive() {
    return exclusive;
  }

  @Override
  public void close() {
    data.close();
  }
}
