package dev.aft.engine.codec;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the columns of a row that are not in its key, by column id. A column that the bytes do
 * not have reads as null; an id that the codec does not have is skipped, so a codec of fewer
 * columns decodes only these. Immutable and thread-safe.
 */
public final class RowCodec {
  private static final int VERSION = 1;

  /** A byte has more than two digits and a third: bounds the work for a damaged length. */
  private static final int MAX_UNSCALED_BYTES =
      (DecimalKey.MAX_INTEGER_DIGITS + DecimalKey.MAX_SCALE) * 3 / 7 + 1;

  private static final int VARINT = 0;
  private static final int FIXED_4 = 1;
  private static final int FIXED_8 = 2;
  private static final int COUNTED = 3;
  private static final int FALSE = 4;
  private static final int TRUE = 5;

  /**
   * One column.
   *
   * @param id from 1, never given to another column of the table
   * @param slot where its value is in the array of a row
   */
  public record Column(int id, SqlType type, int slot) {}

  private final List<Column> columns;
  private final Column[] ascending;

  public RowCodec(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.ascending = this.columns.toArray(new Column[0]);
    Arrays.sort(ascending, Comparator.comparingInt(Column::id));
  }

  public List<Column> columns() {
    return columns;
  }

  /** The bytes of the row's columns, read from their slots. */
  public Bytes encode(@Nullable Object[] row) {
    ByteWriter out = new ByteWriter(16 + 16 * ascending.length);
    out.writeByte(VERSION);
    for (Column column : ascending) {
      Object value = row[column.slot()];
      if (value != null) {
        writeValue(out, column, value);
      }
    }
    return out.toBytes();
  }

  private static void writeValue(ByteWriter out, Column column, Object value) {
    int id = column.id();
    switch (column.type().kind()) {
      case BOOLEAN -> tag(out, id, (Boolean) value ? TRUE : FALSE);
      case SMALLINT, INTEGER, BIGINT -> number(out, id, ((Number) value).longValue());
      case REAL -> {
        tag(out, id, FIXED_4);
        out.writeInt(Float.floatToIntBits((Float) value));
      }
      case DOUBLE_PRECISION -> eight(out, id, Double.doubleToLongBits((Double) value));
      case DECIMAL -> decimal(out, id, (BigDecimal) value);
      case CHAR, VARCHAR, TEXT ->
          counted(out, id, ((String) value).getBytes(StandardCharsets.UTF_8));
      case VARBINARY -> counted(out, id, ((Bytes) value).unsafeArray());
      case DATE -> number(out, id, ((LocalDate) value).toEpochDay());
      case TIME -> number(out, id, ((LocalTime) value).toNanoOfDay() / 1000);
      case TIMESTAMP -> eight(out, id, Timestamps.toMicros((LocalDateTime) value));
      case TIMESTAMP_WITH_TIME_ZONE -> eight(out, id, Timestamps.toMicros((Instant) value));
      case UUID -> {
        tag(out, id, COUNTED);
        out.writeVarint(16);
        out.writeLong(((UUID) value).getMostSignificantBits());
        out.writeLong(((UUID) value).getLeastSignificantBits());
      }
      case UNKNOWN -> throw new IllegalArgumentException("no column of unknown type");
    }
  }

  private static void tag(ByteWriter out, int id, int form) {
    out.writeVarint((long) id << 3 | form);
  }

  private static void number(ByteWriter out, int id, long value) {
    tag(out, id, VARINT);
    out.writeZigZag(value);
  }

  private static void eight(ByteWriter out, int id, long bits) {
    tag(out, id, FIXED_8);
    out.writeLong(bits);
  }

  private static void counted(ByteWriter out, int id, byte[] bytes) {
    tag(out, id, COUNTED);
    out.writeVarint(bytes.length);
    out.writeAll(bytes);
  }

  private static void decimal(ByteWriter out, int id, BigDecimal value) {
    ByteWriter inner = new ByteWriter(16);
    inner.writeZigZag(value.scale());
    inner.writeAll(value.unscaledValue().toByteArray());
    counted(out, id, inner.toBytes().unsafeArray());
  }

