package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One committed version of a key.
 *
 * @param value null when the transaction deleted the key
 * @param cowritten null when it has not been read from the store yet, or is too large to be carried
 *     around; only a reader that started before this version was committed needs it
 */
record KeyVersion(Stamp stamp, @Nullable Bytes value, @Nullable WrittenKeys cowritten) {
  private static final int OVERHEAD_BYTES = 120;

  boolean isSlim() {
    return cowritten == null || cowritten.isSmall();
  }

  /** This version as the index keeps it. */
  KeyVersion slim() {
    return isSlim() ? this : new KeyVersion(stamp, value, null);
  }

  long weight() {
    return OVERHEAD_BYTES + (value == null ? 0L : value.length());
  }
}
