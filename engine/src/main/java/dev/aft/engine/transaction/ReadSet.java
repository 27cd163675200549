package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has read: single keys with their versions, ranges as of the snapshot, and the
 * lower bounds that follow. A transaction that reads one key allocates no map. Not thread-safe.
 */
final class ReadSet implements ReadRule.View {
  private final CommitSnapshot snapshot;
  private final int maxEntries;

  private @Nullable Bytes onlyKey;
  private @Nullable Stamp onlyStamp;
  private @Nullable Map<Bytes, Stamp> versions;
  private @Nullable Map<Bytes, Stamp> lowerBounds;
  private @Nullable Set<Stamp> accepted;
  private @Nullable KeyIntervals scanned;

  ReadSet(CommitSnapshot snapshot, int maxEntries) {
    this.snapshot = snapshot;
    this.maxEntries = maxEntries;
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
    if (versions != null) {
      return versions.get(key);
    }
    return onlyKey != null && onlyKey.equals(key) ? onlyStamp : null;
  }

  /**
   * Remembers what was read of a single key.
   *
   * @param version null for absent
   */
  void record(Bytes key, @Nullable KeyVersion version) {
    Stamp stamp = version == null ? Stamp.ZERO : version.stamp();
    if (isSettled(stamp) && isScanned(key)) {
      return;
    }
    requireRoom(1);
    if (version != null && !isSettled(stamp)) {
      accept(stamp, version.cowritten());
    }
    if (onlyKey == null && versions == null) {
      onlyKey = key;
      onlyStamp = stamp;
    } else {
      all().put(key, stamp);
    }
  }

  private Map<Bytes, Stamp> all() {
    Map<Bytes, Stamp> map = versions;
    if (map == null) {
      map = new HashMap<>();
      if (onlyKey != null && onlyStamp != null) {
        map.put(onlyKey, onlyStamp);
      }
      versions = map;
    }
    return map;
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
      throw new EngineException(
          ErrorCode.LIMIT_EXCEEDED,
          "The transaction has read too much: readSetEntries=" + maxEntries);
    }
  }

  int size() {
    int keys = versions != null ? versions.size() : onlyKey != null ? 1 : 0;
    return keys
        + (lowerBounds == null ? 0 : lowerBounds.size())
        + (scanned == null ? 0 : scanned.size());
  }
}
