package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest committed versions of keys, absent keys included, in bounded memory. Thread-safe.
 *
 * <p>Invariant: the list of a key holds every version published since the list was made and not
 * older than its last one. Two things could break it, and both are refused: a list read from the
 * store before a publish and installed after it (told by {@link #ticket}), and a version published
 * late, after newer ones of its key were published and dropped.
 */
final class VersionIndex {
  private static final int KEPT_VERSIONS = 4;
  private static final int STRIPES = 1024;
  private static final int OVERHEAD_BYTES = 100;

  private final BoundedMap<Bytes, VersionList> lists;
  private final AtomicLongArray published = new AtomicLongArray(STRIPES);

  VersionIndex(long maxBytes) {
    this.lists = new BoundedMap<>(maxBytes, VersionIndex::weigh);
  }

  private static long weigh(Bytes key, VersionList list) {
    return OVERHEAD_BYTES + key.length() + list.weight();
  }

  @Nullable VersionList find(Bytes key) {
    return lists.get(key);
  }

  /** Whether a version newer than that is known to be committed; false when nothing is known. */
  boolean hasNewer(Bytes key, Stamp stamp) {
    VersionList list = lists.get(key);
    return list != null
        && !list.versions().isEmpty()
        && list.versions().get(0).stamp().isAfter(stamp);
  }

  /** To be taken before a list is read from the store, and handed to {@link #install}. */
  long ticket(Bytes key) {
    return published.get(stripe(key));
  }

  /**
   * Keeps a list that was read from the store, unless anything was published since the ticket was
   * taken, or the entry is no longer the one that the reader saw.
   *
   * @param seen what {@link #find} had said; null for nothing
   */
  void install(Bytes key, VersionList list, @Nullable VersionList seen, long ticket) {
    lists.compute(
        key,
        current ->
            Objects.equals(current, seen) && published.get(stripe(key)) == ticket
                ? list.slim(KEPT_VERSIONS)
                : current);
  }

  /** Adds a version whose commit is durable. The sequencer must have been told before. */
  void publish(Bytes key, KeyVersion version, CommitSequencer sequencer) {
    published.incrementAndGet(stripe(key));
    lists.compute(
        key,
        current -> {
          if (current != null) {
            return current.with(version, KEPT_VERSIONS);
          }
          boolean newest = sequencer.greatestPublishing().equals(version.stamp());
          return newest ? new VersionList(List.of(version), false) : null;
        });
  }

  /** A version of {@code key} is durable that is not to be kept. As {@link #publish} else. */
  void forget(Bytes key) {
    published.incrementAndGet(stripe(key));
    lists.remove(key);
  }

  private static int stripe(Bytes key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (STRIPES - 1);
  }

  long estimatedEntries() {
    return lists.size();
  }

  long weightedBytes() {
    return lists.weight();
  }
}
