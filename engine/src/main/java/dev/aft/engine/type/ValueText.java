package dev.aft.engine.type;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.grammar.LetterCase;
import dev.aft.storage.spi.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.UUID;

/** The text forms of all types, without length, precision and scale. */
final class ValueText {
  private ValueText() {}

  static Object parse(String text, SqlType type, ZoneId zone) {
    return switch (type.kind()) {
      case BOOLEAN -> parseBoolean(text, type);
      case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE_PRECISION, DECIMAL ->
          NumberText.parse(text, type);
      case CHAR, VARCHAR, TEXT, UNKNOWN -> withoutZero(text);
      case VARBINARY -> parseBytes(text, type);
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> DateTimeText.parse(text, type, zone);
      case UUID -> parseUuid(text, type);
    };
  }

  static String format(Object value, ZoneId zone) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof Boolean bool) {
      return bool ? "t" : "f";
    } else if (value instanceof Double number) {
      return NumberText.format((double) number);
    } else if (value instanceof Float number) {
      return NumberText.format((float) number);
    } else if (value instanceof BigDecimal number) {
      return number.toPlainString();
    } else if (value instanceof Bytes bytes) {
      return "\\x" + bytes;
    } else if (value instanceof LocalDate date) {
      return DateTimeText.format(date);
    } else if (value instanceof LocalTime time) {
      return DateTimeText.format(time);
    } else if (value instanceof LocalDateTime timestamp) {
      return DateTimeText.format(timestamp);
    } else if (value instanceof Instant instant) {
      return DateTimeText.format(instant, zone);
    }
    return value.toString();
  }

  private static String withoutZero(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new EngineException(
          ErrorCode.INVALID_CHARACTERS, "text must not contain the character U+0000");
    }
    return text;
  }

  private static Boolean parseBoolean(String text, SqlType type) {
    String word = LetterCase.lower(text.strip());
    if (word.isEmpty()) {
      throw NumberText.invalid(text, type);
    }
    if ("true".startsWith(word)
        || "yes".startsWith(word)
        || word.equals("on")
        || word.equals("1")) {
      return true;
    }
    boolean off = word.length() > 1 && "off".startsWith(word);
    if ("false".startsWith(word) || "no".startsWith(word) || off || word.equals("0")) {
      return false;
    }
    throw NumberText.invalid(text, type);
  }

  private static UUID parseUuid(String text, SqlType type) {
    String digits = text.strip();
    if (digits.startsWith("{") && digits.endsWith("}") && digits.length() > 2) {
      digits = digits.substring(1, digits.length() - 1);
    }
    digits = digits.replace("-", "");
    if (digits.length() != 32) {
      throw NumberText.invalid(text, type);
    }
    for (int i = 0; i < 32; i++) {
      if (hexDigit(digits.charAt(i)) < 0) {
        throw NumberText.invalid(text, type);
      }
    }
    return new UUID(
        Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
  }

  private static int hexDigit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static Bytes parseBytes(String text, SqlType type) {
    return text.startsWith("\\x") ? parseHex(text, type, 2) : parseEscaped(text, type);
  }

  static Bytes parseHex(String text, SqlType type, int from) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 2);
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        i++;
        continue;
      }
      int high = hexDigit(c);
      int low = i + 1 < text.length() ? hexDigit(text.charAt(i + 1)) : -1;
      if (high < 0 || low < 0) {
        throw NumberText.invalid(text, type);
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  /** The older form: bytes as they are, a backslash doubled, others as three octal digits. */
  private static Bytes parseEscaped(String text, SqlType type) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
    int i = 0;
    while (i < raw.length) {
      if (raw[i] != '\\') {
        bytes.write(raw[i++]);
      } else if (i + 1 < raw.length && raw[i + 1] == '\\') {
        bytes.write('\\');
        i += 2;
      } else {
        bytes.write(octal(raw, i + 1, text, type));
        i += 4;
      }
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  private static int octal(byte[] raw, int from, String text, SqlType type) {
    int value = 0;
    for (int i = from; i < from + 3; i++) {
      if (i >= raw.length || raw[i] < '0' || raw[i] > '7') {
        throw NumberText.invalid(text, type);
      }
      value = value * 8 + (raw[i] - '0');
    }
    if (value > 255) {
      throw NumberText.invalid(text, type);
    }
    return value;
  }
}
