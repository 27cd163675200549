package dev.aft.protocol;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Approximate numbers as PostgreSQL 12 and later write them: the fewest digits that read back as
 * the same number, with an exponent where it is shorter to read.
 */
final class TextFloats {
  private static final int DOUBLE_DIGITS = 15;
  private static final int FLOAT_DIGITS = 6;

  private TextFloats() {}

  static String format(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return special(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal shortest =
        shortest(new BigDecimal(Double.toString(value)), d -> d.doubleValue() == value);
    return layout(shortest, DOUBLE_DIGITS);
  }

  static String format(float value) {
    if (Float.isNaN(value) || Float.isInfinite(value)) {
      return special(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal shortest =
        shortest(new BigDecimal(Float.toString(value)), d -> d.floatValue() == value);
    return layout(shortest, FLOAT_DIGITS);
  }

  static Double parseDouble(String text) {
    Double special = parseSpecial(text);
    return special != null ? special : (Double) Double.parseDouble(requirePlain(text));
  }

  static Float parseFloat(String text) {
    Double special = parseSpecial(text);
    return special != null
        ? (Float) special.floatValue()
        : (Float) Float.parseFloat(requirePlain(text));
  }

  private static String special(double value) {
    return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  }

  private static @Nullable Double parseSpecial(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "infinity", "inf", "+infinity", "+inf" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  /** Java also reads "1d" and hexadecimal numbers; SQL does not. */
  private static String requirePlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        throw new NumberFormatException(text);
      }
    }
    return text;
  }

  /** Java's own text is exact but up to JDK 18 sometimes a digit too long. */
  private static BigDecimal shortest(BigDecimal digits, Predicate<BigDecimal> isSame) {
    BigDecimal best = digits.stripTrailingZeros();
    while (best.precision() > 1) {
      BigDecimal shorter =
          best.round(new MathContext(best.precision() - 1, RoundingMode.HALF_EVEN));
      if (!isSame.test(shorter)) {
        return best;
      }
      best = shorter.stripTrailingZeros();
    }
    return best;
  }

  private static String layout(BigDecimal value, int plainDigits) {
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= -4 && exponent < plainDigits) {
      return value.toPlainString();
    }
    String digits = value.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder();
    if (value.signum() < 0) {
      text.append('-');
    }
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    return text.append(size < 10 ? "0" : "").append(size).toString();
  }
}
