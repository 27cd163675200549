package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.type.SqlType.Kind;
import dev.aft.grammar.Expression.BinaryOperator;
import java.math.BigDecimal;

/** Addition, subtraction, multiplication, division and remainder of two numbers of one type. */
final class Arithmetic {
  /** Computes from two values of the type, neither null. */
  @FunctionalInterface
  interface Operation {
    Object apply(Object left, Object right);
  }

  private Arithmetic() {}

  /** The operation on two values of {@code type}. */
  static Operation of(BinaryOperator operator, SqlType type) {
    return switch (type.kind()) {
      case SMALLINT, INTEGER, BIGINT -> integer(operator, type);
      case REAL -> real(operator);
      case DOUBLE_PRECISION ->
          (left, right) -> approximate(operator, (Double) left, (Double) right);
      default -> (left, right) -> exact(operator, (BigDecimal) left, (BigDecimal) right);
    };
  }

  private static Operation integer(BinaryOperator operator, SqlType type) {
    return (left, right) -> {
      long first = ((Number) left).longValue();
      long second = ((Number) right).longValue();
      try {
        return narrow(compute(operator, first, second), type);
      } catch (ArithmeticException e) {
        throw outOfRange(type);
      }
    };
  }

  private static long compute(BinaryOperator operator, long left, long right) {
    return switch (operator) {
      case ADD -> Math.addExact(left, right);
      case SUBTRACT -> Math.subtractExact(left, right);
      case MULTIPLY -> Math.multiplyExact(left, right);
      case DIVIDE -> quotient(left, right);
      default -> remainder(left, right);
    };
  }

  private static long quotient(long left, long right) {
    if (right == 0) {
      throw DecimalArithmetic.divisionByZero();
    }
    return right == -1 ? Math.negateExact(left) : left / right;
  }

  private static long remainder(long left, long right) {
    if (right == 0) {
      throw DecimalArithmetic.divisionByZero();
    }
    return right == -1 ? 0 : left % right;
  }

  /** The value in the class of an integer type. */
  static Object narrow(long value, SqlType type) {
    if (type.kind() == Kind.BIGINT) {
      return value;
    }
    if (type.kind() == Kind.INTEGER) {
      if (value != (int) value) {
        throw outOfRange(type);
      }
      return (int) value;
    }
    if (value != (short) value) {
      throw outOfRange(type);
    }
    return (short) value;
  }

  private static Operation real(BinaryOperator operator) {
    return (left, right) -> {
      float first = (Float) left;
      float second = (Float) right;
      if (second == 0 && operator == BinaryOperator.DIVIDE) {
        throw DecimalArithmetic.divisionByZero();
      }
      float result =
          switch (operator) {
            case ADD -> first + second;
            case SUBTRACT -> first - second;
            case MULTIPLY -> first * second;
            case DIVIDE -> first / second;
            default -> first % second;
          };
      boolean finite = Float.isFinite(first) && Float.isFinite(second);
      if (finite && !Float.isFinite(result)) {
        throw outOfRange(SqlType.REAL);
      }
      return result;
    };
  }

  private static double approximate(BinaryOperator operator, double left, double right) {
    if (right == 0 && operator == BinaryOperator.DIVIDE) {
      throw DecimalArithmetic.divisionByZero();
    }
    double result =
        switch (operator) {
          case ADD -> left + right;
          case SUBTRACT -> left - right;
          case MULTIPLY -> left * right;
          case DIVIDE -> left / right;
          default -> left % right;
        };
    return checked(result, Double.isFinite(left) && Double.isFinite(right));
  }

  /** The result, unless finite operands made it infinite. */
  static double checked(double result, boolean finiteOperands) {
    if (finiteOperands && !Double.isFinite(result)) {
      throw outOfRange(SqlType.DOUBLE_PRECISION);
    }
    return result;
  }

  private static BigDecimal exact(BinaryOperator operator, BigDecimal left, BigDecimal right) {
    return switch (operator) {
      case ADD -> DecimalArithmetic.checked(left.add(right));
      case SUBTRACT -> DecimalArithmetic.checked(left.subtract(right));
      case MULTIPLY -> DecimalArithmetic.checked(left.multiply(right));
      case DIVIDE -> DecimalArithmetic.divide(left, right);
      default -> DecimalArithmetic.remainder(left, right);
    };
  }

  /** The value with its sign turned. */
  static Object negate(Object value, SqlType type) {
    if (value instanceof BigDecimal decimal) {
      return decimal.negate();
    } else if (value instanceof Double number) {
      return -number;
    } else if (value instanceof Float number) {
      return -number;
    }
    long number = ((Number) value).longValue();
    if (number == Long.MIN_VALUE) {
      throw outOfRange(type);
    }
    return narrow(-number, type);
  }

  static EngineException outOfRange(SqlType type) {
    return new EngineException(
        ErrorCode.NUMERIC_OUT_OF_RANGE, type.kind().sqlName() + " out of range");
  }
}
