package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers writes and deletes, and writes them down in the form that RocksDB's write batch has in
 * its log: one crossing into native code for a whole group instead of one for each entry.
 *
 * <p>The entries are put in the order of their keys; those of one key stay in the order in which
 * they came. Neighbours then enter the sorted write buffer next to each other, where RocksDB goes
 * on from the place of the entry before and does not search anew.
 */
final class BatchWriter {
  /** A sequence number that RocksDB fills in, and the number of entries. */
  private static final int HEADER_BYTES = 8 + 4;

  private static final byte DELETION = 0x0;
  private static final byte VALUE = 0x1;

  /** A write, or a delete when there is no value. */
  private record Change(Bytes key, @Nullable Bytes value) {}

  private final List<Change> changes = new ArrayList<>();

  void clear() {
    changes.clear();
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  void put(Bytes key, Bytes value) {
    changes.add(new Change(key, value));
  }

  void delete(Bytes key) {
    changes.add(new Change(key, null));
  }

  /** The batch as RocksDB writes it. */
  byte[] toBytes() {
    // Stable, which keeps the order of changes of the same key.
    changes.sort((one, other) -> one.key().compareTo(other.key()));
    int size = HEADER_BYTES;
    for (Change change : changes) {
      Bytes value = change.value();
      size += 1 + sizeOf(change.key()) + (value == null ? 0 : sizeOf(value));
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(0).putInt(changes.size());
    for (Change change : changes) {
      Bytes value = change.value();
      out.put(value == null ? DELETION : VALUE);
      put(change.key(), out);
      if (value != null) {
        put(value, out);
      }
    }
    return out.array();
  }

  private static int sizeOf(Bytes bytes) {
    int size = 1 + bytes.length();
    for (int rest = bytes.length() >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  /** The length, seven bits at a time with the lowest first, then the bytes. */
  private static void put(Bytes bytes, ByteBuffer out) {
    int rest = bytes.length();
    while (rest > 0x7f) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest).put(bytes.unsafeArray());
  }
}
