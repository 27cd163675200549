package dev.aft.engine.transaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gives each commit its stamp and knows which commits are under way, so that readers can tell what
 * has been published. One short lock, held by commits for nanoseconds and never by a reader.
 */
final class CommitSequencer {
  private final HybridLogicalClock clock;

  /** In stamp order, because stamps are given under the same lock. Guarded by this. */
  private final Set<Stamp> underWay = new LinkedHashSet<>();

  /** Who waits for a commit to be over. Guarded by this. */
  private final Map<TransactionId, CompletableFuture<Void>> waiting = new HashMap<>(0);

  private volatile CommitSnapshot snapshot;
  private volatile Stamp publishing;
  private volatile @Nullable Runnable listener;

  CommitSequencer(HybridLogicalClock clock, TransactionId first) {
    this.clock = clock;
    Stamp start = new Stamp(clock.tick(), first);
    this.snapshot = new CommitSnapshot(start, List.of());
    this.publishing = start;
  }

  /** What has been published so far. */
  CommitSnapshot snapshot() {
    return snapshot;
  }

  synchronized Stamp begin(TransactionId id) {
    Stamp stamp = new Stamp(clock.tick(), id);
    underWay.add(stamp);
    return stamp;
  }

  /** To be called before the versions of {@code stamp} enter the version index. */
  synchronized void beginPublishing(Stamp stamp) {
    if (stamp.isAfter(publishing)) {
      publishing = stamp;
    }
  }

  /** The greatest stamp of all whose versions have begun to enter the version index. */
  Stamp greatestPublishing() {
    return publishing;
  }

  /**
   * The commit is over: either all its versions are in the version index, or it did not happen and
   * never will. From now on it is in snapshots.
   */
  void finish(Stamp stamp) {
    CompletableFuture<Void> over = null;
    synchronized (this) {
      underWay.remove(stamp);
      refresh(stamp.isAfter(snapshot.highest()) ? stamp : snapshot.highest());
      if (!waiting.isEmpty() && !isUnderWay(stamp.id())) {
        over = waiting.remove(stamp.id());
      }
    }
    if (over != null) {
      over.complete(null);
    }
    Runnable interested = listener;
    if (interested != null) {
      interested.run();
    }
  }

  /** Runs {@code interested} after each commit that is over, on its thread; null for nobody. */
  void setListener(@Nullable Runnable interested) {
    listener = interested;
  }

  /** Completes when no commit of the transaction is under way. */
  synchronized CompletableFuture<Void> whenOver(TransactionId id) {
    return isUnderWay(id)
        ? waiting.computeIfAbsent(id, key -> new CompletableFuture<>()).copy()
        : CompletableFuture.completedFuture(null);
  }

  /** Whether a commit of the transaction, or its fencing, has begun and is not over. */
  synchronized boolean isUnderWay(TransactionId id) {
    return underWay.stream().anyMatch(stamp -> stamp.id().equals(id));
  }

  synchronized int countUnderWay() {
    return underWay.size();
  }

  private void refresh(Stamp highest) {
    List<Stamp> earlier = new ArrayList<>(0);
    for (Stamp stamp : underWay) {
      if (stamp.isAfter(highest)) {
        break;
      }
      earlier.add(stamp);
    }
    snapshot = new CommitSnapshot(highest, earlier);
  }
}