  /**
   * Puts the values of the columns into their slots of {@code row}; null where the bytes have none.
   *
   * @throws EngineException {@code DATA_CORRUPTED}, also for bytes of a newer format
   */
  public void decode(Bytes bytes, @Nullable Object[] row) {
    ByteReader in = new ByteReader(bytes.unsafeArray(), 0);
    int version = in.readByte();
    if (version != VERSION) {
      throw new EngineException(
          ErrorCode.DATA_CORRUPTED,
          "a row has format version " + version + ", this node reads " + VERSION);
    }
    for (Column column : ascending) {
      row[column.slot()] = null;
    }
    int next = 0;
    while (next < ascending.length && in.hasMore()) {
      long tag = in.readVarint();
      long id = tag >>> 3;
      while (next < ascending.length && ascending[next].id() < id) {
        next++;
      }
      if (next < ascending.length && ascending[next].id() == id) {
        Column column = ascending[next++];
        row[column.slot()] = readValue(in, (int) (tag & 7), column.type());
      } else {
        skip(in, (int) (tag & 7));
      }
    }
  }

  private static void skip(ByteReader in, int form) {
    switch (form) {
      case VARINT -> in.readVarint();
      case FIXED_4 -> in.skip(4);
      case FIXED_8 -> in.skip(8);
      case COUNTED -> in.skip(in.readVarint());
      case FALSE, TRUE -> {}
      default -> throw ByteReader.corrupted("a value of unknown form");
    }
  }

  private static Object readValue(ByteReader in, int form, SqlType type) {
    expect(form, type);
    return switch (type.kind()) {
      case BOOLEAN -> form == TRUE;
      case SMALLINT -> (short) in.readZigZag(Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER -> (int) in.readZigZag(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> in.readZigZag();
      case REAL -> Float.intBitsToFloat(in.readInt());
      case DOUBLE_PRECISION -> Double.longBitsToDouble(in.readLong());
      case DECIMAL -> readDecimal(in);
      case CHAR, VARCHAR, TEXT -> in.readText(in.readVarint());
      case VARBINARY -> Bytes.wrap(in.readBytes(in.readVarint()));
      case DATE -> Timestamps.date(in.readZigZag());
      case TIME -> Timestamps.time(in.readZigZag());
      case TIMESTAMP -> Timestamps.local(in.readLong());
      case TIMESTAMP_WITH_TIME_ZONE -> Timestamps.instant(in.readLong());
      case UUID -> readUuid(in);
      case UNKNOWN -> throw new IllegalArgumentException("no column of unknown type");
    };
  }

  private static void expect(int form, SqlType type) {
    boolean right =
        switch (type.kind()) {
          case BOOLEAN -> form == TRUE || form == FALSE;
          case SMALLINT, INTEGER, BIGINT, DATE, TIME -> form == VARINT;
          case REAL -> form == FIXED_4;
          case DOUBLE_PRECISION, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> form == FIXED_8;
          default -> form == COUNTED;
        };
    if (!right) {
      throw ByteReader.corrupted("a value of another type than its column, " + type);
    }
  }

  private static BigDecimal readDecimal(ByteReader in) {
    ByteReader inner = new ByteReader(in.readBytes(in.readVarint()), 0);
    int scale = (int) inner.readZigZag(-DecimalKey.MAX_INTEGER_DIGITS, DecimalKey.MAX_SCALE);
    byte[] unscaled = inner.readRest();
    if (unscaled.length == 0 || unscaled.length > MAX_UNSCALED_BYTES) {
      throw ByteReader.corrupted("a decimal without digits, or with too many");
    }
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  private static UUID readUuid(ByteReader in) {
    if (in.readVarint() != 16) {
      throw ByteReader.corrupted("a UUID that has not 16 bytes");
    }
    return new UUID(in.readLong(), in.readLong());
  }
}
