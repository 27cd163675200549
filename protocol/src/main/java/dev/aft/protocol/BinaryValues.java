package dev.aft.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;

/**
 * The binary form of values (PostgreSQL's {@code typsend} and {@code typreceive}). Stateless.
 *
 * <p>Classes of values: Boolean, Short, Integer, Long, Float, Double, BigDecimal, String, byte[],
 * LocalDate, LocalTime, LocalDateTime, Instant (OffsetDateTime is taken too) and UUID. Times are
 * cut to whole microseconds.
 */
public final class BinaryValues {
  static final long MICROS_PER_SECOND = 1_000_000;
  static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

  /** 2000-01-01, where PostgreSQL counts from, in seconds since 1970-01-01. */
  static final long EPOCH_SECONDS = 946_684_800;

  static final long EPOCH_DAYS = EPOCH_SECONDS / 86_400;

  private BinaryValues() {}

  /**
   * Appends a value to a row.
   *
   * @param value of the class of the type
   * @throws ClassCastException if it is of another class
   */
  public static void append(ValuesBuilder out, int typeId, Object value) {
    switch (typeId) {
      case TypeId.BOOL -> out.appendBool((Boolean) value);
      case TypeId.INT2 -> out.appendInt2((Short) value);
      case TypeId.INT4 -> out.appendInt4((Integer) value);
      case TypeId.INT8 -> out.appendInt8((Long) value);
      case TypeId.FLOAT4 -> out.appendFloat4((Float) value);
      case TypeId.FLOAT8 -> out.appendFloat8((Double) value);
      case TypeId.NUMERIC -> {
        out.begin();
        BinaryNumeric.write((BigDecimal) value, out.out());
        out.end();
      }
      case TypeId.BYTEA -> out.appendBytes((byte[]) value);
      case TypeId.DATE ->
          out.appendInt4(Math.toIntExact(((LocalDate) value).toEpochDay() - EPOCH_DAYS));
      case TypeId.TIME -> out.appendInt8(((LocalTime) value).toNanoOfDay() / 1000);
      case TypeId.TIMESTAMP ->
          out.appendInt8(micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
      case TypeId.TIMESTAMPTZ -> {
        Instant instant =
            value instanceof OffsetDateTime dateTime ? dateTime.toInstant() : (Instant) value;
        out.appendInt8(micros(instant));
      }
      case TypeId.UUID -> {
        UUID uuid = (UUID) value;
        out.begin();
        out.out().writeLong(uuid.getMostSignificantBits());
        out.out().writeLong(uuid.getLeastSignificantBits());
        out.end();
      }
      default -> out.appendText((String) value);
    }
  }

  /**
   * Value {@code index} of a row.
   *
   * @throws IllegalStateException for a null
   * @throws InvalidValueException if the bytes are not a value of the type
   */
  public static Object decode(int typeId, Values values, int index) {
    if (values.isNull(index)) {
      throw new IllegalStateException("value " + index + " is null");
    }
    return decode(typeId, values.encoded(), values.start(index), values.lengthAt(index));
  }

  /**
   * Reads one value. A type this class does not know is read as text.
   *
   * @throws InvalidValueException if the bytes are not a value of the type
   */
  public static Object decode(int typeId, byte[] array, int offset, int length) {
    return switch (typeId) {
      case TypeId.BOOL -> byteAt(array, offset, length) != 0;
      case TypeId.INT2 -> int2(array, offset, length);
      case TypeId.INT4 -> int4(array, offset, length);
      case TypeId.INT8 -> int8(array, offset, length);
      case TypeId.FLOAT4 -> Float.intBitsToFloat(int4(array, offset, length));
      case TypeId.FLOAT8 -> Double.longBitsToDouble(int8(array, offset, length));
      case TypeId.NUMERIC -> BinaryNumeric.read(array, offset, length);
      case TypeId.BYTEA -> Arrays.copyOfRange(array, offset, offset + length);
      case TypeId.DATE -> date(int4(array, offset, length));
      case TypeId.TIME -> time(int8(array, offset, length));
      case TypeId.TIMESTAMP -> timestamp(int8(array, offset, length));
      case TypeId.TIMESTAMPTZ -> timestamp(int8(array, offset, length)).toInstant(ZoneOffset.UTC);
      case TypeId.UUID -> {
        requireLength(length, 16);
        yield new UUID(longAt(array, offset), longAt(array, offset + 8));
      }
      default -> text(array, offset, length);
    };
  }

  /**
   * Text as a value: UTF-8 without zero bytes.
   *
   * @throws InvalidValueException 22021
   */
  public static String text(byte[] array, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (array[i] == 0) {
        throw new InvalidValueException(
            SqlState.CHARACTER_NOT_IN_REPERTOIRE, "text cannot hold a zero byte");
      }
    }
    try {
      return Utf8.decode(array, offset, length);
    } catch (ProtocolException e) {
      throw new InvalidValueException(e.sqlState(), "text is not valid UTF-8");
    }
  }

  private static long micros(Instant instant) {
    long seconds = Math.multiplyExact(instant.getEpochSecond() - EPOCH_SECONDS, MICROS_PER_SECOND);
    return Math.addExact(seconds, instant.getNano() / 1000);
  }

  private static LocalDate date(int days) {
    if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
      throw outOfRange("infinite dates are not supported");
    }
    return LocalDate.ofEpochDay(days + EPOCH_DAYS);
  }

  private static LocalTime time(long micros) {
    if (micros < 0 || micros >= MICROS_PER_DAY) {
      throw outOfRange("time of day is out of range");
    }
    return LocalTime.ofNanoOfDay(micros * 1000);
  }

  private static LocalDateTime timestamp(long micros) {
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      throw outOfRange("infinite timestamps are not supported");
    }
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND) + EPOCH_SECONDS,
        (int) Math.floorMod(micros, MICROS_PER_SECOND) * 1000,
        ZoneOffset.UTC);
  }

  private static InvalidValueException outOfRange(String message) {
    return new InvalidValueException(SqlState.DATETIME_OUT_OF_RANGE, message);
  }

  private static byte byteAt(byte[] array, int offset, int length) {
    requireLength(length, 1);
    return array[offset];
  }

  private static short int2(byte[] array, int offset, int length) {
    requireLength(length, 2);
    return (short) (array[offset] << 8 | (array[offset + 1] & 0xff));
  }

  private static int int4(byte[] array, int offset, int length) {
    requireLength(length, 4);
    return WireReader.intAt(array, offset);
  }

  private static long int8(byte[] array, int offset, int length) {
    requireLength(length, 8);
    return longAt(array, offset);
  }

  private static long longAt(byte[] array, int offset) {
    return (long) WireReader.intAt(array, offset) << 32
        | (WireReader.intAt(array, offset + 4) & 0xffff_ffffL);
  }

  private static void requireLength(int length, int expected) {
    if (length != expected) {
      throw new InvalidValueException(
          SqlState.INVALID_BINARY, "binary value has " + length + " bytes instead of " + expected);
    }
  }
}
