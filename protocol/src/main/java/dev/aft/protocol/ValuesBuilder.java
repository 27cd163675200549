package dev.aft.protocol;

import java.util.Arrays;

/**
 * Writes a row of values in the layout of {@link Values}, each value once and in its place. Used
 * again and again: {@link #build} starts the next row. Not thread-safe.
 *
 * <p>A value is one call of an {@code append} method, or {@link #begin}, any writes to {@link
 * #out}, and {@link #end}.
 */
public final class ValuesBuilder {
  private final WireWriter out = new WireWriter(128);
  private int[] starts = new int[8];
  private int count;
  private boolean open;

  public ValuesBuilder() {
    reset();
  }

  /** Forgets what was appended since the last {@link #build}. */
  public void reset() {
    out.clearAndShrink(1 << 20);
    out.writeShort(0);
    count = 0;
    open = false;
  }

  public int count() {
    return count;
  }

  /** Bytes so far, with the row's own count. */
  public int size() {
    return out.size();
  }

  /** Where the bytes of the value begun go. */
  public WireWriter out() {
    return out;
  }

  /** Starts a value whose bytes are written to {@link #out}. */
  public ValuesBuilder begin() {
    assert !open : "a value is open already";
    open = true;
    addStart(out.writeInt(0).size());
    return this;
  }

  /** Ends the value begun. */
  public ValuesBuilder end() {
    assert open : "no value is open";
    open = false;
    int start = starts[count - 1];
    out.putInt(start - 4, out.size() - start);
    return this;
  }

  public ValuesBuilder appendNull() {
    addStart(out.writeInt(-1).size());
    return this;
  }

  public ValuesBuilder appendBytes(byte[] bytes) {
    return appendBytes(bytes, 0, bytes.length);
  }

  public ValuesBuilder appendBytes(byte[] bytes, int offset, int length) {
    addStart(out.writeInt(length).size());
    out.writeBytes(bytes, offset, length);
    return this;
  }

  /** A value of UTF-8 text. */
  public ValuesBuilder appendText(String text) {
    begin();
    out.writeUtf8(text);
    return end();
  }

  public ValuesBuilder appendInt2(short value) {
    addStart(out.writeInt(2).size());
    out.writeShort(value);
    return this;
  }

  public ValuesBuilder appendInt4(int value) {
    addStart(out.writeInt(4).size());
    out.writeInt(value);
    return this;
  }

  public ValuesBuilder appendInt8(long value) {
    addStart(out.writeInt(8).size());
    out.writeLong(value);
    return this;
  }

  public ValuesBuilder appendFloat4(float value) {
    return appendInt4(Float.floatToRawIntBits(value));
  }

  public ValuesBuilder appendFloat8(double value) {
    return appendInt8(Double.doubleToRawLongBits(value));
  }

  public ValuesBuilder appendBool(boolean value) {
    addStart(out.writeInt(1).size());
    out.writeByte(value ? 1 : 0);
    return this;
  }

  /**
   * The row; the builder starts a new one.
   *
   * @throws ProtocolException for more than 65535 values
   */
  public Values build() {
    if (count == 0) {
      return Values.EMPTY;
    }
    Values values = Values.ofChecked(finish().toByteArray(), Arrays.copyOf(starts, count));
    reset();
    return values;
  }

  /**
   * The row as it stands on the wire, for a caller who copies it at once and then calls {@link
   * #reset}.
   *
   * @throws ProtocolException for more than 65535 values
   */
  public WireWriter finish() {
    assert !open : "a value is open still";
    if (count > FrontendEncoder.MAX_COUNT) {
      throw new ProtocolException(count + " values are more than a row can hold");
    }
    out.putShort(0, count);
    return out;
  }

  private void addStart(int position) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
    }
    starts[count++] = position;
  }
}
