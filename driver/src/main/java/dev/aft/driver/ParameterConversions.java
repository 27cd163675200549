package dev.aft.driver;

import dev.aft.protocol.TextValues;
import dev.aft.protocol.TypeId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From what a setter is given to the class of a type (JDBC specification, tables B-4 and B-5). */
final class ParameterConversions {
  /** A value with its type: text when that is UNSPECIFIED. */
  record Typed(int typeId, Object value) {}

  private ParameterConversions() {}

  /**
   * The type to declare for one of {@link Types}; UNSPECIFIED leaves it to the server.
   *
   * @throws SQLException HYC00 for types the dialect does not have
   */
  static int typeIdOf(int sqlType) throws SQLException {
    return switch (sqlType) {
      case Types.BIT, Types.BOOLEAN -> TypeId.BOOL;
      case Types.TINYINT, Types.SMALLINT -> TypeId.INT2;
      case Types.INTEGER -> TypeId.INT4;
      case Types.BIGINT -> TypeId.INT8;
      case Types.REAL -> TypeId.FLOAT4;
      case Types.FLOAT, Types.DOUBLE -> TypeId.FLOAT8;
      case Types.NUMERIC, Types.DECIMAL -> TypeId.NUMERIC;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> TypeId.BYTEA;
      case Types.DATE -> TypeId.DATE;
      case Types.TIME -> TypeId.TIME;
      case Types.TIMESTAMP -> TypeId.TIMESTAMP;
      case Types.TIMESTAMP_WITH_TIMEZONE -> TypeId.TIMESTAMPTZ;
      case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR -> TypeId.UNSPECIFIED;
      case Types.NCHAR, Types.NVARCHAR, Types.LONGNVARCHAR -> TypeId.UNSPECIFIED;
      case Types.CLOB, Types.NCLOB, Types.NULL, Types.OTHER, Types.JAVA_OBJECT ->
          TypeId.UNSPECIFIED;
      default -> throw SqlErrors.notSupported("the JDBC type " + sqlType);
    };
  }

  /** The type that follows from the class of the value. */
  static Typed typed(Object value) throws SQLException {
    if (value instanceof String || value instanceof Character || value instanceof Enum<?>) {
      return new Typed(TypeId.UNSPECIFIED, value.toString());
    } else if (value instanceof Integer) {
      return new Typed(TypeId.INT4, value);
    } else if (value instanceof Long) {
      return new Typed(TypeId.INT8, value);
    } else if (value instanceof Short || value instanceof Byte) {
      return new Typed(TypeId.INT2, ((Number) value).shortValue());
    } else if (value instanceof Boolean) {
      return new Typed(TypeId.BOOL, value);
    } else if (value instanceof Double) {
      return new Typed(TypeId.FLOAT8, value);
    } else if (value instanceof Float) {
      return new Typed(TypeId.FLOAT4, value);
    } else if (value instanceof BigDecimal) {
      return new Typed(TypeId.NUMERIC, value);
    } else if (value instanceof byte[] bytes) {
      return new Typed(TypeId.BYTEA, bytes.clone());
    } else if (value instanceof UUID) {
      return new Typed(TypeId.UUID, value);
    } else if (value instanceof BigInteger number) {
      return new Typed(TypeId.NUMERIC, new BigDecimal(number));
    } else if (value instanceof Blob blob) {
      return new Typed(TypeId.BYTEA, blob.getBytes(1, MemoryBlob.length(blob.length())));
    } else if (value instanceof Clob clob) {
      int length = MemoryBlob.length(clob.length());
      return new Typed(TypeId.UNSPECIFIED, clob.getSubString(1, length));
    }
    return typedTime(value);
  }

  private static Typed typedTime(Object value) throws SQLException {
    if (value instanceof LocalDate) {
      return new Typed(TypeId.DATE, value);
    } else if (value instanceof LocalTime) {
      return new Typed(TypeId.TIME, value);
    } else if (value instanceof LocalDateTime) {
      return new Typed(TypeId.TIMESTAMP, value);
    } else if (value instanceof Instant) {
      return new Typed(TypeId.TIMESTAMPTZ, value);
    } else if (value instanceof OffsetDateTime dateTime) {
      return new Typed(TypeId.TIMESTAMPTZ, dateTime.toInstant());
    } else if (value instanceof ZonedDateTime dateTime) {
      return new Typed(TypeId.TIMESTAMPTZ, dateTime.toInstant());
    } else if (value instanceof Date date) {
      return new Typed(TypeId.DATE, date(date, null));
    } else if (value instanceof Time time) {
      return new Typed(TypeId.TIME, time(time, null));
    } else if (isPoint(value)) {
      return new Typed(TypeId.TIMESTAMP, timestamp(point(value), null));
    }
    throw SqlErrors.notConvertible(value.getClass().getName(), "a parameter");
  }

  /** Whether it is a point in time of the old classes. */
  static boolean isPoint(Object value) {
    return value instanceof Calendar
        || (value instanceof java.util.Date && !(value instanceof Date || value instanceof Time));
  }

