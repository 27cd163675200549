package dev.aft.storage.foundationdb;

import com.apple.foundationdb.tuple.Tuple;
import dev.aft.storage.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** FoundationDB's keys of one store: everything below its prefix, one letter for each kind. */
final class KeySpace {
  /** FoundationDB takes no longer keys. */
  private static final int MAX_KEY_BYTES = 10_000;

  private static final byte FORMAT = 'f';
  private static final byte KEY = 'k';
  private static final byte OWNER = 'o';
  private static final byte REFERENCE = 'r';
  private static final byte CHUNK = 'v';
  private static final byte MARKER = 'x';

  private final byte[] prefix;

  KeySpace(String prefix) {
    this.prefix = Tuple.from(prefix).pack();
  }

  private byte[] of(byte kind, Bytes rest) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + 1 + rest.length());
    key[prefix.length] = kind;
    System.arraycopy(rest.unsafeArray(), 0, key, prefix.length + 1, rest.length());
    return key;
  }

  private byte[] after(byte kind) {
    return of((byte) (kind + 1), Bytes.EMPTY);
  }

  byte[] format() {
    return of(FORMAT, Bytes.EMPTY);
  }

  byte[] owner() {
    return of(OWNER, Bytes.EMPTY);
  }

  /**
   * A key that is never written: attempts of one write read and write it as far as conflicts go, so
   * that at most one of those under way at once can happen.
   */
  byte[] marker(long operation) {
    return of(MARKER, number(operation));
  }

  /** The longest key that the store takes. */
  int maxKeyBytes() {
    return MAX_KEY_BYTES - prefix.length - 1;
  }

  boolean fits(Bytes key) {
    return key.length() <= maxKeyBytes();
  }

  byte[] key(Bytes key) {
    return of(KEY, key);
  }

  /** The key of the store that {@link #key} made this of. */
  Bytes storeKey(byte[] row) {
    return Bytes.copyOfRange(row, prefix.length + 1, row.length);
  }

  /** Where keys from {@code bound} on begin, or end; null for after all of them. */
  byte[] bound(@Nullable Bytes bound) {
    if (bound == null) {
      return after(KEY);
    }
    // No key is longer than the longest, so that what comes behind that length changes no order.
    return key(fits(bound) ? bound : bound.slice(0, maxKeyBytes() + 1));
  }

  /** The row that says which key a large value belongs to. */
  byte[] reference(Bytes chunkId) {
    return of(REFERENCE, chunkId);
  }

  /** The chunk id of a row of {@link #reference}. */
  Bytes chunkId(byte[] reference) {
    return Bytes.copyOfRange(reference, prefix.length + 1, reference.length);
  }

  byte[] referencesFrom() {
    return of(REFERENCE, Bytes.EMPTY);
  }

  byte[] referencesTo() {
    return after(REFERENCE);
  }

  byte[] chunk(Bytes chunkId, int number) {
    return of(CHUNK, chunkId.concat(Bytes.wrap(ByteBuffer.allocate(4).putInt(number).array())));
  }

  byte[] chunksFrom(Bytes chunkId) {
    return of(CHUNK, chunkId);
  }

  /** After all chunks of {@code chunkId}: their numbers have four bytes, this one has five. */
  byte[] chunksTo(Bytes chunkId) {
    return of(CHUNK, chunkId.concat(Bytes.wrap(new byte[] {-1, -1, -1, -1, -1})));
  }

  byte[] allFrom() {
    return prefix.clone();
  }

  byte[] allTo() {
    return of((byte) -1, Bytes.EMPTY);
  }

  private static Bytes number(long number) {
    return Bytes.wrap(ByteBuffer.allocate(8).putLong(number).array());
  }
}
