package dev.aft.protocol;

import java.util.Arrays;

/**
 * Reads the body of one message and believes nothing it says about itself: every shortage is a
 * {@link ProtocolException}. Not thread-safe.
 */
public final class WireReader {
  private final byte[] array;
  private final int limit;
  private int position;

  public WireReader(byte[] array, int offset, int length) {
    if (offset < 0 || length < 0 || length > array.length - offset) {
      throw new IndexOutOfBoundsException("offset=" + offset + " length=" + length);
    }
    this.array = array;
    this.position = offset;
    this.limit = offset + length;
  }

  public int remaining() {
    return limit - position;
  }

  public byte readByte() {
    require(1);
    return array[position++];
  }

  public short readShort() {
    require(2);
    position += 2;
    return (short) (array[position - 2] << 8 | (array[position - 1] & 0xff));
  }

  public int readUnsignedShort() {
    return Short.toUnsignedInt(readShort());
  }

  public int readInt() {
    require(4);
    position += 4;
    return intAt(array, position - 4);
  }

  public long readLong() {
    return ((long) readInt() << 32) | (readInt() & 0xffff_ffffL);
  }

  /** A copy of the next bytes. */
  public byte[] readBytes(int length) {
    if (length < 0) {
      throw new ProtocolException("message has a negative length inside");
    }
    require(length);
    position += length;
    return Arrays.copyOfRange(array, position - length, position);
  }

  public byte[] readRemaining() {
    return readBytes(remaining());
  }

  /** Text up to a zero byte, which is passed over. */
  public String readCString() {
    int start = position;
    int end = start;
    while (end < limit && array[end] != 0) {
      end++;
    }
    if (end == limit) {
      throw new ProtocolException("text in the message does not end");
    }
    position = end + 1;
    return end == start ? "" : Utf8.decode(array, start, end - start);
  }

  /**
   * A count of entries that the message is long enough to hold, so that nobody makes us allocate.
   */
  int readCount(int entryBytes) {
    int count = readUnsignedShort();
    if ((long) count * entryBytes > remaining()) {
      throw new ProtocolException("message announces more entries than it holds");
    }
    return count;
  }

  /** A row of values in the layout of {@link Values}, copied out. */
  public Values readValues() {
    int start = position;
    int count = readUnsignedShort();
    if (count * 4L > remaining()) {
      throw new ProtocolException("row of values announces more values than it holds");
    }
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      int length = readInt();
      starts[i] = position - start;
      if (length < -1 || length > remaining()) {
        throw new ProtocolException("value " + (i + 1) + " has an impossible length");
      }
      position += Math.max(0, length);
    }
    return count == 0
        ? Values.EMPTY
        : Values.ofChecked(Arrays.copyOfRange(array, start, position), starts);
  }

  /**
   * @throws ProtocolException if the message goes on
   */
  public void expectEnd() {
    if (position != limit) {
      throw new ProtocolException("message has " + (limit - position) + " bytes left over");
    }
  }

  static int intAt(byte[] array, int at) {
    return (array[at] & 0xff) << 24
        | (array[at + 1] & 0xff) << 16
        | (array[at + 2] & 0xff) << 8
        | (array[at + 3] & 0xff);
  }

  private void require(int bytes) {
    if (bytes > limit - position) {
      throw new ProtocolException("message is cut short");
    }
  }
}
