package dev.aft.engine.codec;

import dev.aft.engine.type.SqlType;
import dev.aft.engine.type.SqlType.Kind;
import dev.aft.engine.type.ValueComparator;
import dev.aft.storage.spi.Bytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the values of key columns so that the unsigned byte order of the keys is the order of the
 * values, column by column. No value may be null. Immutable and thread-safe.
 */
public final class KeyCodec {
  static final int END = 0;
  static final int ESCAPED_ZERO = 0xff;

  private final List<SqlType> types;
  private final SqlType[] ordered;

  public KeyCodec(List<SqlType> types) {
    this.types = List.copyOf(types);
    this.ordered = this.types.toArray(new SqlType[0]);
  }

  public List<SqlType> types() {
    return types;
  }

  /** The key of these values: one for each column. */
  public Bytes encode(Bytes prefix, Object... values) {
    return encodePrefix(prefix, values, types.size());
  }

  /**
   * The key of the first {@code count} columns: a prefix of every key with the same first values,
   * and of no other.
   *
   * @param prefix goes before the first column: the table
   */
  public Bytes encodePrefix(Bytes prefix, Object[] values, int count) {
    return write(prefix, values, count).toBytes();
  }

  /**
   * What every key begins with whose first {@code count} columns have these values and whose next
   * column, a TEXT, VARCHAR or VARBINARY, begins with {@code start}.
   */
  public Bytes encodeStart(Bytes prefix, Object[] values, int count, Bytes start) {
    ByteWriter out = write(prefix, values, count);
    writeEscaped(out, start.unsafeArray());
    return out.toBytes();
  }

  private ByteWriter write(Bytes prefix, Object[] values, int count) {
    ByteWriter out = new ByteWriter(prefix.length() + 16 * count + 16);
    out.writeAll(prefix.unsafeArray());
    for (int i = 0; i < count; i++) {
      writeValue(out, types.get(i).kind(), values[i]);
    }
    return out;
  }

  private static void writeValue(ByteWriter out, Kind kind, Object value) {
    switch (kind) {
      case BOOLEAN -> out.writeByte((Boolean) value ? 1 : 0);
      case SMALLINT -> out.writeShort((Short) value ^ Short.MIN_VALUE);
      case INTEGER -> out.writeInt((Integer) value ^ Integer.MIN_VALUE);
      case BIGINT -> out.writeLong((Long) value ^ Long.MIN_VALUE);
      case REAL -> writeReal(out, (Float) value);
      case DOUBLE_PRECISION -> writeDouble(out, (Double) value);
      case DECIMAL -> DecimalKey.write(out, (BigDecimal) value);
      case CHAR -> writeText(out, ValueComparator.withoutTrailingBlanks((String) value));
      case VARCHAR, TEXT -> writeText(out, (String) value);
      case VARBINARY -> {
        writeEscaped(out, ((Bytes) value).unsafeArray());
        out.writeShort(END);
      }
      case DATE ->
          out.writeInt(Math.toIntExact(((LocalDate) value).toEpochDay()) ^ Integer.MIN_VALUE);
      case TIME -> out.writeLong(((LocalTime) value).toNanoOfDay() / 1000);
      case TIMESTAMP -> out.writeLong(Timestamps.toMicros((LocalDateTime) value) ^ Long.MIN_VALUE);
      case TIMESTAMP_WITH_TIME_ZONE ->
          out.writeLong(Timestamps.toMicros((Instant) value) ^ Long.MIN_VALUE);
      case UUID -> {
        out.writeLong(((UUID) value).getMostSignificantBits());
        out.writeLong(((UUID) value).getLeastSignificantBits());
      }
      case UNKNOWN -> throw new IllegalArgumentException("no key of unknown type");
    }
  }

  private static void writeText(ByteWriter out, String text) {
    writeEscaped(out, text.getBytes(StandardCharsets.UTF_8));
    out.writeShort(END);
  }

