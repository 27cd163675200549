package dev.aft.history;

import java.util.Arrays;

/** What a transaction read of others: each key once, with the writer of the version it saw. */
final class ExternalReads {
  static final ExternalReads NONE = new ExternalReads();

  private long[] keys = new long[4];
  private int[] writers = new int[4];
  private int size;

  void add(long key, int writer) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      writers = Arrays.copyOf(writers, size * 2);
    }
    keys[size] = key;
    writers[size] = writer;
    size++;
  }

  int size() {
    return size;
  }

  long key(int position) {
    return keys[position];
  }

  /** An index in the history, or {@link Versions#INITIAL}. */
  int writer(int position) {
    return writers[position];
  }

  /** The first key read from this writer, or -1. */
  long keyReadFrom(int writer) {
    for (int i = 0; i < size; i++) {
      if (writers[i] == writer) {
        return keys[i];
      }
    }
    return -1;
  }
}
