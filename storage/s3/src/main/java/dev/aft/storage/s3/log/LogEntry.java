package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;

/**
 * A key and what it gets.
 *
 * @param slot {@link Slot.Inline} or {@link Slot.External}
 */
record LogEntry(Bytes key, Slot slot) {
  LogEntry {
    if (!(slot instanceof Slot.Inline || slot instanceof Slot.External)) {
      throw new IllegalArgumentException("A log carries values and names of values. slot=" + slot);
    }
  }
}