  private static void writeEscaped(ByteWriter out, byte[] bytes) {
    int zero = 0;
    while (zero < bytes.length && bytes[zero] != 0) {
      zero++;
    }
    if (zero == bytes.length) {
      out.writeAll(bytes);
      return;
    }
    for (byte next : bytes) {
      out.writeByte(next);
      if (next == 0) {
        out.writeByte(ESCAPED_ZERO);
      }
    }
  }

  /** Negative numbers with all bits turned, the others with the sign bit turned; one zero. */
  private static void writeDouble(ByteWriter out, double value) {
    long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
    out.writeLong(bits ^ (bits >> 63 | Long.MIN_VALUE));
  }

  private static void writeReal(ByteWriter out, float value) {
    int bits = Float.floatToIntBits(value == 0 ? 0.0f : value);
    out.writeInt(bits ^ (bits >> 31 | Integer.MIN_VALUE));
  }

  /**
   * The values of a key, each of the class of its type. A DECIMAL without a declared scale comes
   * back without trailing zeros, a zero of REAL or DOUBLE PRECISION as 0.
   *
   * @param offset where the first column starts: the length of the prefix
   * @throws dev.aft.engine.EngineException {@code DATA_CORRUPTED}
   */
  public Object[] decode(Bytes key, int offset) {
    Object[] values = new Object[ordered.length];
    ByteReader in = new ByteReader(key.unsafeArray(), offset);
    for (int i = 0; i < ordered.length; i++) {
      values[i] = readValue(in, ordered[i]);
    }
    requireEnd(in);
    return values;
  }

  /**
   * Like {@link #decode(Bytes, int)}, straight into a row.
   *
   * @param slots where the value of each column goes
   */
  public void decode(Bytes key, int offset, @Nullable Object[] row, int[] slots) {
    ByteReader in = new ByteReader(key.unsafeArray(), offset);
    for (int i = 0; i < ordered.length; i++) {
      row[slots[i]] = readValue(in, ordered[i]);
    }
    requireEnd(in);
  }

  private static void requireEnd(ByteReader in) {
    if (in.hasMore()) {
      throw ByteReader.corrupted("bytes beyond its last column");
    }
  }

  private static Object readValue(ByteReader in, SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> readBoolean(in);
      case SMALLINT -> (short) (in.readShort() ^ Short.MIN_VALUE);
      case INTEGER -> in.readInt() ^ Integer.MIN_VALUE;
      case BIGINT -> in.readLong() ^ Long.MIN_VALUE;
      case REAL -> readReal(in.readInt());
      case DOUBLE_PRECISION -> readDouble(in.readLong());
      case DECIMAL -> DecimalKey.read(in, type);
      case CHAR -> padded(readText(in), type.length());
      case VARCHAR, TEXT -> readText(in);
      case VARBINARY -> Bytes.wrap(in.readEscaped());
      case DATE -> Timestamps.date(in.readInt() ^ Integer.MIN_VALUE);
      case TIME -> Timestamps.time(in.readLong());
      case TIMESTAMP -> Timestamps.local(in.readLong() ^ Long.MIN_VALUE);
      case TIMESTAMP_WITH_TIME_ZONE -> Timestamps.instant(in.readLong() ^ Long.MIN_VALUE);
      case UUID -> new UUID(in.readLong(), in.readLong());
      case UNKNOWN -> throw new IllegalArgumentException("no key of unknown type");
    };
  }

  private static boolean readBoolean(ByteReader in) {
    int value = in.readByte();
    if (value > 1) {
      throw ByteReader.corrupted("a boolean that is neither");
    }
    return value == 1;
  }

  private static String readText(ByteReader in) {
    return ByteReader.text(in.readEscaped());
  }

  private static String padded(String text, int length) {
    int missing = length - text.codePointCount(0, text.length());
    return missing > 0 ? text + " ".repeat(missing) : text;
  }

  private static double readDouble(long encoded) {
    return Double.longBitsToDouble(encoded ^ (~encoded >> 63 | Long.MIN_VALUE));
  }

  private static float readReal(int encoded) {
    return Float.intBitsToFloat(encoded ^ (~encoded >> 31 | Integer.MIN_VALUE));
  }
}
