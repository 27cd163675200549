package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a scan makes of one page of versions.
 *
 * @param covered the part of the range for which the page has answers
 * @param rest the part that is left
 * @param rows values by key, empty for absent; keys without a row are absent, too
 * @param open keys that have to be read singly
 * @param meanBytes of the entries read, at least 1
 */
record VersionPage(
    KeyRange covered,
    KeyRange rest,
    NavigableMap<Bytes, Optional<Bytes>> rows,
    List<Bytes> open,
    int meanBytes) {
  static final int MAX_ENTRIES = 1024;

  /** What a page may hold; the entry that passes it is the last one. */
  static final int MAX_BYTES = 2 << 20;

  private static final KeyRange NOTHING = new KeyRange(Bytes.EMPTY, Bytes.EMPTY);

  /** How many entries like those of this page make {@code bytes}; at least one. */
  int entriesFor(int bytes) {
    return Math.max(1, Math.min(MAX_ENTRIES, bytes / meanBytes));
  }

  private static int meanBytes(List<StoredVersion> read) {
    long bytes = 0;
    for (StoredVersion version : read) {
      Bytes value = version.value();
      bytes += version.key().length() + (value == null ? 0 : value.length());
    }
    return (int) Math.max(1, bytes / Math.max(1, read.size()));
  }

  NavigableMap<Bytes, Optional<Bytes>> inOrder(ScanDirection direction) {
    return direction == ScanDirection.FORWARD ? rows : rows.descendingMap();
  }

  /**
   * Decides about the keys of a page. Pure, but that {@code reads} notes what was seen.
   *
   * @param read all versions of the page, as the store lists them
   * @param visible those of {@code read} that are committed
   * @param last whether the store has nothing beyond the page
   */
  static VersionPage of(
      KeyRange range,
      ScanDirection direction,
      List<StoredVersion> read,
      List<StoredVersion> visible,
      boolean last,
      ReadSet reads) {
    Map<Bytes, List<StoredVersion>> groups = new LinkedHashMap<>();
    read.forEach(version -> groups.putIfAbsent(version.key(), new ArrayList<>(1)));
    for (StoredVersion version : visible) {
      List<StoredVersion> group = groups.computeIfAbsent(version.key(), k -> new ArrayList<>(1));
      group.add(direction == ScanDirection.FORWARD ? group.size() : 0, version);
    }
    VersionPage page =
        new VersionPage(NOTHING, NOTHING, new TreeMap<>(), new ArrayList<>(0), meanBytes(read));
    Bytes tail = last || read.isEmpty() ? null : read.get(read.size() - 1).key();
    for (Map.Entry<Bytes, List<StoredVersion>> group : groups.entrySet()) {
      Bytes key = group.getKey();
      boolean cut = tail != null && key.equals(tail);
      boolean decided = page.decide(key, group.getValue(), cut && isBackward(direction), reads);
      if (!decided && cut && groups.size() > 1) {
        return page.upTo(range, direction, key, false);
      }
      if (!decided && cut) {
        page.open().add(key);
      }
    }
    return tail == null
        ? new VersionPage(range, NOTHING, page.rows(), page.open(), page.meanBytes())
        : page.upTo(range, direction, tail, true);
  }

  private static boolean isBackward(ScanDirection direction) {
    return direction == ScanDirection.BACKWARD;
  }

  /** Chooses among versions, newest first; false when none of them can be chosen. */
  private boolean decide(
      Bytes key, List<StoredVersion> versions, boolean newestMissing, ReadSet reads) {
    if (reads.versionRead(key) != null || reads.lowerBound(key) != null) {
      open.add(key);
      return true;
    }
    for (StoredVersion version : versions) {
      if (!newestMissing && reads.isSettled(version.stamp())) {
        rows.put(key, Optional.ofNullable(version.value()));
        reads.noteSeen(version.stamp());
        return true;
      }
    }
    return false;
  }

  private VersionPage upTo(KeyRange range, ScanDirection direction, Bytes key, boolean inclusive) {
    Bytes after = key.successor();
    if (isBackward(direction)) {
      Bytes bound = inclusive ? key : after;
      return new VersionPage(
          new KeyRange(bound, range.to()),
          new KeyRange(range.from(), bound),
          rows,
          open,
          meanBytes);
    }
    Bytes bound = inclusive ? after : key;
    return new VersionPage(
        new KeyRange(range.from(), bound), new KeyRange(bound, range.to()), rows, open, meanBytes);
  }
}
