package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Decimal arithmetic with the scales that PostgreSQL gives to results. */
final class DecimalArithmetic {
  private static final int MAX_INTEGER_DIGITS = 131_072;
  private static final int MAX_SCALE = 16_383;
  private static final int MAX_DIVISION_SCALE = 1000;

  private DecimalArithmetic() {}

  static BigDecimal checked(BigDecimal value) {
    if (value.signum() != 0 && (long) value.precision() - value.scale() > MAX_INTEGER_DIGITS) {
      throw new EngineException(ErrorCode.NUMERIC_OUT_OF_RANGE, "value overflows decimal format");
    }
    return value.scale() > MAX_SCALE ? value.setScale(MAX_SCALE, RoundingMode.HALF_UP) : value;
  }

  static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
    if (divisor.signum() == 0) {
      throw divisionByZero();
    }
    return checked(dividend.divide(divisor, scale(dividend, divisor), RoundingMode.HALF_UP));
  }

  /** At least 16 significant digits, counted in groups of four as PostgreSQL stores them. */
  private static int scale(BigDecimal dividend, BigDecimal divisor) {
    int weight = weight(dividend) - weight(divisor);
    if (firstGroup(dividend) <= firstGroup(divisor)) {
      weight--;
    }
    int scale = Math.max(16 - weight * 4, Math.max(dividend.scale(), divisor.scale()));
    return Math.min(Math.max(scale, 0), MAX_DIVISION_SCALE);
  }

  private static int weight(BigDecimal value) {
    return value.signum() == 0 ? 0 : Math.floorDiv(value.precision() - value.scale() - 1, 4);
  }

  private static int firstGroup(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    int exponent = value.precision() - value.scale() - 1;
    int wanted = Math.floorMod(exponent, 4);
    return value.abs().movePointLeft(exponent - wanted).setScale(0, RoundingMode.DOWN).intValue();
  }

  static BigDecimal remainder(BigDecimal dividend, BigDecimal divisor) {
    if (divisor.signum() == 0) {
      throw divisionByZero();
    }
    int scale = Math.max(dividend.scale(), divisor.scale());
    return dividend.remainder(divisor).setScale(scale, RoundingMode.DOWN);
  }

  static EngineException divisionByZero() {
    return new EngineException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
  }
}
