package dev.aft.engine.execute;

import dev.aft.storage.spi.Bytes;
import org.jspecify.annotations.Nullable;

/** A row that was read, with its key. */
final class FoundRow {
  private final Bytes key;
  private final @Nullable Object[] values;

  /**
   * @param key empty for a row that is not stored
   * @param values handed over
   */
  FoundRow(Bytes key, @Nullable Object[] values) {
    this.key = key;
    this.values = values;
  }

  Bytes key() {
    return key;
  }

  @Nullable Object[] values() {
    return values;
  }
}
