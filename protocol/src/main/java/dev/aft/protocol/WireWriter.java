package dev.aft.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte buffer in network byte order that is used again and again: {@link #clear} keeps
 * its array. Not thread-safe.
 */
public final class WireWriter {
  private static final int SHORT_TEXT = 16;

  private byte[] array;
  private int size;

  public WireWriter() {
    this(256);
  }

  public WireWriter(int initialCapacity) {
    this.array = new byte[Math.max(16, initialCapacity)];
  }

  /** The buffer itself; the first {@link #size} bytes count. Valid until the next write. */
  public byte[] array() {
    return array;
  }

  public int size() {
    return size;
  }

  /** Forgets the content. */
  public void clear() {
    size = 0;
  }

  /** Forgets the content, and the array too if it has grown beyond {@code maxCapacity}. */
  public void clearAndShrink(int maxCapacity) {
    size = 0;
    if (array.length > maxCapacity) {
      array = new byte[maxCapacity];
    }
  }

  /** Takes the content back to an earlier {@link #size}. */
  public void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(array, size);
  }

  public WireWriter writeByte(int value) {
    ensure(1);
    array[size++] = (byte) value;
    return this;
  }

  public WireWriter writeShort(int value) {
    ensure(2);
    array[size] = (byte) (value >> 8);
    array[size + 1] = (byte) value;
    size += 2;
    return this;
  }

  public WireWriter writeInt(int value) {
    ensure(4);
    putInt(size, value);
    size += 4;
    return this;
  }

  public WireWriter writeLong(long value) {
    return writeInt((int) (value >> 32)).writeInt((int) value);
  }

  public WireWriter writeBytes(byte[] bytes) {
    return writeBytes(bytes, 0, bytes.length);
  }

  public WireWriter writeBytes(byte[] bytes, int offset, int length) {
    ensure(length);
    System.arraycopy(bytes, offset, array, size, length);
    size += length;
    return this;
  }

  /** The text in UTF-8, without terminator or length. */
  public WireWriter writeUtf8(String text) {
    int length = text.length();
    if (length > SHORT_TEXT || !writeAscii(text, length)) {
      writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  /**
   * The text in UTF-8 and a zero byte.
   *
   * @throws ProtocolException for a text that has a zero character in it
   */
  public WireWriter writeCString(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new ProtocolException("text has a zero character in it");
    }
    return writeUtf8(text).writeByte(0);
  }

  /** Overwrites four bytes written before. */
  public void putInt(int position, int value) {
    array[position] = (byte) (value >> 24);
    array[position + 1] = (byte) (value >> 16);
    array[position + 2] = (byte) (value >> 8);
    array[position + 3] = (byte) value;
  }

  /** Overwrites two bytes written before. */
  public void putShort(int position, int value) {
    array[position] = (byte) (value >> 8);
    array[position + 1] = (byte) value;
  }

  private boolean writeAscii(String text, int length) {
    ensure(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return false;
      }
      array[size + i] = (byte) c;
    }
    size += length;
    return true;
  }

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > array.length) {
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, array.length * 2L);
      array = Arrays.copyOf(array, Math.max(needed, doubled));
    }
  }
}
