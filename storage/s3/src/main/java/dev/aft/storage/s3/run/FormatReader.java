package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.nio.charset.StandardCharsets;

/**
 * Takes the building blocks of the formats from an array, in order. Whatever does not fit fails
 * with {@code CORRUPT}, naming the object. Not thread-safe.
 */
final class FormatReader {
  private final byte[] array;
  private final int end;
  private final String object;
  private int at;

  /**
   * A reader of {@code content[from..to)}.
   *
   * @param object name for errors
   */
  FormatReader(Bytes content, int from, int to, String object) {
    this.array = content.unsafeArray();
    this.at = from;
    this.end = to;
    this.object = object;
  }

  /** Whether there is anything left. */
  boolean hasMore() {
    return at < end;
  }

  int takeByte() {
    require(1);
    return array[at++] & 0xff;
  }

  int takeInt() {
    require(Integer.BYTES);
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = (value << 8) | (array[at++] & 0xff);
    }
    return value;
  }

  long takeLong() {
    return ((long) takeInt() << 32) | (takeInt() & 0xffffffffL);
  }

  /** A varint that is not negative as a {@code long}. */
  long takeVarint() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int next = takeByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw corrupt("A number is too long.");
  }

  /** A varint that fits an {@code int}. */
  int takeSmallVarint() {
    long value = takeVarint();
    if (value > Integer.MAX_VALUE) {
      throw corrupt("A number is too large.");
    }
    return (int) value;
  }

  /** That many bytes. */
  Bytes takeRaw(int length) {
    require(length);
    at += length;
    return Bytes.copyOfRange(array, at - length, at);
  }

  /** A varint and that many bytes. */
  Bytes takeBytes() {
    return takeRaw(takeSmallVarint());
  }

  /** Like {@link #takeBytes}, copied to {@code target[to..)}; answers the length. */
  int takeBytesInto(byte[] target, int to) {
    int length = takeSmallVarint();
    require(length);
    System.arraycopy(array, at, target, to, length);
    at += length;
    return length;
  }

  /** Like {@link #takeBytes}, read as UTF-8. */
  String takeText() {
    int length = takeSmallVarint();
    require(length);
    at += length;
    return new String(array, at - length, length, StandardCharsets.UTF_8);
  }

  /** To be thrown for content that makes no sense. */
  StorageException corrupt(String what) {
    return new StorageException(Reason.CORRUPT, what + " object=" + object + " at=" + at);
  }

  private void require(int length) {
    if (length > end - at) {
      throw corrupt("The content ends too early.");
    }
  }
}
