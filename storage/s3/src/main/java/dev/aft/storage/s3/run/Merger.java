package dev.aft.storage.s3.run;

import dev.aft.storage.s3.run.MergePolicy.Size;
import dev.aft.storage.s3.run.MergePolicy.Window;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges sorted runs in the background, one merge at a time, while the policy finds any. New runs
 * that come meanwhile stay in front of what the merge has made. Thread-safe.
 */
final class Merger {
  private static final Logger LOG = LoggerFactory.getLogger(Merger.class);
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 10_000;

  /** Weight of the last merge in what is expected of the next. */
  private static final double NEWEST_WEIGHT = 0.5;

  private final RunParts parts;
  private final RunTable table;
  private final RunChanges changes;
  private final MergePolicy policy;
  private final AtomicInteger wakeUps = new AtomicInteger();
  private volatile boolean closed;
  private volatile double hiddenShare;

  Merger(RunParts parts, RunTable table, RunChanges changes) {
    this.parts = parts;
    this.table = table;
    this.changes = changes;
    this.policy = new MergePolicy(parts.settings().mergeWidth(), parts.settings().smallRunBytes());
  }

  /** Looks for something to merge, now or when the merge under way is done. */
  void wakeUp() {
    if (wakeUps.getAndIncrement() == 0) {
      start();
    }
  }

  void close() {
    closed = true;
  }

  private void start() {
    var unused =
        Steps.repeat(this::step, parts.environment().worker())
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    pause(StorageException.from(failure));
                  }
                });
  }

  private CompletableFuture<Boolean> step() {
    int seen = wakeUps.get();
    List<SortedRun> runs = table.current().sortedRuns();
    Optional<Window> window = closed ? Optional.empty() : policy.choose(sizes(runs), hiddenShare);
    if (window.isEmpty()) {
      return CompletableFuture.completedFuture(!wakeUps.compareAndSet(seen, 0));
    }
    List<SortedRun> inputs = runs.subList(window.get().from(), window.get().to());
    return merge(inputs, window.get().to() == runs.size()).thenApply(done -> true);
  }

  private static List<Size> sizes(List<SortedRun> runs) {
    return runs.stream()
        .map(run -> new Size(run.objectBytes(), run.entries(), run.deletedEntries()))
        .toList();
  }

  private CompletableFuture<Void> merge(List<SortedRun> inputs, boolean hidesNothing) {
    MergeSource source =
        new MergeSource(
            inputs.stream()
                .map(run -> new PageStream(run, parts.loader(), parts.settings()))
                .toList(),
            hidesNothing);
    List<Run> replaced = inputs.stream().flatMap(run -> run.parts().stream()).toList();
    Set<String> names = new HashSet<>();
    replaced.forEach(run -> names.add(run.name()));
    return changes
        .write(source, (now, written) -> now.withRuns(replace(now.runs(), names, written)))
        .thenAccept(
            bytes -> {
              changes.retire(replaced, source.droppedObjects());
              double before = hiddenShare;
              hiddenShare = before + NEWEST_WEIGHT * (source.hiddenShare() - before);
              parts.counters().merges.increment();
              parts.counters().mergedBytes.add(bytes);
            });
  }

  /** The inputs are neighbours still: only in front of all does anything come in. */
  static List<RunRecord> replace(List<RunRecord> runs, Set<String> names, List<RunRecord> written) {
    List<RunRecord> result = new ArrayList<>();
    boolean placed = false;
    for (RunRecord run : runs) {
      if (!names.contains(run.name())) {
        result.add(run);
      } else if (!placed) {
        result.addAll(written);
        placed = true;
      }
    }
    return result;
  }

  private void pause(StorageException failure) {
    if (closed || failure.reason() == Reason.CLOSED || failure.reason() == Reason.IN_USE) {
      LOG.debug("Merging has ended.", failure);
      return;
    }
    parts.counters().mergeFailures.increment();
    LOG.warn("Runs were not merged; tried again later. cause={}", failure.toString());
    var unused =
        Steps.after(PAUSE_AFTER_FAILURE_MILLIS, parts.environment())
            .thenCompose(waited -> parts.commits().requireOwnership())
            .handle(
                (owned, lost) -> {
                  if (lost == null || StorageException.from(lost).reason() != Reason.IN_USE) {
                    start();
                  }
                  return null;
                });
  }
}
