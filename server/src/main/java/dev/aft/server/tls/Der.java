package dev.aft.server.tls;

import java.io.ByteArrayOutputStream;

/** The little of the distinguished encoding rules (X.690) that old private keys need. */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;

  /** The context-specific, constructed tag 0. */
  static final int CONTEXT_0 = 0xA0;

  private static final int LONG_FORM = 0x80;
  private static final int MAX_LENGTH_BYTES = 3;

  private Der() {}

  /** One value: tag, length and the contents one after the other. */
  static byte[] encode(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    writeLength(out, length);
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < LONG_FORM) {
      out.write(length);
    } else if (length < 1 << 8) {
      out.write(LONG_FORM | 1);
      out.write(length);
    } else {
      out.write(LONG_FORM | 2);
      out.write(length >> 8);
      out.write(length);
    }
  }

  /** Reads values one after the other; every mistake is an {@link IllegalArgumentException}. */
  static final class Reader {
    private final byte[] bytes;
    private int position;
    private final int end;

    Reader(byte[] bytes) {
      this(bytes, 0, bytes.length);
    }

    private Reader(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      this.position = from;
      this.end = to;
    }

    boolean hasNext() {
      return position < end;
    }

    int peekTag() {
      return next(position);
    }

    /** Enters the next value, which must have this tag; this reader goes on behind it. */
    Reader enter(int tag) {
      if (next(position) != tag) {
        throw new IllegalArgumentException("not the expected structure");
      }
      return enterAny();
    }

    /** Enters the next value, whatever it is. */
    Reader enterAny() {
      position++;
      int length = readLength();
      if (length < 0 || length > end - position) {
        throw new IllegalArgumentException("cut short");
      }
      Reader content = new Reader(bytes, position, position + length);
      position += length;
      return content;
    }

    /** What has not been read. */
    byte[] rest() {
      return java.util.Arrays.copyOfRange(bytes, position, end);
    }

    private int readLength() {
      int first = next(position++);
      if (first < LONG_FORM) {
        return first;
      }
      int count = first - LONG_FORM;
      if (count == 0 || count > MAX_LENGTH_BYTES) {
        throw new IllegalArgumentException("impossible length");
      }
      int length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | next(position++);
      }
      return length;
    }

    private int next(int at) {
      if (at >= end) {
        throw new IllegalArgumentException("cut short");
      }
      return bytes[at] & 0xFF;
    }
  }
}
