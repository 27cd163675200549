package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;

/** Entries one after the other, in the order of their keys or in its reverse. Not thread-safe. */
interface Entries {
  /** Moves to the next entry, at first to the first; false when there is none (yet). */
  boolean advance();

  /** The key here; a copy. */
  Bytes key();

  /** Compares the key here with {@code other}. */
  int compareKey(Bytes other);

  Slot slot();
}
