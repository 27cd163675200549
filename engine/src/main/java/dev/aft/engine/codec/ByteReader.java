package dev.aft.engine.codec;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote; every overrun is {@code DATA_CORRUPTED}. Not thread-safe.
 */
final class ByteReader {
  private static final char REPLACEMENT = '\ufffd';

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] array;
  private int at;

  ByteReader(byte[] array, int offset) {
    this.array = array;
    this.at = offset;
    if (offset > array.length) {
      throw corrupted("shorter than its prefix");
    }
  }

  boolean hasMore() {
    return at < array.length;
  }

  int readByte() {
    if (at >= array.length) {
      throw corrupted("ends too early");
    }
    return array[at++] & 0xff;
  }

  int readShort() {
    return (short) (readByte() << 8 | readByte());
  }

  int readInt() {
    requireMore(Integer.BYTES);
    int value = (int) INTS.get(array, at);
    at += Integer.BYTES;
    return value;
  }

  long readLong() {
    requireMore(Long.BYTES);
    long value = (long) LONGS.get(array, at);
    at += Long.BYTES;
    return value;
  }

  private void requireMore(int bytes) {
    if (array.length - at < bytes) {
      throw corrupted("ends too early");
    }
  }

  byte[] readBytes(long count) {
    if (count < 0 || count > array.length - at) {
      throw corrupted("a length beyond its end");
    }
    byte[] bytes = Arrays.copyOfRange(array, at, at + (int) count);
    at += (int) count;
    return bytes;
  }

  byte[] readRest() {
    return readBytes(array.length - at);
  }

  void skip(long count) {
    if (count < 0 || count > array.length - at) {
      throw corrupted("a length beyond its end");
    }
    at += (int) count;
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw corrupted("a number of too many bytes");
  }

  long readZigZag() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A number that a value of its type can have; a cut one would be served as another value. */
  long readZigZag(long min, long max) {
    long value = readZigZag();
    if (value < min || value > max) {
      throw corrupted("a number beyond its type");
    }
    return value;
  }

  /** Text of {@code count} bytes, see {@link #text}. */
  String readText(long count) {
    if (count < 0 || count > array.length - at) {
      throw corrupted("a length beyond its end");
    }
    String text = new String(array, at, (int) count, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      return text(readBytes(count));
    }
    at += (int) count;
    return text;
  }

  /** Text that is whole; the decoder of the platform replaces what it cannot read. */
  static String text(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0
        && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
      throw corrupted("text that is not UTF-8");
    }
    return text;
  }

  /** Reads an escaped run of bytes up to its end mark. */
  byte[] readEscaped() {
    ByteWriter plain = null;
    int start = at;
    while (true) {
      int next = readByte();
      if (next != 0) {
        if (plain != null) {
          plain.writeByte(next);
        }
        continue;
      }
      int mark = readByte();
      if (mark == KeyCodec.END) {
        return plain == null ? Arrays.copyOfRange(array, start, at - 2) : plain.toBytes().toArray();
      } else if (mark != KeyCodec.ESCAPED_ZERO) {
        throw corrupted("an unknown escape");
      }
      if (plain == null) {
        plain = new ByteWriter(array.length - start);
        plain.writeAll(Arrays.copyOfRange(array, start, at - 2));
      }
      plain.writeByte(0);
    }
  }

  static EngineException corrupted(String what) {
    return new EngineException(ErrorCode.DATA_CORRUPTED, "a stored key or row has " + what);
  }
}
