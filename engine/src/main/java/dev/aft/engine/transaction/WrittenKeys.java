package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys one transaction wrote, in order: the cowritten set of each of its versions (the paper's
 * cowritten set, section 3.1). Shared by all versions of the transaction.
 */
record WrittenKeys(List<Bytes> keys) {
  private static final int MAX_CARRIED_KEYS = 64;
  private static final int MAX_CARRIED_BYTES = 16 << 10;

  /** Of a transaction that wrote one key: it cannot be read in part. */
  static final WrittenKeys ALONE = new WrittenKeys(List.of());

  WrittenKeys {
    keys = List.copyOf(keys);
  }

  static WrittenKeys of(List<Bytes> keys) {
    return keys.size() < 2 ? ALONE : new WrittenKeys(keys);
  }

  /** What every version of a commit may carry; null when that would be too much. */
  static @Nullable WrittenKeys carried(Committer.Work work) {
    if (work.writes().size() > MAX_CARRIED_KEYS) {
      return null;
    }
    WrittenKeys all = of(work.keys());
    return all.isSmall() ? all : null;
  }

  /**
   * Whether every version may carry it: one version that stays in memory keeps the whole set there.
   * Others look it up in the journal.
   */
  boolean isSmall() {
    return keys.size() <= MAX_CARRIED_KEYS && weight() <= MAX_CARRIED_BYTES;
  }

  boolean isAlone() {
    return keys.isEmpty();
  }

  long weight() {
    long weight = 64;
    for (Bytes key : keys) {
      weight += 48 + key.length();
    }
    return weight;
  }
}
