package dev.aft.storage.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Tells a log whose last record was torn by a power failure from a log that is damaged.
 *
 * <p>With every group forced before the next is written, a power failure can leave one record
 * unfinished: the last one, which nobody was told of. Its pages reach the disk in any order, so it
 * may have its full length and holes of zeros in it. Damage that a later record follows is
 * something else, and hits what was acknowledged.
 *
 * <p>A log is a row of blocks; records lie in one fragment or in several, and no fragment crosses
 * the end of a block. A fragment is a masked CRC-32C (of what follows the length), a length of two
 * bytes, a type, the payload; all little-endian.
 */
final class LogTail {
  private static final int BLOCK_BYTES = 32 << 10;
  private static final int HEADER_BYTES = 7;
  private static final int WHOLE_RECORD = 1;
  private static final int FIRST_FRAGMENT = 2;
  private static final int CRC_MASK_DELTA = 0xa282ead8;

  /**
   * Sequence number and count of a batch that writes nothing. Opening after a torn tail leaves such
   * a record in the next log.
   */
  private static final int EMPTY_BATCH_BYTES = 12;

  private final CRC32C crc = new CRC32C();
  private final byte[] bytes = new byte[BLOCK_BYTES];
  private final ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private boolean damageSeen;

  private LogTail() {}

  /** Whether there is damage in the log and no record begins after it. */
  static boolean isTorn(List<Path> logsOldestFirst) throws IOException {
    LogTail tail = new LogTail();
    for (Path log : logsOldestFirst) {
      if (tail.recordFollowsDamage(log)) {
        return false;
      }
    }
    return tail.damageSeen;
  }

  private boolean recordFollowsDamage(Path log) throws IOException {
    try (InputStream input = Files.newInputStream(log)) {
      for (int size; (size = input.readNBytes(bytes, 0, BLOCK_BYTES)) > 0; ) {
        int damage = damageSeen ? 0 : findDamage(size);
        damageSeen |= damage < size;
        if (recordBeginsAfter(damage, size)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where the first damaged fragment of the block begins; its size when there is none. */
  private int findDamage(int size) {
    int offset = 0;
    while (size - offset >= HEADER_BYTES) {
      if (!isFragment(offset, size)) {
        return offset;
      }
      offset += HEADER_BYTES + length(offset);
    }
    boolean trailer = size == BLOCK_BYTES;
    return trailer ? size : offset;
  }

  /** Damaged lengths lead nowhere, so a record is looked for at every byte. */
  private boolean recordBeginsAfter(int damage, int size) {
    for (int offset = damage; size - offset > HEADER_BYTES + EMPTY_BATCH_BYTES; offset++) {
      int type = bytes[offset + 6];
      if ((type == WHOLE_RECORD || type == FIRST_FRAGMENT)
          && length(offset) > EMPTY_BATCH_BYTES
          && isFragment(offset, size)) {
        return true;
      }
    }
    return false;
  }

  private int length(int offset) {
    return Short.toUnsignedInt(block.getShort(offset + 4));
  }

  private boolean isFragment(int offset, int size) {
    int length = length(offset);
    if (length > size - offset - HEADER_BYTES) {
      return false;
    }
    crc.reset();
    crc.update(bytes, offset + 6, length + 1);
    int unmasked = Integer.rotateLeft(block.getInt(offset) - CRC_MASK_DELTA, 15);
    return unmasked == (int) crc.getValue();
  }
}
