package dev.aft.engine.type;

import dev.aft.engine.type.KeyBound.Always;
import dev.aft.engine.type.KeyBound.Bound;
import dev.aft.engine.type.KeyBound.Inexpressible;
import dev.aft.engine.type.KeyBound.Never;
import dev.aft.engine.type.SqlType.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** Turns a comparison with a value of another type into one with a value of the column's type. */
final class KeyBounds {
  private static final double EXACT_INTEGERS = 0x1p53;

  private KeyBounds() {}

  static KeyBound of(
      ComparisonOperator operator, Object value, SqlType valueType, SqlType columnType) {
    if (columnType.isNumeric() && valueType.isNumeric()) {
      return numeric(operator, (Number) value, columnType);
    }
    if (columnType.isText() && valueType.isText()) {
      return text(operator, (String) value, valueType, columnType);
    }
    if (columnType.kind() == valueType.kind()) {
      return new Bound(operator, value);
    }
    if (columnType.kind() == Kind.TIMESTAMP && value instanceof LocalDate date) {
      return new Bound(operator, date.atStartOfDay());
    }
    if (columnType.kind() == Kind.DATE && value instanceof LocalDateTime timestamp) {
      LocalDate day = timestamp.toLocalDate();
      return timestamp.equals(day.atStartOfDay())
          ? new Bound(operator, day)
          : between(operator, day);
    }
    return new Inexpressible();
  }

  private static KeyBound text(
      ComparisonOperator operator, String value, SqlType valueType, SqlType columnType) {
    if (columnType.kind() == Kind.CHAR) {
      return new Bound(operator, ValueComparator.withoutTrailingBlanks(value));
    }
    return valueType.kind() == Kind.CHAR ? new Inexpressible() : new Bound(operator, value);
  }

  private static KeyBound numeric(ComparisonOperator operator, Number value, SqlType columnType) {
    boolean approximate = value instanceof Double || value instanceof Float;
    if (columnType.kind() == Kind.DOUBLE_PRECISION) {
      return new Bound(operator, value.doubleValue());
    }
    if (columnType.kind() == Kind.REAL) {
      return real(operator, value.doubleValue());
    }
    if (approximate && !Double.isFinite(value.doubleValue())) {
      return beyondAll(operator, value.doubleValue() != Double.NEGATIVE_INFINITY);
    }
    if (approximate && Math.abs(value.doubleValue()) >= EXACT_INTEGERS) {
      return new Inexpressible();
    }
    if (columnType.kind() == Kind.DECIMAL) {
      return approximate ? new Inexpressible() : new Bound(operator, exact(value));
    }
    return integer(operator, exact(value), columnType);
  }

  private static BigDecimal exact(Number value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    boolean approximate = value instanceof Double || value instanceof Float;
    return approximate
        ? new BigDecimal(value.doubleValue())
        : BigDecimal.valueOf(value.longValue());
  }

  private static KeyBound integer(
      ComparisonOperator operator, BigDecimal value, SqlType columnType) {
    if (value.compareTo(BigDecimal.valueOf(max(columnType.kind()))) > 0) {
      return beyondAll(operator, true);
    }
    if (value.compareTo(BigDecimal.valueOf(min(columnType.kind()))) < 0) {
      return beyondAll(operator, false);
    }
    BigDecimal floor = value.setScale(0, RoundingMode.FLOOR);
    Object bound = NumberCasts.cast(floor, columnType);
    return floor.compareTo(value) == 0 ? new Bound(operator, bound) : between(operator, bound);
  }

  private static long max(Kind kind) {
    return kind == Kind.SMALLINT
        ? Short.MAX_VALUE
        : kind == Kind.INTEGER ? Integer.MAX_VALUE : Long.MAX_VALUE;
  }

  private static long min(Kind kind) {
    return -max(kind) - 1;
  }

  private static KeyBound real(ComparisonOperator operator, double value) {
    float nearest = (float) value;
    if (nearest == value || Double.isNaN(value)) {
      return new Bound(operator, nearest);
    }
    return between(operator, nearest > value ? Math.nextDown(nearest) : nearest);
  }

  /** The value lies between {@code below} and the next value of the column's type. */
  private static KeyBound between(ComparisonOperator operator, Object below) {
    return switch (operator) {
      case EQUAL -> new Never();
      case NOT_EQUAL -> new Always();
      case LESS, LESS_OR_EQUAL -> new Bound(ComparisonOperator.LESS_OR_EQUAL, below);
      case GREATER, GREATER_OR_EQUAL -> new Bound(ComparisonOperator.GREATER, below);
    };
  }

  /** The value lies above, or below, all values of the column's type. */
  private static KeyBound beyondAll(ComparisonOperator operator, boolean above) {
    return operator.holds(above ? -1 : 1) ? new Always() : new Never();
  }
}
