package dev.aft.storage.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * An immutable byte string with value equality, ordered byte by byte as unsigned numbers (the order
 * of keys in a {@link Store}). Thread-safe.
 */
public final class Bytes implements Comparable<Bytes> {
  /** The empty byte string: the smallest key. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] array;
  private int hash;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** A byte string over a copy of {@code array}. */
  public static Bytes copyOf(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array.clone());
  }

  /** A byte string over a copy of {@code array[from..to)}. */
  public static Bytes copyOfRange(byte[] array, int from, int to) {
    return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(array, from, to));
  }

  /**
   * A byte string over {@code array} itself, without a copy. The caller hands the array over and
   * never writes to it again.
   */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array);
  }

  /** The UTF-8 encoding of {@code text}. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Number of bytes. */
  public int length() {
    return array.length;
  }

  public boolean isEmpty() {
    return array.length == 0;
  }

  /** The byte at {@code index}, from 0. */
  public byte at(int index) {
    return array[index];
  }

  /** A copy that the caller owns. */
  public byte[] toArray() {
    return array.clone();
  }

  /**
   * The bytes themselves, without a copy, for calls that only read (native stores, encoders). The
   * caller must not write to the array.
   */
  public byte[] unsafeArray() {
    return array;
  }

  public Bytes slice(int from, int to) {
    return copyOfRange(array, from, to);
  }

  public boolean startsWith(Bytes prefix) {
    return array.length >= prefix.array.length
        && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
  }

  /** This byte string followed by {@code suffix}. */
  public Bytes concat(Bytes suffix) {
    byte[] joined = Arrays.copyOf(array, array.length + suffix.array.length);
    System.arraycopy(suffix.array, 0, joined, array.length, suffix.array.length);
    return wrap(joined);
  }

  /** The smallest byte string greater than this one: a zero byte appended. */
  public Bytes successor() {
    return wrap(Arrays.copyOf(array, array.length + 1));
  }

  /** Whether each is greater than the one before it, so that none comes twice. */
  public static boolean ascend(List<Bytes> keys) {
    for (int i = 1; i < keys.size(); i++) {
      if (keys.get(i).compareTo(keys.get(i - 1)) <= 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Bytes bytes && Arrays.equals(array, bytes.array));
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      result = hash(array);
      hash = result;
    }
    return result;
  }

  /**
   * Eight bytes at a time, each mixed into all bits: keys that count up, which differ in two or
   * three bytes, would have few different hashes otherwise.
   */
  private static int hash(byte[] bytes) {
    long mixed = bytes.length;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      mixed = mix(mixed ^ (long) LONGS.get(bytes, at));
    }
    for (; at < bytes.length; at++) {
      mixed = (mixed << 8 | mixed >>> 56) ^ (bytes[at] & 0xff);
    }
    mixed = mix(mixed);
    return (int) (mixed ^ mixed >>> 32);
  }

  private static long mix(long bits) {
    long product = bits * 0x9e37_79b9_7f4a_7c15L;
    return product ^ product >>> 29;
  }

  /** The UTF-8 reading of the bytes; malformed input is replaced. */
  public String toUtf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  /** Lower-case hexadecimal, for logs and errors. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(array);
  }
}
