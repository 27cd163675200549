package dev.aft.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * The text form of values as PostgreSQL 15 writes it with DateStyle ISO. Reads what it writes and
 * the usual variants, no more: the node's engine is the judge of what users write. Stateless; the
 * classes of values are those of {@link BinaryValues}.
 */
public final class TextValues {
  private TextValues() {}

  /**
   * @param zone in which a timestamp with time zone is shown
   * @throws ClassCastException if the value is not of the class of the type
   */
  public static String format(int typeId, Object value, ZoneId zone) {
    return switch (typeId) {
      case TypeId.BOOL -> (Boolean) value ? "t" : "f";
      case TypeId.FLOAT4 -> TextFloats.format((Float) value);
      case TypeId.FLOAT8 -> TextFloats.format((Double) value);
      case TypeId.NUMERIC -> ((BigDecimal) value).toPlainString();
      case TypeId.BYTEA -> "\\x" + HexFormat.of().formatHex((byte[]) value);
      case TypeId.DATE -> TextTimes.format((LocalDate) value);
      case TypeId.TIME -> TextTimes.format((LocalTime) value);
      case TypeId.TIMESTAMP -> TextTimes.format((LocalDateTime) value);
      case TypeId.TIMESTAMPTZ -> TextTimes.format(instant(value).atZone(zone).toOffsetDateTime());
      default -> value.toString();
    };
  }

  /** Appends the text form of a value to a row. */
  public static void append(ValuesBuilder out, int typeId, Object value, ZoneId zone) {
    out.appendText(format(typeId, value, zone));
  }

  /**
   * Reads a value. A type this class does not know stays a String.
   *
   * @param zone of a timestamp with time zone that does not say
   * @throws InvalidValueException if the text is not a value of the type
   */
  public static Object parse(int typeId, String text, ZoneId zone) {
    try {
      return switch (typeId) {
        case TypeId.BOOL -> parseBoolean(text);
        case TypeId.INT2 -> Short.valueOf(text.strip());
        case TypeId.INT4 -> Integer.valueOf(text.strip());
        case TypeId.INT8 -> Long.valueOf(text.strip());
        case TypeId.FLOAT4 -> TextFloats.parseFloat(text.strip());
        case TypeId.FLOAT8 -> TextFloats.parseDouble(text.strip());
        case TypeId.NUMERIC -> new BigDecimal(text.strip());
        case TypeId.BYTEA -> parseBytes(text);
        case TypeId.DATE -> TextTimes.parseDate(text.strip());
        case TypeId.TIME -> TextTimes.parseTime(text.strip());
        case TypeId.TIMESTAMP -> TextTimes.parseTimestamp(text.strip());
        case TypeId.TIMESTAMPTZ -> TextTimes.parseInstant(text.strip(), zone);
        case TypeId.UUID -> parseUuid(text.strip());
        default -> text;
      };
    } catch (NumberFormatException e) {
      throw invalid("number", text);
    }
  }

  private static Instant instant(Object value) {
    return value instanceof OffsetDateTime dateTime
        ? dateTime.withOffsetSameInstant(ZoneOffset.UTC).toInstant()
        : (Instant) value;
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "t", "true", "y", "yes", "on", "1" -> true;
      case "f", "false", "n", "no", "off", "0" -> false;
      default -> throw invalid("boolean", text);
    };
  }

  private static byte[] parseBytes(String text) {
    if (!text.startsWith("\\x")) {
      throw invalid("bytea (\\x and hexadecimal digits)", text);
    }
    try {
      return HexFormat.of().parseHex(text, 2, text.length());
    } catch (IllegalArgumentException e) {
      throw invalid("bytea (\\x and hexadecimal digits)", text);
    }
  }

  private static UUID parseUuid(String text) {
    String digits = text.replace("-", "");
    if (digits.length() != 32 || text.startsWith("-") || text.endsWith("-")) {
      throw invalid("uuid", text);
    }
    try {
      return new UUID(
          HexFormat.fromHexDigitsToLong(digits, 0, 16),
          HexFormat.fromHexDigitsToLong(digits, 16, 32));
    } catch (IllegalArgumentException e) {
      throw invalid("uuid", text);
    }
  }

  static InvalidValueException invalid(String what, String text) {
    return new InvalidValueException(
        SqlState.INVALID_TEXT, "invalid " + what + ": \"" + shorten(text) + "\"");
  }

  static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}
