package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What garbage collection does at one time. Touched by one step at a time. */
final class CollectionPlan {
  private static final int PLANNED_KEYS = 50_000;

  /**
   * The commits at hand that wrote a key.
   *
   * @param proven whether the newest version needs no commit record to count
   * @param before all but the newest
   */
  record Written(Stamp newest, boolean proven, List<Stamp> before) {
    private Written followedBy(Written later) {
      List<Stamp> more = before.isEmpty() ? new ArrayList<>(2) : before;
      more.add(newest);
      return new Written(later.newest, later.proven, more);
    }
  }

  final Map<Bytes, Written> written = new HashMap<>();

  final List<KeyRange> dropped = new ArrayList<>(0);

  /** Versions nobody sees: superseded or never committed. */
  final List<Bytes> invisible = new ArrayList<>();

  /** Tombstones: only after everything that they hide. */
  final List<Bytes> tombstones = new ArrayList<>(0);

  /** Commit and abort records: only after all versions. */
  final List<Bytes> records = new ArrayList<>();

  /** Journal entries: only after all else, or what is left would never be found again. */
  final List<Bytes> journal = new ArrayList<>();

  Stamp last = Stamp.ZERO;
  int commits;

  boolean isFull() {
    return written.size() + invisible.size() + records.size() + journal.size() >= PLANNED_KEYS;
  }

  /** To be called in the order of stamps. */
  void addWritten(Bytes key, Stamp stamp, boolean proven) {
    written.merge(key, new Written(stamp, proven, List.of()), Written::followedBy);
  }
}
