package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What stands under a key: a whole value, or where the chunks of a large one are. */
sealed interface Head {
  /** Values up to this stand under their key; it is also the size of a chunk. */
  int CHUNK_BYTES = 90_000;

  /** The length of the value. */
  long length();

  /** A value that stands under its key. */
  record Small(Bytes value) implements Head {
    @Override
    public long length() {
      return value.length();
    }
  }

  /** A value in chunks. */
  record Large(Bytes chunkId, long length, int chunks, int checksum) implements Head {
    private static final int ENCODED_BYTES = 1 + ChunkIds.BYTES + 8 + 4 + 4;

    static Large of(Bytes chunkId, Bytes value) {
      int chunks = (value.length() + CHUNK_BYTES - 1) / CHUNK_BYTES;
      return new Large(chunkId, value.length(), chunks, checksumOf(value));
    }

    Bytes encode() {
      ByteBuffer buffer = ByteBuffer.allocate(ENCODED_BYTES).put((byte) 1);
      buffer.put(chunkId.unsafeArray()).putLong(length).putInt(chunks).putInt(checksum);
      return Bytes.wrap(buffer.array());
    }
  }

  static int checksumOf(Bytes value) {
    CRC32C crc = new CRC32C();
    crc.update(value.unsafeArray(), 0, value.length());
    return (int) crc.getValue();
  }

  static boolean isLarge(Bytes value) {
    return value.length() > CHUNK_BYTES;
  }

  /** The row of a value that is not large. */
  static byte[] encodeSmall(Bytes value) {
    byte[] row = new byte[1 + value.length()];
    System.arraycopy(value.unsafeArray(), 0, row, 1, value.length());
    return row;
  }

  /**
   * Reads a row.
   *
   * @throws StorageException {@code CORRUPT} when it is none
   */
  static Head decode(byte[] row) {
    if (row.length > 0 && row[0] == 0) {
      return new Small(Bytes.copyOfRange(row, 1, row.length));
    }
    if (row.length == Large.ENCODED_BYTES && row[0] == 1) {
      ByteBuffer buffer = ByteBuffer.wrap(row, 1, row.length - 1);
      byte[] id = new byte[ChunkIds.BYTES];
      buffer.get(id);
      Large large = new Large(Bytes.wrap(id), buffer.getLong(), buffer.getInt(), buffer.getInt());
      long chunks = (large.length() + CHUNK_BYTES - 1) / CHUNK_BYTES;
      if (large.length() > CHUNK_BYTES
          && large.length() <= Integer.MAX_VALUE
          && chunks == large.chunks()) {
        return large;
      }
    }
    throw new StorageException(
        Reason.CORRUPT, "A value in FoundationDB is none of this store's. bytes=" + row.length);
  }
}
