package dev.aft.engine.transaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Committed versions of one key, newest first, without gaps: every committed version not older than
 * the last one listed is listed. Immutable.
 *
 * @param complete whether the store holds no version older than those listed
 */
record VersionList(List<KeyVersion> versions, boolean complete) {
  static final VersionList ABSENT = new VersionList(List.of(), true);

  /** Versions superseded for longer are left to the store: hardly any reader is that old. */
  private static final long SUPERSEDED_KEPT = HybridLogicalClock.ofMillis(1000);

  VersionList {
    versions = List.copyOf(versions);
  }

  /**
   * This list with a version that was just published, cut to the newest {@code keep} and to those
   * that readers are likely to ask for.
   */
  VersionList with(KeyVersion version, int keep) {
    int position = 0;
    while (position < versions.size() && versions.get(position).stamp().isAfter(version.stamp())) {
      position++;
    }
    boolean known =
        position < versions.size() && versions.get(position).stamp().equals(version.stamp());
    boolean belowFloor = position == versions.size() && !complete;
    if (known || belowFloor || position >= keep) {
      return known || belowFloor ? this : new VersionList(versions, false);
    }
    List<KeyVersion> merged = new ArrayList<>(versions.size() + 1);
    merged.addAll(versions);
    merged.add(position, version);
    int kept = kept(merged, keep);
    return new VersionList(merged.subList(0, kept), complete && kept == merged.size());
  }

  /** How many of the first versions to keep: all but those superseded long before the newest. */
  private static int kept(List<KeyVersion> merged, int keep) {
    long oldest = merged.get(0).stamp().timestamp() - SUPERSEDED_KEPT;
    int kept = 1;
    while (kept < Math.min(keep, merged.size())
        && merged.get(kept - 1).stamp().timestamp() >= oldest) {
      kept++;
    }
    return kept;
  }

  /** This list cut to its newest {@code keep} versions, without large cowritten sets. */
  VersionList slim(int keep) {
    if (versions.size() <= keep && versions.stream().allMatch(KeyVersion::isSlim)) {
      return this;
    }
    return new VersionList(
        versions.stream().limit(keep).map(KeyVersion::slim).toList(),
        complete && versions.size() <= keep);
  }

  long weight() {
    long weight = 64;
    for (KeyVersion version : versions) {
      weight += version.weight();
    }
    return weight;
  }
}
