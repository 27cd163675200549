package dev.aft.storage.s3;

import dev.aft.storage.s3.log.Claim;
import dev.aft.storage.s3.log.LogOpening;
import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.log.LogWriter;
import dev.aft.storage.s3.log.MemoryTables;
import dev.aft.storage.s3.log.Patience;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.ClaimedManifest;
import dev.aft.storage.s3.run.Manifests;
import dev.aft.storage.s3.run.RunGoneException;
import dev.aft.storage.s3.run.RunSettings;
import dev.aft.storage.s3.run.Runs;
import dev.aft.storage.s3.run.StoredRuns;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.Ownership;
import dev.aft.storage.spi.ScanBounds;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import dev.aft.storage.spi.WriteBatch;
import dev.aft.storage.spi.WriteParts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Store} on S3, for one process at a time: opening it takes it over from the one before,
 * whose calls then fail with {@code IN_USE}. See docs/decisions/0013-s3-layout.md and 0015.
 *
 * <p><b>Continuations.</b> Futures complete on the calling thread or on one that brings answers
 * from S3; a continuation that does more than hand over delays other calls, so it names its own
 * executor.
 *
 * <p><b>Unknown outcomes.</b> The log goes on trying until it knows, and nothing is written after
 * it before: once a later write is done, "absent" is final.
 */
