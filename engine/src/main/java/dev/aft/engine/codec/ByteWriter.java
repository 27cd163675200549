package dev.aft.engine.codec;

import dev.aft.storage.spi.Bytes;
import java.util.Arrays;

/** A growing array of bytes, big-endian. Not thread-safe. */
final class ByteWriter {
  private byte[] array;
  private int length;

  ByteWriter(int capacity) {
    this.array = new byte[capacity];
  }

  private void reserve(int more) {
    if (array.length - length < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
    }
  }

  void writeByte(int value) {
    reserve(1);
    array[length++] = (byte) value;
  }

  void writeShort(int value) {
    writeByte(value >> 8);
    writeByte(value);
  }

  void writeInt(int value) {
    writeShort(value >> 16);
    writeShort(value);
  }

  void writeLong(long value) {
    reserve(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      array[length++] = (byte) (value >> shift);
    }
  }

  void writeAll(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, array, length, bytes.length);
    length += bytes.length;
  }

  /** Seven bits a byte, the lowest first; the high bit says that more follow. */
  void writeVarint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      writeByte((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  /** A varint in which small negative numbers are short too. */
  void writeZigZag(long value) {
    writeVarint((value << 1) ^ (value >> 63));
  }

  Bytes toBytes() {
    return Bytes.wrap(array.length == length ? array : Arrays.copyOf(array, length));
  }
}
