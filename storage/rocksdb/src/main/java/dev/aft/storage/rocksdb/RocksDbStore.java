package dev.aft.storage.rocksdb;

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
import dev.aft.storage.spi.SpaceReclaim;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import dev.aft.storage.spi.WriteBatch;
import dev.aft.storage.spi.WriteParts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A {@link Store} in a folder of this machine, for one process at a time.
 *
 * <p><b>Continuations.</b> The futures of writes complete on the one committer thread, those of
 * reads on the calling thread or on one of few read threads. A continuation that does more than
 * hand over delays every commit; it names its own executor. {@link #close} must not be called from
 * one.
 *
 * <p><b>Unknown outcomes.</b> After one the store takes no writes until it has opened its database
 * anew, which decides what became of the write. A read before that sees the state without it; so
 * "absent" is final only once a later write (such as creating the same key) is done.
 */
public final class RocksDbStore
    implements Store, AtomicBatches, SnapshotReads, RangeDeletes, SpaceReclaim, StoreStatistics {
  private static final Set<Class<?>> POWERS =
      Set.of(
          AtomicBatches.class,
          SnapshotReads.class,
          RangeDeletes.class,
          SpaceReclaim.class,
          StoreStatistics.class);
  private static final long MAX_BATCH_BYTES = 32L << 20;
  private static final long MAX_PART_BYTES = 8L << 20;

  /** More than this is too much work for a thread that may be an event loop. */
  private static final int MAX_ENTRIES_ON_CALLING_THREAD = 64;

  private static final Map<String, String> PROPERTIES =
      Map.of(
          "disk_files_bytes", "rocksdb.total-sst-files-size",
          "write_buffer_bytes", "rocksdb.cur-size-all-mem-tables",
          "block_cache_bytes", "rocksdb.block-cache-usage",
          "block_cache_pinned_bytes", "rocksdb.block-cache-pinned-usage",
          "entries_estimate", "rocksdb.estimate-num-keys",
          "compaction_pending_bytes", "rocksdb.estimate-pending-compaction-bytes");

  private final DatabaseHolder databases;
  private final WriteQueue queue;
  private final Counters counters = new Counters();
  private final Reads reads;
  private final SpaceReclaimer reclaimer;
  private final Committer committer;
  private final Thread committerThread;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RocksDbStore(DatabaseHolder databases, RocksDbSettings settings, LongSupplier nanoTime) {
    this.databases = databases;
    this.queue = new WriteQueue(settings.maxQueuedWrites(), settings.maxQueuedBytes());
    this.reads = new Reads(databases, settings, counters);
    this.reclaimer = new SpaceReclaimer(databases, counters);
    this.committer = new Committer(databases, queue, settings, nanoTime, counters);
    this.committerThread = Reads.daemon(committer, "aft-rocksdb-committer");
  }

  /**
   * Opens the store in {@code folder}, which is created when absent. The time this takes is bounded
   * by the size of the write buffer, not by that of the data.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @throws StorageException {@code IN_USE}, {@code NEWER_FORMAT}, {@code MISCONFIGURED}, {@code
   *     CORRUPT}, {@code FULL} or {@code IO}
   */
  public static RocksDbStore open(Path folder, RocksDbSettings settings, LongSupplier nanoTime) {
    loadNativeLibrary();
    DatabaseHolder databases = DatabaseHolder.open(folder.toAbsolutePath(), settings);
    RocksDbStore store = new RocksDbStore(databases, settings, nanoTime);
    store.committerThread.start();
    return store;
  }

  private static void loadNativeLibrary() {
    try {
      RocksDB.loadLibrary();
    } catch (UnsatisfiedLinkError | RuntimeException e) {
      throw new StorageException(
          Reason.MISCONFIGURED, "RocksDB's native library does not load on this platform. " + e, e);
    }
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return reads.fromMemoryFirst((database, memoryOnly) -> get(database, memoryOnly, key));
  }

  private static Optional<Bytes> get(NativeDatabase database, boolean memoryOnly, Bytes key)
      throws RocksDBException {
    byte[] value = database.rocksDb().get(database.readOptions(memoryOnly), key.unsafeArray());
    return value == null ? Optional.empty() : Optional.of(Bytes.wrap(value));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    List<Bytes> wanted = List.copyOf(keys);
    Reads.NativeRead<List<Optional<Bytes>>> read =
        (database, memoryOnly) -> getAll(database, memoryOnly, wanted);
    return wanted.size() <= MAX_ENTRIES_ON_CALLING_THREAD
        ? reads.fromMemoryFirst(read)
        : reads.onPool(read);
  }

  /** One by one: RocksDB's own multi-get for Java reports a failed read as an absent key. */
  private static List<Optional<Bytes>> getAll(
      NativeDatabase database, boolean memoryOnly, List<Bytes> keys) throws RocksDBException {
    List<Optional<Bytes>> values = new ArrayList<>(keys.size());
    for (Bytes key : keys) {
      values.add(get(database, memoryOnly, key));
    }
    return List.copyOf(values);
  }

  @Override
  public CompletableFuture<List<Entry>> scan(KeyRange range, ScanDirection direction, int limit) {
    return scanPage(range, direction, limit, Long.MAX_VALUE).thenApply(ScanPage::entries);
  }

  @Override
  public CompletableFuture<ScanPage> scanPage(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    return ScanBounds.checked(
        limit, maxBytes, () -> scan(new Scan(range, direction, limit, maxBytes)));
  }

  private CompletableFuture<ScanPage> scan(Scan scan) {
    return scan.limit() <= MAX_ENTRIES_ON_CALLING_THREAD
        ? reads.fromMemoryFirst(scan::run)
        : reads.onPool(scan::run);
  }

  @Override
  public CompletableFuture<List<Entry>> scanSnapshot(
      KeyRange range, ScanDirection direction, int limit) {
    return scan(range, direction, limit);
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(Bytes key, Bytes value) {
    return submit(
        PendingWrite.ifAbsent(List.of(new Entry(key, value)), WriteBatch.ofWrites(List.of())));
  }

  @Override
  public CompletableFuture<CreateResult> commitIfAbsent(List<Entry> conditions, WriteBatch batch) {
    List<Entry> copy = List.copyOf(conditions);
    try {
      AtomicBatches.requireDistinct(copy);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    return submit(PendingWrite.ifAbsent(copy, batch));
  }

  @Override
  public CompletableFuture<Void> write(List<Entry> entries) {
    return commitInParts(WriteBatch.ofWrites(entries));
  }

  @Override
  public CompletableFuture<Void> delete(List<Bytes> keys) {
    return commitInParts(WriteBatch.ofDeletes(keys));
  }

  /** Whole if it is small, which costs one step; else in parts. Too large a part fails it all. */
  private CompletableFuture<Void> commitInParts(WriteBatch batch) {
    PendingWrite whole = PendingWrite.of(batch);
    if (whole.bytes <= MAX_PART_BYTES) {
      return submit(whole).thenAccept(done -> {});
    }
    List<WriteBatch> parts = WriteParts.split(batch, MAX_PART_BYTES);
    for (WriteBatch part : parts) {
      if (part.sizeBytes() > MAX_BATCH_BYTES) {
        return CompletableFuture.failedFuture(tooLarge(part.sizeBytes()));
      }
    }
    return WriteParts.inOrder(parts, this::commit);
  }

  @Override
  public CompletableFuture<Void> commit(WriteBatch batch) {
    return submit(PendingWrite.of(batch)).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Void> deleteRange(KeyRange range) {
    return submit(PendingWrite.rangeDelete(range)).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Void> reclaimSpace() {
    return closed.get()
        ? CompletableFuture.failedFuture(DatabaseHolder.closedFailure())
        : reclaimer.run();
  }

  @Override
  public long maxBatchBytes() {
    return MAX_BATCH_BYTES;
  }

  private CompletableFuture<CreateResult> submit(PendingWrite write) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(DatabaseHolder.closedFailure());
    }
    if (write.bytes > MAX_BATCH_BYTES) {
      return CompletableFuture.failedFuture(tooLarge(write.bytes));
    }
    if (!queue.offer(write)) {
      counters.throttled.increment();
      return CompletableFuture.failedFuture(
          new StorageException(
              Reason.THROTTLED, "Too many writes wait for the disk. waiting=" + queue.size()));
    }
    return write.future;
  }

  private static StorageException tooLarge(long bytes) {
    return new StorageException(
        Reason.TOO_LARGE,
        "The write is larger than the store takes at once. bytes="
            + bytes
            + " max="
            + MAX_BATCH_BYTES);
  }

  @Override
  public Map<String, Long> statistics() {
    if (closed.get()) {
      return Map.of();
    }
    Map<String, Long> statistics = new TreeMap<>();
    statistics.put("writes_total", counters.commits.sum());
    statistics.put("write_groups_total", counters.groups.sum());
    statistics.put("log_syncs_total", counters.syncs.sum());
    statistics.put("memory_reads_total", counters.memoryReads.sum());
    statistics.put("disk_reads_total", counters.diskReads.sum());
    statistics.put("throttled_total", counters.throttled.sum());
    statistics.put("write_failures_total", counters.writeFailures.sum());
    statistics.put("recoveries_total", counters.recoveries.sum());
    statistics.put("reclaims_total", counters.reclaims.sum());
    statistics.put("queued_writes", (long) queue.size());
    statistics.put("queued_bytes", queue.bytes());
    statistics.put("queued_reads", (long) reads.waiting());
    statistics.put("failed_state", committer.hasFailed() ? 1L : 0L);
    PROPERTIES.forEach(
        (name, property) -> {
          Long value = reads.property(property);
          if (value != null) {
            statistics.put(name, value);
          }
        });
    return statistics;
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    return POWERS.contains(power) ? Optional.of(power.cast(this)) : Optional.empty();
  }

  @Override
  public boolean isExclusive() {
    return true;
  }

  /** Answers the writes and reads under way, then closes. Not to be called from a continuation. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      committer.stop();
      Waiting.uninterruptibly(committerThread::join);
      reads.close();
      databases.close();
    }
  }
}
