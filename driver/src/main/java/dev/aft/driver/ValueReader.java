package dev.aft.driver;

import dev.aft.protocol.BinaryValues;
import dev.aft.protocol.InvalidValueException;
import dev.aft.protocol.ProtocolException;
import dev.aft.protocol.TypeId;
import dev.aft.protocol.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads values of rows in the Java classes that JDBC's getters want. */
final class ValueReader {
  private final Columns columns;
  private final Supplier<ZoneId> zone;

  /**
   * @param zone of the session, asked for only when a conversion needs it
   */
  ValueReader(Columns columns, Supplier<ZoneId> zone) {
    this.columns = columns;
    this.zone = zone;
  }

  /** The value in its own class; the caller has made sure that it is not null. */
  Object value(Values row, int index) throws SQLException {
    try {
      return BinaryValues.decode(columns.typeId(index), row, index);
    } catch (InvalidValueException e) {
      throw SqlErrors.of(e.sqlState(), String.valueOf(e.getMessage()), e);
    }
  }

  int intValue(Values row, int index) throws SQLException {
    return columns.typeId(index) == TypeId.INT4
        ? row.int4(index)
        : (int) Conversions.toWhole(value(row, index), Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
  }

  long longValue(Values row, int index) throws SQLException {
    return columns.typeId(index) == TypeId.INT8
        ? row.int8(index)
        : Conversions.toWhole(value(row, index), Long.MIN_VALUE, Long.MAX_VALUE, "long");
  }

  String text(Values row, int index) throws SQLException {
    return switch (columns.typeId(index)) {
      case TypeId.TEXT, TypeId.VARCHAR, TypeId.BPCHAR, TypeId.UNKNOWN -> plainText(row, index);
      default -> Conversions.toText(value(row, index), columns.typeId(index), zone.get());
    };
  }

  private static String plainText(Values row, int index) throws SQLException {
    try {
      return row.text(index);
    } catch (ProtocolException e) {
      throw SqlErrors.of("22021", "the value is not valid UTF-8", e);
    }
  }

  Date date(Object value, @Nullable Calendar calendar) throws SQLException {
    if (value instanceof LocalTime) {
      throw SqlErrors.notConvertible(value, "a date");
    }
    LocalDate date = Conversions.toLocalDate(value, zoneOf(calendar));
    return calendar == null
        ? Date.valueOf(date)
        : new Date(millis(date.atStartOfDay(), zoneOf(calendar)));
  }

  Time time(Object value, @Nullable Calendar calendar) throws SQLException {
    LocalTime time = Conversions.toLocalTime(value, zoneOf(calendar));
    ZoneId target = calendar == null ? ZoneId.systemDefault() : zoneOf(calendar);
    return new Time(millis(time.atDate(LocalDate.EPOCH), target));
  }

  Timestamp timestamp(Object value, @Nullable Calendar calendar) throws SQLException {
    if (value instanceof Instant instant) {
      return Timestamp.from(instant);
    }
    LocalDateTime dateTime = Conversions.toLocalDateTime(value, zone.get());
    return calendar == null
        ? Timestamp.valueOf(dateTime)
        : Timestamp.from(dateTime.atZone(zoneOf(calendar)).toInstant());
  }

  private static long millis(LocalDateTime dateTime, ZoneId zone) {
    return dateTime.atZone(zone).toInstant().toEpochMilli();
  }

  private ZoneId zoneOf(@Nullable Calendar calendar) {
    return calendar == null ? zone.get() : calendar.getTimeZone().toZoneId();
  }

  /** The value in the class that JDBC gives for its type. */
  Object standard(Values row, int index) throws SQLException {
    Object value = value(row, index);
    if (value instanceof Short number) {
      return (int) number;
    }
    if (value instanceof LocalDate) {
      return date(value, null);
    }
    if (value instanceof LocalTime) {
      return time(value, null);
    }
    if (value instanceof LocalDateTime) {
      return timestamp(value, null);
    }
    return value instanceof Instant instant ? offsetDateTime(instant) : value;
  }

  private OffsetDateTime offsetDateTime(Instant instant) {
    return OffsetDateTime.ofInstant(instant, zone.get());
  }

  /**
   * The value as {@code type}, which {@link java.sql.ResultSet#getObject(int, Class)} was given.
   */
  Object as(Values row, int index, Class<?> type) throws SQLException {
    if (type == String.class) {
      return text(row, index);
    }
    if (type == Object.class) {
      return standard(row, index);
    }
    if (type == Clob.class || type == NClob.class) {
      return new MemoryClob(text(row, index));
    }
    Object value = value(row, index);
    Object converted = asNumber(value, type);
    if (converted == null) {
      converted = asTime(value, type);
    }
    if (converted == null) {
      converted = asOther(value, type);
    }
    if (converted == null) {
      throw SqlErrors.notConvertible(value, type.getName());
    }
    return converted;
  }

  private static @Nullable Object asNumber(Object value, Class<?> type) throws SQLException {
    if (type == Integer.class || type == int.class) {
      return (int) Conversions.toWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    } else if (type == Long.class || type == long.class) {
      return Conversions.toWhole(value, Long.MIN_VALUE, Long.MAX_VALUE, "long");
    } else if (type == Short.class || type == short.class) {
      return (short) Conversions.toWhole(value, Short.MIN_VALUE, Short.MAX_VALUE, "short");
    } else if (type == Byte.class || type == byte.class) {
      return (byte) Conversions.toWhole(value, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    } else if (type == Double.class || type == double.class) {
      return Conversions.toDouble(value, "double");
    } else if (type == Float.class || type == float.class) {
      return Conversions.toFloat(value);
    } else if (type == BigDecimal.class || type == Number.class) {
      return Conversions.toDecimal(value, "BigDecimal");
    }
    return type == BigInteger.class ? Conversions.toBigInteger(value) : null;
  }

  private @Nullable Object asTime(Object value, Class<?> type) throws SQLException {
    if (type == LocalDate.class) {
      return Conversions.toLocalDate(value, zone.get());
    } else if (type == LocalTime.class) {
      return Conversions.toLocalTime(value, zone.get());
    } else if (type == LocalDateTime.class) {
      return Conversions.toLocalDateTime(value, zone.get());
    } else if (type == Instant.class) {
      return Conversions.toInstant(value, zone.get());
    } else if (type == OffsetDateTime.class) {
      return offsetDateTime(Conversions.toInstant(value, zone.get()));
    } else if (type == ZonedDateTime.class) {
      return Conversions.toInstant(value, zone.get()).atZone(zone.get());
    } else if (type == OffsetTime.class) {
      return offsetDateTime(Conversions.toInstant(value, zone.get())).toOffsetTime();
    } else if (type == Date.class) {
      return date(value, null);
    } else if (type == Time.class) {
      return time(value, null);
    }
    return type == Timestamp.class || type == java.util.Date.class ? timestamp(value, null) : null;
  }

  private static @Nullable Object asOther(Object value, Class<?> type) throws SQLException {
    if (type == Boolean.class || type == boolean.class) {
      return Conversions.toBoolean(value);
    } else if (type == UUID.class) {
      return Conversions.toUuid(value);
    } else if (type == Blob.class) {
      return new MemoryBlob(Conversions.toBytes(value).clone());
    }
    return type == byte[].class ? Conversions.toBytes(value) : null;
  }
}
