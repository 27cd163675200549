package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Transaction;
import dev.aft.storage.spi.Bytes;

/** One row that a transaction writes. Encoded when it is written, not kept twice in memory. */
sealed interface Change {
  /**
   * What it takes of a transaction's 10 MB, at most: FoundationDB counts a key three times (once
   * for the row, twice for the range of its conflicts) and 53 bytes for each row, 81 from version
   * 7.4 on.
   */
  long cost();

  void applyTo(Transaction transaction);

  private static long cost(Bytes key, long value) {
    return 3L * key.length() + value + 84;
  }

  /** A row as it is. */
  record Row(Bytes key, Bytes row) implements Change {
    @Override
    public long cost() {
      return Change.cost(key, row.length());
    }

    @Override
    public void applyTo(Transaction transaction) {
      transaction.set(key.unsafeArray(), row.unsafeArray());
    }
  }

  /** A value that stands under its key. */
  record SmallValue(Bytes key, Bytes value) implements Change {
    @Override
    public long cost() {
      return Change.cost(key, 1L + value.length());
    }

    @Override
    public void applyTo(Transaction transaction) {
      transaction.set(key.unsafeArray(), Head.encodeSmall(value));
    }
  }

  /** One chunk of a large value. */
  record Chunk(Bytes key, Bytes value, int number) implements Change {
    private int from() {
      return number * Head.CHUNK_BYTES;
    }

    private int to() {
      return Math.min(value.length(), from() + Head.CHUNK_BYTES);
    }

    @Override
    public long cost() {
      return Change.cost(key, to() - from());
    }

    @Override
    public void applyTo(Transaction transaction) {
      transaction.set(key.unsafeArray(), value.slice(from(), to()).unsafeArray());
    }
  }
}
