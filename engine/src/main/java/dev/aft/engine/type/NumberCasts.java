package dev.aft.engine.type;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Conversions between the numeric types. */
final class NumberCasts {
  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final double TWO_TO_63 = 0x1p63;

  private NumberCasts() {}

  static Object cast(Number value, SqlType to) {
    return switch (to.kind()) {
      case SMALLINT -> toShort(value, to);
      case INTEGER -> toInteger(value, to);
      case BIGINT -> toLong(value, to);
      case REAL -> toReal(value);
      case DOUBLE_PRECISION -> toDouble(value);
      default -> toDecimal(value, to);
    };
  }

  private static Short toShort(Number value, SqlType to) {
    long number = toLong(value, to);
    if (number != (short) number) {
      throw outOfRange(to);
    }
    return (short) number;
  }

  private static Integer toInteger(Number value, SqlType to) {
    long number = toLong(value, to);
    if (number != (int) number) {
      throw outOfRange(to);
    }
    return (int) number;
  }

  private static long toLong(Number value, SqlType to) {
    if (value instanceof BigDecimal decimal) {
      BigDecimal rounded = decimal.setScale(0, RoundingMode.HALF_UP);
      if (rounded.compareTo(MIN_LONG) < 0 || rounded.compareTo(MAX_LONG) > 0) {
        throw outOfRange(to);
      }
      return rounded.longValue();
    }
    if (value instanceof Double || value instanceof Float) {
      double rounded = Math.rint(value.doubleValue());
      if (!(rounded >= -TWO_TO_63 && rounded < TWO_TO_63)) {
        throw outOfRange(to);
      }
      return (long) rounded;
    }
    return value.longValue();
  }

  private static Float toReal(Number value) {
    float number = value.floatValue();
    boolean wasFinite = value instanceof BigDecimal || Double.isFinite(value.doubleValue());
    if (wasFinite && (Float.isInfinite(number) || (number == 0 && !isZero(value)))) {
      throw outOfRange(SqlType.REAL);
    }
    return number;
  }

  private static Double toDouble(Number value) {
    double number = value.doubleValue();
    if (value instanceof BigDecimal
        && (Double.isInfinite(number) || (number == 0 && !isZero(value)))) {
      throw outOfRange(SqlType.DOUBLE_PRECISION);
    }
    return number;
  }

  private static boolean isZero(Number value) {
    return value instanceof BigDecimal decimal ? decimal.signum() == 0 : value.doubleValue() == 0;
  }

  private static BigDecimal toDecimal(Number value, SqlType to) {
    return fit(exact(value), to);
  }

  private static BigDecimal exact(Number value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Double || value instanceof Float) {
      double number = value.doubleValue();
      if (!Double.isFinite(number)) {
        throw new EngineException(
            ErrorCode.NUMERIC_OUT_OF_RANGE,
            "type decimal has no value " + NumberText.format(number));
      }
      int digits = value instanceof Float ? 6 : 15;
      BigDecimal rounded =
          new BigDecimal(number).round(new MathContext(digits, RoundingMode.HALF_EVEN));
      BigDecimal stripped = rounded.stripTrailingZeros();
      return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
    return BigDecimal.valueOf(value.longValue());
  }

  /** Rounds to the scale of the type, and checks its precision. */
  static BigDecimal fit(BigDecimal value, SqlType to) {
    if (to.length() == 0) {
      return NumberText.bounded(value);
    }
    BigDecimal rounded = NumberText.bounded(value).setScale(to.scale(), RoundingMode.HALF_UP);
    if (rounded.signum() != 0 && rounded.precision() > to.length()) {
      throw EngineException.builder(ErrorCode.NUMERIC_OUT_OF_RANGE, "numeric field overflow")
          .detail(
              "A field with precision "
                  + to.length()
                  + ", scale "
                  + to.scale()
                  + " must round to an absolute value less than 10^"
                  + (to.length() - to.scale())
                  + ".")
          .build();
    }
    return rounded;
  }

  static EngineException outOfRange(SqlType type) {
    return new EngineException(
        ErrorCode.NUMERIC_OUT_OF_RANGE, type.kind().sqlName() + " out of range");
  }
}
