package dev.aft.engine.transaction;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has read: single keys with their versions, ranges as of the snapshot, and the
 * lower bounds that follow. A transaction that reads one row (its table's definition and the row)
 * allocates no map. Not thread-safe.
 */
final class ReadSet implements ReadRule.View {
  private static final int FEW_KEYS = 32;

  private final CommitSnapshot snapshot;
  private final int maxEntries;
  private final SeenCommits seen;

  private @Nullable Bytes firstKey;
  private @Nullable Stamp firstStamp;
  private @Nullable Bytes secondKey;
  private @Nullable Stamp secondStamp;

  /** All that was read once it is more than two keys; null before. */
  private @Nullable Map<Bytes, Stamp> versions;

  private @Nullable Map<Bytes, Stamp> lowerBounds;
  private @Nullable Set<Stamp> accepted;
  private @Nullable KeyIntervals scanned;

  /** Keys read as absent, many at a time; null for none. */
  private @Nullable AbsentKeys absent;

  private int unsettledReads;

  ReadSet(CommitSnapshot snapshot, int maxEntries) {
    this(snapshot, maxEntries, new SeenCommits(0));
  }

  ReadSet(CommitSnapshot snapshot, int maxEntries, SeenCommits seen) {
    this.snapshot = snapshot;
    this.maxEntries = maxEntries;
    this.seen = seen;
  }

  CommitSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public boolean isSettled(Stamp stamp) {
    return snapshot.includes(stamp);
  }

  @Override
  public @Nullable Stamp lowerBound(Bytes key) {
    return lowerBounds == null ? null : lowerBounds.get(key);
  }

  @Override
  public boolean hasReadOlder(Bytes key, Stamp stamp) {
    Stamp read = versionRead(key);
    return read != null ? read.isBefore(stamp) : isScanned(key) && !isSettled(stamp);
  }

  @Override
  public boolean hasAccepted(Stamp stamp) {
    return accepted != null && accepted.contains(stamp);
  }

  @Override
  public boolean isScanned(Bytes key) {
    return scanned != null && scanned.contains(key);
  }

  /** The version read of a single key, {@link Stamp#ZERO} for absent; null when not read. */
  @Nullable Stamp versionRead(Bytes key) {
    Stamp single = singleRead(key);
    return single == null && absent != null && absent.contains(key) ? Stamp.ZERO : single;
  }

  private @Nullable Stamp singleRead(Bytes key) {
    if (versions != null) {
      return versions.get(key);
    }
    if (firstKey != null && firstKey.equals(key)) {
      return firstStamp;
    }
    return secondKey != null && secondKey.equals(key) ? secondStamp : null;
  }

  /**
   * Whether a key from {@code first} to {@code last}, both included, has been read singly or is
   * bound to a version. True as well when it takes long to find out.
   */
  boolean mayBindWithin(Bytes first, Bytes last) {
    if (absent != null && absent.mayHaveAny(List.of(first, last))) {
      return true;
    }
    if (versions == null && lowerBounds == null) {
      return isWithin(firstKey, first, last) || isWithin(secondKey, first, last);
    }
    return isAnyWithin(versions, first, last) || isAnyWithin(lowerBounds, first, last);
  }

  private boolean isAnyWithin(@Nullable Map<Bytes, Stamp> keys, Bytes first, Bytes last) {
    if (keys == null) {
      return isWithin(firstKey, first, last) || isWithin(secondKey, first, last);
    }
    if (keys.size() > FEW_KEYS) {
      return true;
    }
    for (Bytes key : keys.keySet()) {
      if (isWithin(key, first, last)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWithin(@Nullable Bytes key, Bytes first, Bytes last) {
    return key != null && key.compareTo(first) >= 0 && key.compareTo(last) <= 0;
  }

  /**
   * Remembers what was read of a single key.
   *
   * @param version null for absent
   */
  void record(Bytes key, @Nullable KeyVersion version) {
    Stamp stamp = version == null ? Stamp.ZERO : version.stamp();
    seen.add(stamp);
    if (isSettled(stamp) && isScanned(key)) {
      return;
    }
    requireRoom(1);
    if (version != null && !isSettled(stamp)) {
      unsettledReads++;
      accept(stamp, version.cowritten());
    }
    remember(key, stamp);
  }

  /** Whether any of the keys, which ascend, has been read; may say so of keys close to such. */
  boolean hasReadAny(List<Bytes> keys) {
    if (absent != null && absent.mayHaveAny(keys)) {
      return true;
    }
    for (Bytes key : keys) {
      if (singleRead(key) != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Remembers that all of these keys were read as absent: as {@link #record} of each would, in less
   * memory. The list is kept: the caller does not change it.
   *
   * @param keys in ascending order, of which {@link #hasReadAny} has denied all
   */
  void recordAbsent(List<Bytes> keys) {
    requireRoom(keys.size());
    if (absent == null) {
      absent = new AbsentKeys();
    }
    absent.add(keys);
  }

  /** Whether anything read binds keys to versions that are not settled. */
  boolean hasLowerBounds() {
    return lowerBounds != null;
  }

  private void remember(Bytes key, Stamp stamp) {
    if (versions != null) {
      versions.put(key, stamp);
    } else if (firstKey == null || firstKey.equals(key)) {
      firstKey = key;
      firstStamp = stamp;
    } else if (secondKey == null || secondKey.equals(key)) {
      secondKey = key;
      secondStamp = stamp;
    } else {
      versions = new HashMap<>();
      versions.put(firstKey, Objects.requireNonNull(firstStamp));
      versions.put(secondKey, Objects.requireNonNull(secondStamp));
      versions.put(key, stamp);
    }
  }

  private void accept(Stamp stamp, @Nullable WrittenKeys cowritten) {
    if (cowritten == null) {
      throw new IllegalStateException("cowritten set not known: stamp=" + stamp);
    }
    if (cowritten.isAlone() || hasAccepted(stamp)) {
      return;
    }
    if (accepted == null || lowerBounds == null) {
      accepted = new HashSet<>();
      lowerBounds = new HashMap<>();
    }
    requireRoom(cowritten.keys().size());
    accepted.add(stamp);
    for (Bytes key : cowritten.keys()) {
      lowerBounds.merge(key, stamp, (a, b) -> a.isAfter(b) ? a : b);
    }
  }

  /**
   * How often something was read that had not been published at the snapshot. As long as it has not
   * grown, what was listed from the store since the snapshot is as good as if listed now.
   */
  int unsettledReads() {
    return unsettledReads;
  }

  /** Notes a version that a scan has read, for the causality token. */
  void noteSeen(Stamp stamp) {
    seen.add(stamp);
  }

  /** Remembers that every key of {@code range} was read as of the snapshot, unless read singly. */
  void recordScanned(KeyRange range) {
    requireRoom(1);
    if (scanned == null) {
      scanned = new KeyIntervals();
    }
    scanned.add(range);
  }

  /** Refuses to remember so many entries more. */
  void requireRoom(int more) {
    if (more > maxEntries - size()) {
      throw EngineException.beyond(
          Bound.MAX_READ_SET, maxEntries, "The transaction has read too much");
    }
  }

  int size() {
    return keysRead()
        + (absent == null ? 0 : absent.size())
        + (lowerBounds == null ? 0 : lowerBounds.size())
        + (scanned == null ? 0 : scanned.size());
  }

  private int keysRead() {
    if (versions != null) {
      return versions.size();
    }
    return (firstKey == null ? 0 : 1) + (secondKey == null ? 0 : 1);
  }
}
