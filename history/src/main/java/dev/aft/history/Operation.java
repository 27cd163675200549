package dev.aft.history;

/** One read or write of a key, as the client saw it. Keys and values are not negative. */
public sealed interface Operation {
  /** The value of a key that is absent; as a write, a delete. */
  long ABSENT = 0;

  long key();

  long value();

  /** The client read {@code value}, or {@link #ABSENT}. */
  record Read(long key, long value) implements Operation {
    public Read {
      requireNumbers(key, value);
    }

    @Override
    public String toString() {
      return "r(" + key + "," + value + ")";
    }
  }

  /** The client wrote {@code value}: of one key, no two writes have the same value. */
  record Write(long key, long value) implements Operation {
    public Write {
      requireNumbers(key, value);
    }

    @Override
    public String toString() {
      return "w(" + key + "," + value + ")";
    }
  }

  private static void requireNumbers(long key, long value) {
    if (key < 0 || value < 0) {
      throw new IllegalArgumentException("negative key or value: " + key + ", " + value);
    }
  }
}
