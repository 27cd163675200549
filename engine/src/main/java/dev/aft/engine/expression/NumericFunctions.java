package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression.BinaryOperator;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Functions of numbers. */
final class NumericFunctions {
  private static final SqlType DOUBLE = SqlType.DOUBLE_PRECISION;
  private static final SqlType DECIMAL = SqlType.DECIMAL;
  private static final List<SqlType> INTEGERS =
      List.of(SqlType.SMALLINT, SqlType.INTEGER, SqlType.BIGINT);

  private NumericFunctions() {}

  static void register(FunctionRegistry.Table table) {
    registerRounding(table);
    registerSigns(table);
    for (SqlType type : List.of(SqlType.SMALLINT, SqlType.INTEGER, SqlType.BIGINT, DECIMAL)) {
      Arithmetic.Operation remainder = Arithmetic.of(BinaryOperator.MODULO, type);
      table.pure("mod", List.of(type, type), type, (a, c) -> remainder.apply(a[0], a[1]));
    }
    for (String name : List.of("power", "pow")) {
      table.pure(
          name, List.of(DOUBLE, DOUBLE), DOUBLE, (a, c) -> power((Double) a[0], (Double) a[1]));
    }
    table.pure("sqrt", List.of(DOUBLE), DOUBLE, (a, c) -> squareRoot((Double) a[0]));
  }

  private static void registerRounding(FunctionRegistry.Table table) {
    rounding(table, "ceil", Math::ceil, RoundingMode.CEILING);
    rounding(table, "ceiling", Math::ceil, RoundingMode.CEILING);
    rounding(table, "floor", Math::floor, RoundingMode.FLOOR);
    rounding(table, "round", Math::rint, RoundingMode.HALF_UP);
    rounding(
        table,
        "trunc",
        number -> number < 0 ? Math.ceil(number) : Math.floor(number),
        RoundingMode.DOWN);
    List<SqlType> places = List.of(DECIMAL, SqlType.INTEGER);
    table.pure(
        "round", places, DECIMAL, (a, c) -> toPlaces(a[0], (Integer) a[1], RoundingMode.HALF_UP));
    table.pure(
        "trunc", places, DECIMAL, (a, c) -> toPlaces(a[0], (Integer) a[1], RoundingMode.DOWN));
  }

  private static void rounding(
      FunctionRegistry.Table table,
      String name,
      DoubleUnaryOperator approximate,
      RoundingMode mode) {
    table.pure(name, List.of(DOUBLE), DOUBLE, (a, c) -> approximate.applyAsDouble((Double) a[0]));
    table.pure(name, List.of(DECIMAL), DECIMAL, (a, c) -> toPlaces(a[0], 0, mode));
  }

  private static BigDecimal toPlaces(Object value, int places, RoundingMode mode) {
    int bounded = Math.max(-2000, Math.min(2000, places));
    BigDecimal rounded = ((BigDecimal) value).setScale(bounded, mode);
    return DecimalArithmetic.checked(bounded < 0 ? rounded.setScale(0) : rounded);
  }

  private static void registerSigns(FunctionRegistry.Table table) {
    table.pure("abs", List.of(DOUBLE), DOUBLE, (a, c) -> Math.abs((Double) a[0]));
    table.pure("abs", List.of(SqlType.REAL), SqlType.REAL, (a, c) -> Math.abs((Float) a[0]));
    table.pure("abs", List.of(DECIMAL), DECIMAL, (a, c) -> ((BigDecimal) a[0]).abs());
    for (SqlType type : INTEGERS) {
      table.pure(
          "abs",
          List.of(type),
          type,
          (a, c) -> ((Number) a[0]).longValue() < 0 ? Arithmetic.negate(a[0], type) : a[0]);
    }
    table.pure("sign", List.of(DOUBLE), DOUBLE, (a, c) -> Math.signum((Double) a[0]));
    table.pure(
        "sign",
        List.of(DECIMAL),
        DECIMAL,
        (a, c) -> BigDecimal.valueOf(((BigDecimal) a[0]).signum()));
  }

  private static double power(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw invalid("zero raised to a negative power is undefined");
    }
    if (base < 0 && Double.isFinite(exponent) && exponent != Math.rint(exponent)) {
      throw invalid("a negative number raised to a non-integer power yields a complex result");
    }
    boolean finite = Double.isFinite(base) && Double.isFinite(exponent);
    return Arithmetic.checked(Math.pow(base, exponent), finite);
  }

  private static double squareRoot(double number) {
    if (number < 0) {
      throw invalid("cannot take square root of a negative number");
    }
    return Math.sqrt(number);
  }

  private static EngineException invalid(String message) {
    return new EngineException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
