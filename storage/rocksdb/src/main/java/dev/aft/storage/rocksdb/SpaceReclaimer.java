package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;

/**
 * Empties the log and rewrites the tables without what was deleted, while they are small: then the
 * log and the tombstones outweigh the data, and rewriting costs little. Large tables are left to
 * RocksDB, which keeps the share of garbage in them low by itself. Thread-safe.
 */
final class SpaceReclaimer {
  /** Tables larger than that are not rewritten at once. */
  private static final long LARGE_BYTES = 512L << 20;

  private final DatabaseHolder databases;
  private final Counters counters;
  private final AtomicBoolean busy = new AtomicBoolean();

  SpaceReclaimer(DatabaseHolder databases, Counters counters) {
    this.databases = databases;
    this.counters = counters;
  }

  /** Works on a thread of its own: a flush and a compaction block. */
  CompletableFuture<Void> run() {
    if (!busy.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> result = new CompletableFuture<>();
    Reads.daemon(() -> reclaim(result), "aft-rocksdb-reclaim").start();
    return result;
  }

  private void reclaim(CompletableFuture<Void> result) {
    try {
      NativeDatabase database = databases.acquire();
      try {
        rewrite(database);
      } finally {
        database.release();
      }
      counters.reclaims.increment();
      result.complete(null);
    } catch (RocksDBException e) {
      result.completeExceptionally(
          new StorageException(Reason.IO, "Room was not given back. " + e, e));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    } finally {
      busy.set(false);
    }
  }

  private static void rewrite(NativeDatabase database) throws RocksDBException {
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true);
        CompactRangeOptions all =
            new CompactRangeOptions()
                .setExclusiveManualCompaction(false)
                .setBottommostLevelCompaction(BottommostLevelCompaction.kForceOptimized)) {
      database.rocksDb().flush(flush);
      if (database.rocksDb().getLongProperty("rocksdb.total-sst-files-size") <= LARGE_BYTES) {
        database.rocksDb().compactRange(null, null, null, all);
      }
    }
  }
}
