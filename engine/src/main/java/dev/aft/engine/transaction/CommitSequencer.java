package dev.aft.engine.transaction;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives each commit its stamp and knows which commits are under way, so that readers can tell what
 * has been published. One short lock, held by commits for nanoseconds and never by a reader.
 */
final class CommitSequencer {
  private final HybridLogicalClock clock;

  /** In stamp order, because stamps are given under the same lock. Guarded by this. */
  private final Set<Stamp> underWay = new LinkedHashSet<>();

  private volatile CommitSnapshot snapshot;
  private volatile Stamp publishing;

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

  /** All versions of {@code stamp} are in the version index: from now on it is in snapshots. */
  synchronized void published(Stamp stamp) {
    underWay.remove(stamp);
    refresh(stamp.isAfter(snapshot.highest()) ? stamp : snapshot.highest());
  }

  /** The commit did not happen and never will. */
  synchronized void abandoned(Stamp stamp) {
    underWay.remove(stamp);
    refresh(snapshot.highest());
  }

  /** A timestamp for something that is not a commit. */
  long tick() {
    return clock.tick();
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
