package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends the building blocks of the formats to a growing array. Not thread-safe. */
final class FormatWriter {
  private static final int LARGEST = Integer.MAX_VALUE - 16;
  private static final int SEVEN_BITS = 0x7f;

  private byte[] array;
  private int length;

  FormatWriter(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  /** Number of bytes so far. */
  int length() {
    return length;
  }

  FormatWriter putByte(int value) {
    reserve(1);
    array[length++] = (byte) value;
    return this;
  }

  /** Four bytes, big-endian. */
  FormatWriter putInt(int value) {
    reserve(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      array[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Eight bytes, big-endian. */
  FormatWriter putLong(long value) {
    return putInt((int) (value >>> 32)).putInt((int) value);
  }

  /** Seven bits a byte, lowest first; {@code value} is taken as unsigned. */
  FormatWriter putVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~SEVEN_BITS) != 0) {
      array[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
    return this;
  }

  /** The bytes and nothing else. */
  FormatWriter putRaw(Bytes value) {
    return putRaw(value.unsafeArray(), 0, value.length());
  }

  /** {@code source[from..to)} and nothing else. */
  FormatWriter putRaw(byte[] source, int from, int to) {
    reserve(to - from);
    System.arraycopy(source, from, array, length, to - from);
    length += to - from;
    return this;
  }

  /** The length as a varint, then the bytes. */
  FormatWriter putBytes(Bytes value) {
    return putVarint(value.length()).putRaw(value);
  }

  /** Like {@link #putBytes}, in UTF-8. */
  FormatWriter putText(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return putVarint(utf8.length).putRaw(utf8, 0, utf8.length);
  }

  /** The checksum of everything from {@code from} on. */
  FormatWriter putChecksum(int from) {
    return putInt(Checksum.of(array, from, length - from));
  }

  /** A copy of what has been written. */
  Bytes toBytes() {
    return Bytes.copyOfRange(array, 0, length);
  }

  /** Copies what has been written from {@code from} on to {@code target[at..)}. */
  void copyTo(byte[] target, int at, int from) {
    System.arraycopy(array, from, target, at, length - from);
  }

  private void reserve(int more) {
    if (more > array.length - length) {
      long wanted = Math.max((long) length + more, array.length * 3L / 2);
      array = Arrays.copyOf(array, (int) Math.min(LARGEST, wanted));
    }
  }
}