public final class S3Store
    implements Store, AtomicBatches, SnapshotReads, StoreStatistics, Ownership {
  private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);

  private static final Set<Class<?>> POWERS =
      Set.of(AtomicBatches.class, SnapshotReads.class, StoreStatistics.class, Ownership.class);

  /** What one record of the log and the memory for it are good for. */
  private static final long MAX_BATCH_BYTES = 32L << 20;

  /** An entry by itself: room for a value of 64 MiB and what belongs to it. */
  private static final long MAX_ENTRY_BYTES = 66L << 20;

  private static final long MAX_PART_BYTES = 8L << 20;
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

  private final S3Connection connection;
  private final MemoryTables tables;
  private final Runs runs;
  private final LogWriter log;
  private final Reads reads;
  private final OwnershipWatch watch;
  private final AtomicBoolean closed = new AtomicBoolean();

  private S3Store(
      S3Connection connection,
      MemoryTables tables,
      Runs runs,
      LogWriter log,
      ScheduledExecutorService scheduler) {
    this.connection = connection;
    this.tables = tables;
    this.runs = runs;
    this.log = log;
    this.reads = new Reads(tables, runs);
    this.watch =
        new OwnershipWatch(
            scheduler,
            () -> {
              var unused = log.lookForLaterOwner();
            });
  }

  /**
   * Takes the store over and reads what the log has brought since the last checkpoint. Fails with
   * {@code IN_USE} when another process does the same at this moment and wins, with {@code CORRUPT}
   * or {@code NEWER_FORMAT}, or with what {@code objects} fail with for longer than the timeout.
   *
   * @param objects closed with the store; still the caller's when this fails
   */
  public static CompletableFuture<S3Store> open(
      ObjectStore objects,
      LogSettings logSettings,
      RunSettings runSettings,
      S3Environment environment) {
    return open(S3Connection.counting(objects), logSettings, runSettings, environment);
  }

  static CompletableFuture<S3Store> open(
      S3Connection connection,
      LogSettings logSettings,
      RunSettings runSettings,
      S3Environment environment) {
    ObjectStore objects = connection.objects();
    Patience patience = new Patience(environment, logSettings.timeout());
    WriterId writer = WriterId.next(environment.random());
    return patience
        .trying(() -> Manifests.claim(objects, writer))
        .thenCompose(
            claimed ->
                patience
                    .trying(() -> StoredRuns.open(objects, claimed, runSettings, environment))
                    .thenCompose(
                        runs -> openLog(connection, logSettings, environment, claimed, runs)));
  }

  private static CompletableFuture<S3Store> openLog(
      S3Connection connection,
      LogSettings settings,
      S3Environment environment,
      ClaimedManifest claimed,
      StoredRuns runs) {
    MemoryTables tables = new MemoryTables();
    Claim claim =
        new Claim(claimed.claimant(), claimed.position(), claimed.owner(), runs::requireOwnership);
    return LogOpening.open(connection.objects(), environment, settings, claim, tables, runs)
        .thenApply(
            log -> {
              sweep(runs, tables.objectNames());
              return new S3Store(connection, tables, runs, log, environment.scheduler());
            })
        .whenComplete(
            (store, failure) -> {
              if (failure != null) {
                runs.close();
              }
            });
  }

  /** In the background: what earlier owners left that nothing names. */
  private static void sweep(StoredRuns runs, Set<String> namedByLog) {
    var unused =
        runs.sweep(namedByLog)
            .whenComplete(
                (swept, failure) -> {
                  if (failure != null) {
                    LOG.info(
                        "What earlier owners left stays until the next opening. cause={}",
                        StorageException.from(failure).toString());
                  }
                });
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return reading(() -> reads.read(key));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    List<Bytes> wanted = List.copyOf(keys);
    return reading(() -> reads.readMany(wanted));
  }

  @Override
  public CompletableFuture<List<Entry>> scan(KeyRange range, ScanDirection direction, int limit) {
    return scanPage(range, direction, limit, Long.MAX_VALUE).thenApply(ScanPage::entries);
  }

  @Override
  public CompletableFuture<List<Entry>> scanSnapshot(
      KeyRange range, ScanDirection direction, int limit) {
    return scan(range, direction, limit);
  }

  @Override
  public CompletableFuture<ScanPage> scanPage(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    return ScanBounds.checked(
        limit, maxBytes, () -> reading(() -> reads.scan(range, direction, limit, maxBytes)));
  }

  private <T> CompletableFuture<T> reading(Supplier<CompletableFuture<T>> read) {
    StorageException refusal = log.refusal();
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    watch.noteRead();
    CompletableFuture<T> answer = read.get();
    return answer.isDone() && !answer.isCompletedExceptionally()
        ? answer
        : answer.exceptionallyCompose(this::readFailed);
  }

  /** What has gone may have been deleted by another process that has taken the store. */
  private <T> CompletableFuture<T> readFailed(Throwable failure) {
    StorageException cause = StorageException.from(failure);
    boolean gone = cause.reason() == Reason.CORRUPT || cause instanceof RunGoneException;
    CompletableFuture<Void> looked =
        gone ? log.lookForLaterOwner() : CompletableFuture.completedFuture(null);
    return looked.thenCompose(done -> CompletableFuture.failedFuture(unlessRefused(failure)));
  }

  /** Whatever fails while the store ends fails for that reason. */
  private StorageException unlessRefused(Throwable failure) {
    StorageException refusal = log.refusal();
    return refusal == null ? StorageException.from(failure) : refusal;
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(Bytes key, Bytes value) {
    return commitIfAbsent(new Entry(key, value), WriteBatch.ofWrites(List.of()));
  }

  @Override
  public CompletableFuture<CreateResult> commitIfAbsent(List<Entry> conditions, WriteBatch batch) {
    List<Entry> copy = List.copyOf(conditions);
    try {
      AtomicBatches.requireDistinct(copy);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    long bytes = batch.sizeBytes() + WriteBatch.ofWrites(copy).sizeBytes();
    return bytes > MAX_BATCH_BYTES
        ? CompletableFuture.failedFuture(tooLarge(bytes, MAX_BATCH_BYTES))
        : log.commit(copy, batch);
  }

  @Override
  public CompletableFuture<Void> commit(WriteBatch batch) {
    return commitIfAbsent(List.of(), batch).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Void> write(List<Entry> entries) {
    return commitInParts(WriteBatch.ofWrites(entries));
  }

  @Override
  public CompletableFuture<Void> delete(List<Bytes> keys) {
    return commitInParts(WriteBatch.ofDeletes(keys));
  }

  /** Whole if it is small, else in parts. Too large an entry fails it all. */
  private CompletableFuture<Void> commitInParts(WriteBatch batch) {
    List<WriteBatch> parts = WriteParts.split(batch, MAX_PART_BYTES);
    for (WriteBatch part : parts) {
      if (part.sizeBytes() > MAX_ENTRY_BYTES) {
        return CompletableFuture.failedFuture(tooLarge(part.sizeBytes(), MAX_ENTRY_BYTES));
      }
    }
    return WriteParts.inOrder(parts, part -> log.commit(List.of(), part).thenAccept(done -> {}));
  }

  private static StorageException tooLarge(long bytes, long most) {
    return new StorageException(
        Reason.TOO_LARGE, "More than the store takes at once. bytes=" + bytes + " max=" + most);
  }

  @Override
  public long maxBatchBytes() {
    return MAX_BATCH_BYTES;
  }

  @Override
  public Map<String, Long> statistics() {
    if (closed.get()) {
      return Map.of();
    }
    Map<String, Long> statistics = new TreeMap<>(runs.statistics());
    connection
        .requests()
        .get()
        .forEach((name, value) -> statistics.put("s3_" + name.replace('-', '_') + "_total", value));
    log.addTo(statistics);
    statistics.put("memory_table_bytes", tables.bytes());
    return statistics;
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    return POWERS.contains(power) ? Optional.of(power.cast(this)) : Optional.empty();
  }

  /** Writes notice at once, reads within some seconds, a store that nobody uses not at all. */
  @Override
  public CompletableFuture<StorageException> lost() {
    return log.lost();
  }

  @Override
  public boolean isExclusive() {
    return true;
  }

  /**
   * Answers the writes under way, for some seconds at most. Not to be called from a continuation.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<Void> ended = log.close(CLOSE_GRACE);
    boolean interrupted = false;
    try {
      ended.get(CLOSE_GRACE.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.error("The log did not end; what it had under way is left alone. cause={}", e.toString());
    } finally {
      runs.close();
      connection.release().run();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
