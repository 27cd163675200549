package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a scan makes of one page of versions.
 *
 * @param covered the part of the range for which the page has answers
 * @param rest the part that is left
 * @param rows in the order of the scan; keys without a row are absent
 * @param meanBytes of the entries read, at least 1
 */
record VersionPage(KeyRange covered, KeyRange rest, List<Found> rows, int meanBytes) {
  static final int MAX_ENTRIES = 1024;

  /** What a page may hold; the entry that passes it is the last one. */
  static final int MAX_BYTES = 2 << 20;

  private static final KeyRange NOTHING = new KeyRange(Bytes.EMPTY, Bytes.EMPTY);

  /**
   * A key about which there is something: its value, the transaction's own write, or that it has to
   * be read singly.
   */
  static final class Found {
    private final Bytes key;
    private final boolean open;
    private final WriteBuffer.@Nullable Write write;
    private @Nullable Bytes value;

    private Found(
        Bytes key, @Nullable Bytes value, boolean open, WriteBuffer.@Nullable Write write) {
      this.key = key;
      this.value = value;
      this.open = open;
      this.write = write;
    }

    static Found value(Bytes key, Bytes value) {
      return new Found(key, value, false, null);
    }

    static Found open(Bytes key) {
      return new Found(key, null, true, null);
    }

    static Found own(Bytes key, WriteBuffer.Write write) {
      return new Found(key, null, false, write);
    }

    /** The transaction's own, which may be spilled at any moment; null for what others wrote. */
    WriteBuffer.@Nullable Write write() {
      return write;
    }

    Bytes key() {
      return key;
    }

    /** Null for absent, and for an open key that has not been read yet. */
    @Nullable Bytes value() {
      return value;
    }

    boolean isOpen() {
      return open;
    }

    void set(Optional<Bytes> read) {
      value = read.orElse(null);
    }
  }

  /**
   * Versions as the store lists them, about which nothing has been decided.
   *
   * @param visible those of {@code read} that are committed, in their order; {@code read} itself
   *     when all are
   * @param last whether the store has nothing beyond the page
   * @param meanBytes of {@code read}, at least 1
   */
  record Versions(
      List<StoredVersion> read, List<StoredVersion> visible, boolean last, int meanBytes) {
    Versions(List<StoredVersion> read, List<StoredVersion> visible, boolean last) {
      this(read, visible, last, VersionPage.meanBytes(read));
    }
  }

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

  /** Decides about the keys of a page. Pure, but that {@code reads} notes what was seen. */
  static VersionPage of(KeyRange range, ScanDirection direction, Versions versions, ReadSet reads) {
    List<StoredVersion> read = versions.read();
    List<Found> rows = new ArrayList<>(read.size());
    VersionPage page = new VersionPage(range, NOTHING, rows, versions.meanBytes());
    Deciding deciding = new Deciding(versions, direction, reads, rows);
    for (int at = 0, end; at < read.size(); at = end) {
      Bytes key = read.get(at).key();
      end = endOfKey(read, at, key);
      boolean cut = end == read.size() && !versions.last();
      boolean decided = deciding.decide(key, end, cut && isBackward(direction));
      if (!decided && cut && at > 0) {
        return page.upTo(range, direction, key, false);
      }
      if (!decided && cut) {
        rows.add(Found.open(key));
      }
    }
    return versions.last() || read.isEmpty()
        ? page
        : page.upTo(range, direction, read.get(read.size() - 1).key(), true);
  }

  private static int endOfKey(List<StoredVersion> versions, int from, Bytes key) {
    int end = from;
    while (end < versions.size() && versions.get(end).key().equals(key)) {
      end++;
    }
    return end;
  }

  private static boolean isBackward(ScanDirection direction) {
    return direction == ScanDirection.BACKWARD;
  }

  /** Goes through the visible versions of a page, key by key. */
  private static final class Deciding {
    private final List<StoredVersion> visible;
    private final boolean all;

    /** Whether keys of the page may have been read singly. */
    private final boolean bound;

    private final ScanDirection direction;
    private final ReadSet reads;
    private final List<Found> rows;
    private int next;

    /** Of the last version chosen: those of one commit follow one another. */
    private Stamp settled = Stamp.ZERO;

    Deciding(Versions versions, ScanDirection direction, ReadSet reads, List<Found> rows) {
      this.visible = versions.visible();
      this.all = versions.visible() == versions.read();
      this.direction = direction;
      this.reads = reads;
      this.rows = rows;
      this.bound = !visible.isEmpty() && mayBind(versions.read());
    }

    private boolean mayBind(List<StoredVersion> read) {
      Bytes first = read.get(0).key();
      Bytes last = read.get(read.size() - 1).key();
      return isBackward(direction)
          ? reads.mayBindWithin(last, first)
          : reads.mayBindWithin(first, last);
    }

    /**
     * Chooses among the versions of the next key; false when none of them can be chosen.
     *
     * @param end of the key's versions among all that were read
     */
    boolean decide(Bytes key, int end, boolean newestMissing) {
      int from = next;
      next = all ? end : endOfKey(visible, from, key);
      if (bound && (reads.versionRead(key) != null || reads.lowerBound(key) != null)) {
        rows.add(Found.open(key));
        return true;
      }
      for (int i = 0; i < next - from; i++) {
        StoredVersion version = visible.get(isBackward(direction) ? next - 1 - i : from + i);
        if (!newestMissing && isSettled(version.stamp())) {
          Bytes value = version.value();
          if (value != null) {
            rows.add(Found.value(key, value));
          }
          return true;
        }
      }
      return false;
    }

    private boolean isSettled(Stamp stamp) {
      if (stamp.equals(settled)) {
        return true;
      }
      if (!reads.isSettled(stamp)) {
        return false;
      }
      settled = stamp;
      reads.noteSeen(stamp);
      return true;
    }
  }

  private VersionPage upTo(KeyRange range, ScanDirection direction, Bytes key, boolean inclusive) {
    Bytes after = key.successor();
    if (isBackward(direction)) {
      Bytes bound = inclusive ? key : after;
      return new VersionPage(
          new KeyRange(bound, range.to()), new KeyRange(range.from(), bound), rows, meanBytes);
    }
    Bytes bound = inclusive ? after : key;
    return new VersionPage(
        new KeyRange(range.from(), bound), new KeyRange(bound, range.to()), rows, meanBytes);
  }
}
