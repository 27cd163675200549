package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** {@link Runs} over objects. See docs/decisions/0013-s3-layout.md. */
public final class StoredRuns implements Runs {
  private final RunParts parts;
  private final RunTable table;
  private final RunChanges changes;
  private final Merger merger;
  private final Sweeper sweeper;
  private final Prefetch prefetch;
  private final AtomicBoolean checkpointing = new AtomicBoolean();

  private StoredRuns(RunParts parts, RunTable table) {
    this.parts = parts;
    this.table = table;
    this.changes = new RunChanges(parts, table);
    this.merger = new Merger(parts, table, changes);
    this.sweeper = new Sweeper(parts, table);
    this.prefetch = new Prefetch(table.current(), parts);
    prefetch.start();
    merger.wakeUp();
  }

  /**
   * Opens the runs of a claimed manifest: reads their directories, all at once. Index pages follow
   * in the background. Fails with {@code CORRUPT} when a run is missing or damaged.
   *
   * @param objects remains the caller's
   */
  public static CompletableFuture<StoredRuns> open(
      ObjectStore objects,
      ClaimedManifest claimed,
      RunSettings settings,
      S3Environment environment) {
    return open(
        objects, claimed, settings, environment, IndexFolder.storeIn(settings.indexDirectory()));
  }

  static CompletableFuture<StoredRuns> open(
      ObjectStore objects,
      ClaimedManifest claimed,
      RunSettings settings,
      S3Environment environment,
      Supplier<DiskStore> diskStore) {
    RunParts parts = RunParts.of(objects, claimed, settings, environment, diskStore);
    return RunTable.open(objects, parts.commits(), parts.loader())
        .exceptionallyCompose(failure -> unlessTaken(parts.commits(), failure))
        .thenApply(table -> new StoredRuns(parts, table));
  }

  /** What is missing may have been deleted by a process that has taken over the store since. */
  private static CompletableFuture<RunTable> unlessTaken(
      ManifestCommits commits, Throwable failure) {
    return StorageException.from(failure).reason() == Reason.CORRUPT
        ? commits.requireOwnership().thenCompose(owned -> CompletableFuture.failedFuture(failure))
        : CompletableFuture.failedFuture(failure);
  }

  @Override
  public RunSet current() {
    return table.current();
  }

  @Override
  public long position() {
    return table.position();
  }

  /** Completes when no other process had claimed the store by then; else fails, {@code IN_USE}. */
  public CompletableFuture<Void> requireOwnership() {
    return parts.commits().requireOwnership();
  }

  @Override
  public CompletableFuture<Void> checkpoint(
      SortedMap<Bytes, Slot> entries, long position, LogOwner owner) {
    if (!checkpointing.compareAndSet(false, true)) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("Another checkpoint is under way."));
    }
    return changes
        .write(source(entries), (now, run) -> now.withCheckpoint(run, position, owner))
        .whenComplete((bytes, failure) -> checkpointing.set(false))
        .thenAccept(this::counted);
  }

  /** Nothing is older than the first run, so that deleted entries hide nothing there. */
  private EntrySource source(SortedMap<Bytes, Slot> entries) {
    boolean first = parts.commits().current().runs().isEmpty();
    return EntrySource.of(
        entries.entrySet().stream()
            .filter(entry -> !first || !(entry.getValue() instanceof Slot.Deleted))
            .iterator());
  }

  private void counted(long bytes) {
    parts.counters().checkpoints.increment();
    parts.counters().checkpointBytes.add(bytes);
    merger.wakeUp();
  }

  /**
   * Deletes what earlier owners left and nothing names. Once, after the log has been read; can be
   * left to run in the background.
   *
   * @param namedByLog all objects of values that the log named when it was read
   */
  public CompletableFuture<Void> sweep(Set<String> namedByLog) {
    return sweeper.sweep(namedByLog);
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> fetch(List<? extends Slot> slots) {
    return parts.values().fetch(slots);
  }

  @Override
  public Map<String, Long> statistics() {
    return RunStatistics.of(parts, table.current().sortedRuns());
  }

  @Override
  public void close() {
    prefetch.close();
    merger.close();
    changes.close();
    parts.writer().close();
    parts.commits().close();
    parts.disk().close();
  }
}
