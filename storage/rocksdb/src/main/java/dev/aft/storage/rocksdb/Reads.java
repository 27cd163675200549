package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Runs reads: on the caller's thread when memory has the answer, else on a thread of a bounded
 * pool, so that an event loop never waits for a disk.
 */
final class Reads {
  private static final long IDLE_SECONDS = 60;

  private final DatabaseHolder databases;
  private final Counters counters;
  private final ThreadPoolExecutor pool;

  /** A read of the native database. */
  interface NativeRead<T> {
    /**
     * Reads.
     *
     * @param memoryOnly whether to fail with {@code Incomplete} instead of going to the disk
     */
    T run(NativeDatabase database, boolean memoryOnly) throws RocksDBException;
  }

  Reads(DatabaseHolder databases, RocksDbSettings settings, Counters counters) {
    this.databases = databases;
    this.counters = counters;
    AtomicInteger number = new AtomicInteger();
    this.pool =
        new ThreadPoolExecutor(
            settings.readThreads(),
            settings.readThreads(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(settings.maxQueuedReads()),
            task -> daemon(task, "aft-rocksdb-read-" + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Reads from memory on this thread if that is possible. */
  <T> CompletableFuture<T> fromMemoryFirst(NativeRead<T> read) {
    NativeDatabase database = databases.tryAcquire();
    if (database == null) {
      return onPool(read);
    }
    T answer;
    try {
      answer = read.run(database, true);
    } catch (RocksDBException e) {
      return RocksDbFailures.isNotInMemory(e)
          ? onPool(read)
          : CompletableFuture.failedFuture(RocksDbFailures.ofRead(e));
    } finally {
      database.release();
    }
    counters.memoryReads.increment();
    return CompletableFuture.completedFuture(answer);
  }

  /** Reads on a thread of the pool. */
  <T> CompletableFuture<T> onPool(NativeRead<T> read) {
    CompletableFuture<T> future = new CompletableFuture<>();
    try {
      pool.execute(() -> complete(future, read));
    } catch (RejectedExecutionException e) {
      future.completeExceptionally(rejection());
    }
    return future;
  }

  private StorageException rejection() {
    if (pool.isShutdown()) {
      return DatabaseHolder.closedFailure();
    }
    counters.throttled.increment();
    return new StorageException(
        Reason.THROTTLED, "Too many reads wait for the disk. waiting=" + pool.getQueue().size());
  }

  private <T> void complete(CompletableFuture<T> future, NativeRead<T> read) {
    T answer;
    try {
      answer = runOnThisThread(read);
    } catch (RocksDBException e) {
      future.completeExceptionally(RocksDbFailures.ofRead(e));
      return;
    } catch (RuntimeException | Error e) {
      future.completeExceptionally(e);
      return;
    }
    counters.diskReads.increment();
    future.complete(answer);
  }

  private <T> T runOnThisThread(NativeRead<T> read) throws RocksDBException {
    NativeDatabase database = databases.acquire();
    try {
      return read.run(database, false);
    } finally {
      database.release();
    }
  }

  /** A value of the database's own, or null when the store is closed or being opened anew. */
  @Nullable Long property(String name) {
    NativeDatabase database = databases.tryAcquire();
    if (database == null) {
      return null;
    }
    try {
      return database.rocksDb().getLongProperty(name);
    } catch (RocksDBException e) {
      return null;
    } finally {
      database.release();
    }
  }

  int waiting() {
    return pool.getQueue().size();
  }

  /** Takes no more reads and waits for those under way. */
  void close() {
    pool.shutdown();
    Waiting.uninterruptibly(() -> pool.awaitTermination(1, TimeUnit.DAYS));
  }
}