  static Timestamp point(Object value) {
    if (value instanceof Timestamp timestamp) {
      return timestamp;
    }
    return Timestamp.from(
        value instanceof Calendar calendar
            ? calendar.toInstant()
            : ((java.util.Date) value).toInstant());
  }

  /** The value as the JDBC type asked for. */
  static Typed converted(Object given, int sqlType, int scale) throws SQLException {
    try {
      return convertedTo(given, sqlType, scale);
    } catch (DateTimeException e) {
      throw SqlErrors.of("22008", "a parameter is out of range: " + e.getMessage(), e);
    }
  }

  private static Typed convertedTo(Object given, int sqlType, int scale) throws SQLException {
    int typeId = typeIdOf(sqlType);
    if (typeId == TypeId.UNSPECIFIED) {
      return sqlType == Types.OTHER || sqlType == Types.JAVA_OBJECT || sqlType == Types.NULL
          ? typed(given)
          : new Typed(typeId, asText(given));
    }
    Object value = typed(given).value();
    return switch (typeId) {
      case TypeId.BOOL -> new Typed(typeId, Conversions.toBoolean(value));
      case TypeId.INT2 ->
          new Typed(
              typeId,
              (short) Conversions.toWhole(value, Short.MIN_VALUE, Short.MAX_VALUE, "SMALLINT"));
      case TypeId.INT4 ->
          new Typed(
              typeId,
              (int) Conversions.toWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "INTEGER"));
      case TypeId.INT8 ->
          new Typed(typeId, Conversions.toWhole(value, Long.MIN_VALUE, Long.MAX_VALUE, "BIGINT"));
      case TypeId.FLOAT4 -> new Typed(typeId, Conversions.toFloat(value));
      case TypeId.FLOAT8 -> new Typed(typeId, Conversions.toDouble(value, "DOUBLE PRECISION"));
      case TypeId.NUMERIC -> new Typed(typeId, scaled(value, scale));
      case TypeId.BYTEA -> new Typed(typeId, Conversions.toBytes(value));
      case TypeId.DATE -> new Typed(typeId, Conversions.toLocalDate(value, here()));
      case TypeId.TIME -> new Typed(typeId, Conversions.toLocalTime(value, here()));
      case TypeId.TIMESTAMP -> new Typed(typeId, Conversions.toLocalDateTime(value, here()));
      default -> new Typed(typeId, Conversions.toInstant(value, here()));
    };
  }

  private static String asText(Object given) throws SQLException {
    if (given instanceof byte[] || given instanceof Blob) {
      throw SqlErrors.notConvertible("bytes", "text");
    }
    if (given instanceof Clob || given instanceof Calendar) {
      return typed(given).value().toString();
    }
    return given instanceof BigDecimal decimal ? decimal.toPlainString() : given.toString();
  }

  private static BigDecimal scaled(Object value, int scale) throws SQLException {
    BigDecimal decimal = Conversions.toDecimal(value, "DECIMAL");
    return scale < 0 ? decimal : decimal.setScale(scale, RoundingMode.HALF_UP);
  }

  static LocalDate date(Date value, @Nullable Calendar calendar) {
    return calendar == null ? value.toLocalDate() : local(value.getTime(), calendar).toLocalDate();
  }

  /** With its milliseconds, which {@link Time#toLocalTime} drops. */
  static LocalTime time(Time value, @Nullable Calendar calendar) {
    return local(value.getTime(), calendar).toLocalTime();
  }

  /**
   * A point in time as the clocks of the calendar's zone show it. Where the session's clocks would
   * take that for another point it goes as text with its offset, for which a TIMESTAMP has no use
   * and which a TIMESTAMP WITH TIME ZONE needs.
   */
  static Typed typed(Timestamp value, @Nullable Calendar calendar, ZoneId session) {
    LocalDateTime local = timestamp(value, calendar);
    ZoneId zone = calendar == null ? here() : calendar.getTimeZone().toZoneId();
    Instant when = value.toInstant();
    ZonedDateTime taken = local.atZone(session).withLaterOffsetAtOverlap();
    return taken.getOffset().equals(zone.getRules().getOffset(when))
        ? new Typed(TypeId.TIMESTAMP, local)
        : new Typed(TypeId.UNSPECIFIED, TextValues.format(TypeId.TIMESTAMPTZ, when, zone));
  }

  static LocalDateTime timestamp(Timestamp value, @Nullable Calendar calendar) {
    return calendar == null
        ? value.toLocalDateTime()
        : LocalDateTime.ofInstant(value.toInstant(), calendar.getTimeZone().toZoneId());
  }

  private static LocalDateTime local(long millis, @Nullable Calendar calendar) {
    ZoneId zone = calendar == null ? here() : calendar.getTimeZone().toZoneId();
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), zone);
  }

  private static ZoneId here() {
    return ZoneId.systemDefault();
  }
}
