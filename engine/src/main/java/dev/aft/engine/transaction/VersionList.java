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

  VersionList {
    versions = List.copyOf(versions);
  }

  /** This list with a version that was just published, cut to the newest {@code keep}. */
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
    List<KeyVersion> merged = new ArrayList<>(versions);
    merged.add(position, version);
    return merged.size() <= keep
        ? new VersionList(merged, complete)
        : new VersionList(merged.subList(0, keep), false);
  }

  /** This list cut to its newest {@code keep} versions. */
  VersionList newest(int keep) {
    return versions.size() <= keep ? this : new VersionList(versions.subList(0, keep), false);
  }

  long weight() {
    long weight = 64;
    for (KeyVersion version : versions) {
      weight += version.weight();
    }
    return weight;
  }
}
