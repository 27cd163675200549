package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, of keys that are overwritten again and again, which version garbage collection left as
 * the oldest one. What is older than the next one to stay is then known from this and the journal,
 * and the versions of the key need not be searched, which is most of what collection costs. In
 * bounded memory; forgetting costs a search. Touched by one step at a time.
 */
final class RetainedVersions {
  /** A write that a store finished late may have left a version that only a search finds. */
  private static final int USES = 64;

  private static final int OVERHEAD_BYTES = 200;

  private record Retained(Stamp stamp, int uses) {}

  private final long maxBytes;
  private BoundedMap<Bytes, Retained> oldest;

  RetainedVersions(long maxBytes) {
    this.maxBytes = maxBytes;
    this.oldest = empty();
  }

  private BoundedMap<Bytes, Retained> empty() {
    return new BoundedMap<>(maxBytes, (key, retained) -> key.length() + OVERHEAD_BYTES);
  }

  /** The stamp of the version of {@code key} than which none is older; null when not known. */
  @Nullable Stamp oldest(Bytes key) {
    Retained retained = oldest.get(key);
    return retained == null || retained.uses() >= USES ? null : retained.stamp();
  }

  /** From now on nothing older than {@code stamp} is in the store. */
  void retain(Bytes key, Stamp stamp) {
    oldest.compute(
        key,
        known ->
            known == null || known.uses() >= USES
                ? new Retained(stamp, 0)
                : new Retained(stamp, known.uses() + 1));
  }

  /** After a failure nobody knows what is left. */
  void clear() {
    oldest = empty();
  }
}
