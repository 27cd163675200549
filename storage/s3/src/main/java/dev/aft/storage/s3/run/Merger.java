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
 * Merges sorted runs in the background while the policy finds any. New runs that come meanwhile
 * stay in front of what a merge has made; if they become many, they are merged beside it, so that a
 * merge that takes hours does not let them pile up. Thread-safe.
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
  private final List<Lane> lanes = List.of(new Lane(), new Lane());

  /** Inputs of the merges under way; guarded by this. */
  private final Set<SortedRun> busy = new HashSet<>();

  private volatile boolean closed;
  private double hiddenShare;

  Merger(RunParts parts, RunTable table, RunChanges changes) {
    this.parts = parts;
    this.table = table;
    this.changes = changes;
    this.policy = new MergePolicy(parts.settings().mergeWidth(), parts.settings().smallRunBytes());
  }

  /** Looks for something to merge, now or when a merge under way is done. */
  void wakeUp() {
    lanes.forEach(Lane::wakeUp);
  }

  void close() {
    closed = true;
  }

  /** What to merge, marked as busy. */
  private synchronized Optional<Merge> choose() {
    if (closed) {
      return Optional.empty();
    }
    List<SortedRun> runs = table.current().sortedRuns();
    int firstBusy = 0;
    while (firstBusy < runs.size() && !busy.contains(runs.get(firstBusy))) {
      firstBusy++;
    }
    boolean alone = firstBusy == runs.size();
    List<Size> sizes = sizes(runs.subList(0, firstBusy));
    Optional<Window> window =
        alone ? policy.choose(sizes, hiddenShare) : policy.chooseBeside(sizes);
    return window.map(
        found -> {
          List<SortedRun> inputs = runs.subList(found.from(), found.to());
          busy.addAll(inputs);
          return new Merge(inputs, found.to() == runs.size());
        });
  }

  private synchronized void end(Merge merge) {
    merge.inputs.forEach(busy::remove);
  }

  private synchronized void learn(double hidden) {
    hiddenShare += NEWEST_WEIGHT * (hidden - hiddenShare);
  }

  private static List<Size> sizes(List<SortedRun> runs) {
    return runs.stream()
        .map(run -> new Size(run.objectBytes(), run.entries(), run.deletedEntries()))
        .toList();
  }

  /** The inputs are neighbours still: only in front of them does anything come in. */
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

  /** One merge. */
  private final class Merge {
    private final List<SortedRun> inputs;
    private final MergeSource source;

    Merge(List<SortedRun> inputs, boolean hidesNothing) {
      this.inputs = inputs;
      this.source =
          new MergeSource(
              inputs.stream()
                  .map(run -> new PageStream(run, parts.loader(), parts.settings()))
                  .toList(),
              hidesNothing);
    }

    CompletableFuture<Void> run() {
      List<Run> replaced = inputs.stream().flatMap(run -> run.parts().stream()).toList();
      Set<String> names = new HashSet<>();
      replaced.forEach(run -> names.add(run.name()));
      return changes
          .write(source, (now, written) -> now.withRuns(replace(now.runs(), names, written)))
          .whenComplete((bytes, failure) -> end(this))
          .thenAccept(
              bytes -> {
                changes.retire(replaced, source.droppedObjects());
                learn(source.hiddenShare());
                parts.counters().merges.increment();
                parts.counters().mergedBytes.add(bytes);
                wakeUp();
              });
    }
  }

  /** Does one merge after the other. */
  private final class Lane {
    private final AtomicInteger wakeUps = new AtomicInteger();

    void wakeUp() {
      if (wakeUps.getAndIncrement() == 0) {
        start();
      }
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
      Optional<Merge> merge = choose();
      return merge.isPresent()
          ? merge.get().run().thenApply(done -> true)
          : CompletableFuture.completedFuture(!wakeUps.compareAndSet(seen, 0));
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
}
