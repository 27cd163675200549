package dev.aft.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable row of nullable byte strings in the layout of DataRow and Bind: a 16-bit count, then
 * for each value a 32-bit length (-1 for null) and the bytes. Kept encoded, so that a row crosses a
 * socket as one copy and an embedded connection as none. Thread-safe.
 */
public final class Values {
  /** No values. */
  public static final Values EMPTY = new Values(new byte[] {0, 0}, new int[0]);

  private final byte[] encoded;
  private final int[] starts;

  private Values(byte[] encoded, int[] starts) {
    this.encoded = encoded;
    this.starts = starts;
  }

  /**
   * Takes {@code encoded}, which the caller hands over, and checks that it is well formed and used
   * to the last byte.
   *
   * @throws ProtocolException if it is not
   */
  public static Values ofEncoded(byte[] encoded) {
    if (encoded.length < 2) {
      throw new ProtocolException("row of values is cut short");
    }
    ByteBuffer in = ByteBuffer.wrap(encoded);
    int count = Short.toUnsignedInt(in.getShort());
    if (count * 4L > in.remaining()) {
      throw new ProtocolException("row of values announces more values than it holds");
    }
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      if (in.remaining() < 4) {
        throw new ProtocolException("row of values is cut short");
      }
      starts[i] = in.position() + 4;
      int length = in.getInt();
      if (length < -1 || length > in.remaining()) {
        throw new ProtocolException("value " + (i + 1) + " has an impossible length");
      }
      if (length > 0) {
        in.position(in.position() + length);
      }
    }
    if (in.hasRemaining()) {
      throw new ProtocolException("row of values has bytes left over");
    }
    return new Values(encoded, starts);
  }

  /** Trusts the caller that {@code starts} describes {@code encoded}. */
  static Values ofChecked(byte[] encoded, int[] starts) {
    return new Values(encoded, starts);
  }

  /** Number of values, nulls included. */
  public int size() {
    return starts.length;
  }

  /**
   * @param index from 0
   */
  public boolean isNull(int index) {
    return lengthAt(index) < 0;
  }

  /** Where value {@code index} starts in {@link #encoded}. */
  public int start(int index) {
    return starts[index];
  }

  /** The number of bytes of value {@code index}; -1 for null. */
  public int lengthAt(int index) {
    return WireReader.intAt(encoded, starts[index] - 4);
  }

  /**
   * Value {@code index}, which is UTF-8 text.
   *
   * @throws IllegalStateException for a null
   * @throws ProtocolException for bytes that are not UTF-8
   */
  public String text(int index) {
    return Utf8.decode(encoded, starts[index], requireLength(index, -1));
  }

  /**
   * Value {@code index}, which is a binary smallint.
   *
   * @throws IllegalStateException for a null
   * @throws ProtocolException if it does not have two bytes
   */
  public short int2(int index) {
    requireLength(index, 2);
    int at = starts[index];
    return (short) (encoded[at] << 8 | (encoded[at + 1] & 0xff));
  }

  /** Like {@link #int2} for a binary integer of four bytes. */
  public int int4(int index) {
    requireLength(index, 4);
    return WireReader.intAt(encoded, starts[index]);
  }

  /** Like {@link #int2} for a binary bigint of eight bytes. */
  public long int8(int index) {
    requireLength(index, 8);
    int at = starts[index];
    return (long) WireReader.intAt(encoded, at) << 32
        | (WireReader.intAt(encoded, at + 4) & 0xffff_ffffL);
  }

  /** Like {@link #int2} for a binary real of four bytes. */
  public float float4(int index) {
    return Float.intBitsToFloat(int4(index));
  }

  /** Like {@link #int2} for a binary double of eight bytes. */
  public double float8(int index) {
    return Double.longBitsToDouble(int8(index));
  }

  private int requireLength(int index, int expected) {
    int length = lengthAt(index);
    if (length < 0) {
      throw new IllegalStateException("value " + index + " is null");
    }
    if (expected >= 0 && length != expected) {
      throw new ProtocolException("value has " + length + " bytes instead of " + expected);
    }
    return length;
  }

  /** A copy of value {@code index} that the caller owns, or null. */
  public byte @Nullable [] copy(int index) {
    int length = lengthAt(index);
    return length < 0 ? null : Arrays.copyOfRange(encoded, starts[index], starts[index] + length);
  }

  /** The whole row as it stands on the wire. The caller only reads it. */
  public byte[] encoded() {
    return encoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Values values && Arrays.equals(encoded, values.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  /** The number of values and bytes only: values are data and stay out of logs. */
  @Override
  public String toString() {
    return "Values[count=" + size() + ", bytes=" + encoded.length + "]";
  }
}
