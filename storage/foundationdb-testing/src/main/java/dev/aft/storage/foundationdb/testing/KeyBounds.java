package dev.aft.storage.foundationdb.testing;

import dev.aft.storage.spi.Bytes;

/** Keys from {@code from} (inclusive) to {@code to} (exclusive). */
record KeyBounds(Bytes from, Bytes to) {
  static KeyBounds of(byte[] from, byte[] to) {
    return new KeyBounds(Bytes.copyOf(from), Bytes.copyOf(to));
  }

  static KeyBounds single(Bytes key) {
    return new KeyBounds(key, key.successor());
  }

  boolean overlaps(KeyBounds other) {
    return from.compareTo(other.to) < 0 && other.from.compareTo(to) < 0;
  }

  boolean covers(KeyBounds other) {
    return from.compareTo(other.from) <= 0 && other.to.compareTo(to) <= 0;
  }

  boolean contains(Bytes key) {
    return from.compareTo(key) <= 0 && key.compareTo(to) < 0;
  }

  /** What FoundationDB counts of it against the size of a transaction. */
  long size() {
    return 32L + from.length() + to.length();
  }
}
