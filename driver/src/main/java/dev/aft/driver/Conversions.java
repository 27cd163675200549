package dev.aft.driver;

import dev.aft.protocol.TextValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.UUID;

/**
 * From the value of a column to the class asked for, by the tables of the JDBC specification
 * (appendix B). Values come as {@link dev.aft.protocol.BinaryValues} makes them. What does not fit
 * is 22003, what has no conversion 22018.
 */
final class Conversions {
  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);

  private Conversions() {}

  /** A whole number from {@code min} to {@code max}; fractions are cut off. */
  static long toWhole(Object value, long min, long max, String type) throws SQLException {
    long whole;
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      whole = ((Number) value).longValue();
    } else if (value instanceof Boolean flag) {
      whole = flag ? 1 : 0;
    } else {
      BigDecimal cut = toDecimal(value, type).setScale(0, RoundingMode.DOWN);
      if (cut.compareTo(MIN_LONG) < 0 || cut.compareTo(MAX_LONG) > 0) {
        throw SqlErrors.outOfRange(value, type);
      }
      whole = cut.longValueExact();
    }
    if (whole < min || whole > max) {
      throw SqlErrors.outOfRange(value, type);
    }
    return whole;
  }

  static double toDouble(Object value, String type) throws SQLException {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (value instanceof String text) {
      try {
        return Double.parseDouble(text.trim());
      } catch (NumberFormatException e) {
        throw SqlErrors.notConvertible(value, type);
      }
    }
    throw SqlErrors.notConvertible(value, type);
  }

  static float toFloat(Object value) throws SQLException {
    if (value instanceof Float number) {
      return number;
    }
    double number = toDouble(value, "float");
    if (Double.isFinite(number) && Math.abs(number) > Float.MAX_VALUE) {
      throw SqlErrors.outOfRange(value, "float");
    }
    return (float) number;
  }

  static BigDecimal toDecimal(Object value, String type) throws SQLException {
    try {
      if (value instanceof BigDecimal decimal) {
        return decimal;
      }
      if (value instanceof Short || value instanceof Integer || value instanceof Long) {
        return BigDecimal.valueOf(((Number) value).longValue());
      }
      if (value instanceof Float || value instanceof Double) {
        return new BigDecimal(value.toString());
      }
      if (value instanceof Boolean flag) {
        return flag ? BigDecimal.ONE : BigDecimal.ZERO;
      }
      if (value instanceof String text) {
        return new BigDecimal(text.trim());
      }
    } catch (NumberFormatException e) {
      throw value instanceof String
          ? SqlErrors.notConvertible(value, type)
          : SqlErrors.outOfRange(value, type);
    }
    throw SqlErrors.notConvertible(value, type);
  }

  static BigInteger toBigInteger(Object value) throws SQLException {
    return toDecimal(value, "BigInteger").toBigInteger();
  }

  static boolean toBoolean(Object value) throws SQLException {
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value instanceof Number) {
      return toDouble(value, "boolean") != 0;
    }
    if (value instanceof String text) {
      switch (text.trim().toLowerCase(Locale.ROOT)) {
        case "t", "true", "1", "y", "yes", "on" -> {
          return true;
        }
        case "f", "false", "0", "n", "no", "off" -> {
          return false;
        }
        default -> {}
      }
    }
    throw SqlErrors.notConvertible(value, "boolean");
  }

  static String toText(Object value, int typeId, ZoneId zone) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value instanceof Boolean || value instanceof Long || value instanceof Integer
        ? value.toString()
        : TextValues.format(typeId, value, zone);
  }

  static byte[] toBytes(Object value) throws SQLException {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    throw SqlErrors.notConvertible(value, "bytes");
  }

  static UUID toUuid(Object value) throws SQLException {
    if (value instanceof UUID uuid) {
      return uuid;
    }
    if (value instanceof String text) {
      try {
        return UUID.fromString(text.trim());
      } catch (IllegalArgumentException e) {
        throw SqlErrors.notConvertible(value, "UUID");
      }
    }
    throw SqlErrors.notConvertible(value, "UUID");
  }

  static LocalDate toLocalDate(Object value, ZoneId zone) throws SQLException {
    if (value instanceof LocalDate date) {
      return date;
    }
    if (value instanceof String text && text.trim().length() == 10) {
      try {
        return LocalDate.parse(text.trim());
      } catch (DateTimeException e) {
        throw SqlErrors.notConvertible(value, "a date");
      }
    }
    if (value instanceof LocalTime) {
      throw SqlErrors.notConvertible(value, "a date");
    }
    return toLocalDateTime(value, zone).toLocalDate();
  }

  static LocalTime toLocalTime(Object value, ZoneId zone) throws SQLException {
    if (value instanceof LocalTime time) {
      return time;
    }
    if (value instanceof LocalDate) {
      throw SqlErrors.notConvertible(value, "a time");
    }
    if (value instanceof String text && text.indexOf('-') < 0) {
      try {
        return LocalTime.parse(text.trim());
      } catch (DateTimeException e) {
        throw SqlErrors.notConvertible(value, "a time");
      }
    }
    return toLocalDateTime(value, zone).toLocalTime();
  }

  static LocalDateTime toLocalDateTime(Object value, ZoneId zone) throws SQLException {
    if (value instanceof LocalDateTime dateTime) {
      return dateTime;
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    }
    if (value instanceof LocalTime time) {
      return time.atDate(LocalDate.EPOCH);
    }
    if (value instanceof Instant instant) {
      return LocalDateTime.ofInstant(instant, zone);
    }
    if (value instanceof String text) {
      return parseDateTime(text);
    }
    throw SqlErrors.notConvertible(value, "a timestamp");
  }

  private static LocalDateTime parseDateTime(String text) throws SQLException {
    try {
      String trimmed = text.trim();
      return trimmed.length() == 10
          ? LocalDate.parse(trimmed).atStartOfDay()
          : LocalDateTime.parse(trimmed.replace(' ', 'T'));
    } catch (DateTimeException e) {
      throw SqlErrors.notConvertible(text, "a timestamp");
    }
  }

  static Instant toInstant(Object value, ZoneId zone) throws SQLException {
    if (value instanceof Instant instant) {
      return instant;
    }
    if (value instanceof String text) {
      try {
        return OffsetDateTime.parse(text.trim().replace(' ', 'T')).toInstant();
      } catch (DateTimeException e) {
        return parseDateTime(text).atZone(zone).toInstant();
      }
    }
    return toLocalDateTime(value, zone).atZone(zone).toInstant();
  }
}
