package dev.aft.engine.type;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers and their text forms. */
final class NumberText {
  /** Digits that DECIMAL takes before the point, and after it. */
  static final int MAX_INTEGER_DIGITS = 131_072;

  static final int MAX_SCALE = 16_383;
  private static final int MAX_CHARACTERS = 200_000;

  private NumberText() {}

  static Object parse(String text, SqlType type) {
    String trimmed = text.strip();
    return switch (type.kind()) {
      case SMALLINT -> (short) parseInteger(trimmed, type, Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER -> (int) parseInteger(trimmed, type, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> parseInteger(trimmed, type, Long.MIN_VALUE, Long.MAX_VALUE);
      case REAL -> parseReal(trimmed, type);
      case DOUBLE_PRECISION -> parseDouble(trimmed, type);
      default -> parseDecimal(trimmed, type);
    };
  }

  private static long parseInteger(String text, SqlType type, long min, long max) {
    int start = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    if (start == text.length()) {
      throw invalid(text, type);
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        throw invalid(text, type);
      }
    }
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException tooLarge) {
      throw outOfRange(text, type);
    }
    if (value < min || value > max) {
      throw outOfRange(text, type);
    }
    return value;
  }

  private static double parseDouble(String text, SqlType type) {
    double special = special(text);
    if (special != 0) {
      return special;
    }
    BigDecimal exact = parseExact(text, type);
    double value = exact.doubleValue();
    if (Double.isInfinite(value) || (value == 0 && exact.signum() != 0)) {
      throw outOfRange(text, type);
    }
    return value == 0 && text.startsWith("-") ? -0.0 : value;
  }

  private static float parseReal(String text, SqlType type) {
    double special = special(text);
    if (special != 0) {
      return (float) special;
    }
    BigDecimal exact = parseExact(text, type);
    float value = exact.floatValue();
    if (Float.isInfinite(value) || (value == 0 && exact.signum() != 0)) {
      throw outOfRange(text, type);
    }
    return value == 0 && text.startsWith("-") ? -0.0f : value;
  }

  /** NaN or an infinity; 0 when the text is neither. */
  private static double special(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> 0;
    };
  }

  private static BigDecimal parseDecimal(String text, SqlType type) {
    if (special(text) != 0) {
      throw new EngineException(
          ErrorCode.NUMERIC_OUT_OF_RANGE, "type decimal has no value " + text);
    }
    return bounded(parseExact(text, type));
  }

  private static BigDecimal parseExact(String text, SqlType type) {
    if (text.length() > MAX_CHARACTERS) {
      throw new EngineException(
          ErrorCode.NUMERIC_OUT_OF_RANGE, "value has too many digits for type " + type);
    }
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        throw invalid(text, type);
      }
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw invalid(text, type);
    }
  }

  /** The value with a scale of at least 0, if DECIMAL can hold it. */
  static BigDecimal bounded(BigDecimal value) {
    if (value.signum() != 0 && (long) value.precision() - value.scale() > MAX_INTEGER_DIGITS) {
      throw new EngineException(ErrorCode.NUMERIC_OUT_OF_RANGE, "value overflows decimal format");
    }
    if (value.signum() == 0 || (long) value.scale() - value.precision() > MAX_SCALE) {
      return BigDecimal.ZERO.setScale(Math.min(Math.max(value.scale(), 0), MAX_SCALE));
    }
    if (value.scale() < 0) {
      return value.setScale(0);
    }
    return value.scale() > MAX_SCALE ? value.setScale(MAX_SCALE, RoundingMode.HALF_UP) : value;
  }

  static String format(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return formatSpecial(value);
    }
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (digits.precision() > 15 || Math.abs(value) < 1e-300) {
      digits = shortest(digits.precision(), new BigDecimal(value), digits, value, false);
    }
    return layOut(digits, 15);
  }

  static String format(float value) {
    if (value == 0 || Float.isNaN(value) || Float.isInfinite(value)) {
      return formatSpecial(value);
    }
    BigDecimal digits = new BigDecimal(Float.toString(value)).stripTrailingZeros();
    if (digits.precision() > 6 || Math.abs(value) < 1e-35f) {
      digits = shortest(digits.precision(), new BigDecimal(value), digits, value, true);
    }
    return layOut(digits, 6);
  }

  private static String formatSpecial(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return value > 0 ? "Infinity" : "-Infinity";
  }

  /** The fewest digits that read back as the value; JDK 17 sometimes prints one too many. */
  private static BigDecimal shortest(
      int precision, BigDecimal exact, BigDecimal found, double value, boolean single) {
    BigDecimal best = found;
    for (int digits = precision; digits > 0; digits--) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      double back = single ? rounded.floatValue() : rounded.doubleValue();
      if (back == value) {
        best = rounded.stripTrailingZeros();
      } else if (digits < precision) {
        break;
      }
    }
    return best;
  }

  /** Plain digits for exponents from -4 up to {@code plainDigits}, {@code 1.5e+20} beyond. */
  private static String layOut(BigDecimal value, int plainDigits) {
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= -4 && exponent < plainDigits) {
      return value.toPlainString();
    }
    String digits = value.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder(24);
    text.append(value.signum() < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    int magnitude = Math.abs(exponent);
    text.append(exponent < 0 ? "e-" : "e+").append(magnitude < 10 ? "0" : "");
    return text.append(magnitude).toString();
  }

  static EngineException invalid(String text, SqlType type) {
    return new EngineException(
        ErrorCode.INVALID_TEXT,
        "invalid input syntax for type " + type.kind().sqlName() + ": \"" + clip(text) + "\"");
  }

  private static EngineException outOfRange(String text, SqlType type) {
    return new EngineException(
        ErrorCode.NUMERIC_OUT_OF_RANGE,
        "value \"" + clip(text) + "\" is out of range for type " + type.kind().sqlName());
  }

  /** The text, cut to what a message can carry. */
  static String clip(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
