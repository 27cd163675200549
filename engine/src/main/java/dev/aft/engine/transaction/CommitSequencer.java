package dev.aft.engine.transaction;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gives each commit its stamp and knows which commits are under way, so that readers can tell what
 * has been published. One short lock, held by commits for nanoseconds and never by a reader.
 */
final class CommitSequencer {
  private final HybridLogicalClock clock;

  /** Guarded by this. */
  private final TreeSet<Stamp> underWay = new TreeSet<>();

  /** Those whose record may be in the store already. Guarded by this. */
  private final TreeSet<Stamp> deciding = new TreeSet<>();

  /** How many are under way for each transaction: its commit, its fencing. Guarded by this. */
  private final Map<TransactionId, Integer> counts = new HashMap<>();

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
    counts.merge(id, 1, Integer::sum);
    return stamp;
  }

  /** To be called before the write that decides: from then on others may know of the commit. */
  synchronized void beginDeciding(Stamp stamp) {
    deciding.add(stamp);
  }

  /**
   * Whether whatever anybody can have seen of the commits of this node up to {@code timestamp} can
   * be read here. A commit that has not come to the write that decides has been seen by nobody.
   */
  synchronized boolean isPublished(long timestamp) {
    return timestamp <= snapshot.highest().timestamp()
        && (deciding.isEmpty() || deciding.first().timestamp() > timestamp);
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
      if (underWay.remove(stamp)) {
        counts.computeIfPresent(stamp.id(), (id, count) -> count == 1 ? null : count - 1);
      }
      deciding.remove(stamp);
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
    return counts.containsKey(id);
  }

  synchronized int countUnderWay() {
    return underWay.size();
  }

  private void refresh(Stamp highest) {
    boolean none = underWay.isEmpty() || underWay.first().isAfter(highest);
    List<Stamp> earlier = none ? List.of() : List.copyOf(underWay.headSet(highest, true));
    snapshot = new CommitSnapshot(highest, earlier);
  }
}
