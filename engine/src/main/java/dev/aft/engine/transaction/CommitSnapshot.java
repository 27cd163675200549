package dev.aft.engine.transaction;

import java.util.Collections;
import java.util.List;

/**
 * What had been published at one moment: every commit up to {@code highest}, except those that were
 * still under way. Immutable.
 *
 * @param underWay in the order of stamps, all before {@code highest}; nearly always empty
 */
record CommitSnapshot(Stamp highest, List<Stamp> underWay) {
  CommitSnapshot {
    underWay = List.copyOf(underWay);
  }

  boolean includes(Stamp stamp) {
    return stamp.compareTo(highest) <= 0
        && (underWay.isEmpty() || Collections.binarySearch(underWay, stamp) < 0);
  }

  /** A stamp such that every commit before it is included. */
  Stamp settledBefore() {
    // Timestamps of a node never repeat: nothing can come between highest and this.
    return underWay.isEmpty()
        ? new Stamp(highest.timestamp() + 1, Stamp.ZERO.id())
        : underWay.get(0);
  }
}
