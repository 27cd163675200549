package dev.aft.engine.type;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Comparator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyBoundPropertyTest {
  record Typed(SqlType type, Object value) {}

  @Provide
  Arbitrary<Typed> numbers() {
    Arbitrary<BigDecimal> near =
        Arbitraries.integers().between(-12, 12).map(n -> BigDecimal.valueOf(n).movePointLeft(1));
    Arbitrary<BigDecimal> edges =
        Combinators.combine(
                Arbitraries.of(Short.MIN_VALUE, Short.MAX_VALUE, (short) 0),
                Arbitraries.integers().between(-15, 15))
            .as((edge, n) -> BigDecimal.valueOf(edge).add(BigDecimal.valueOf(n, 1)));
    Arbitrary<BigDecimal> exact = Arbitraries.oneOf(near, edges);
    return Arbitraries.oneOf(
        exact.map(n -> new Typed(SqlType.DECIMAL, n)),
        exact.map(n -> new Typed(SqlType.BIGINT, n.longValue())),
        exact.map(n -> new Typed(SqlType.REAL, n.floatValue())),
        exact.map(n -> new Typed(SqlType.DOUBLE_PRECISION, n.doubleValue())),
        Arbitraries.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1e300)
            .map(n -> new Typed(SqlType.DOUBLE_PRECISION, n)));
  }

  @Provide
  Arbitrary<Typed> columns() {
    return Arbitraries.oneOf(
        numbers().filter(typed -> !typed.type().equals(SqlType.BIGINT)),
        Arbitraries.shorts().map(n -> new Typed(SqlType.SMALLINT, n)),
        Arbitraries.of(Short.MIN_VALUE, Short.MAX_VALUE, (short) 1, (short) 0)
            .map(n -> new Typed(SqlType.SMALLINT, n)));
  }

  @Property(tries = 5000)
  void boundHoldsExactlyWhereTheComparisonDoes(
      @ForAll("columns") Typed column,
      @ForAll("numbers") Typed value,
      @ForAll ComparisonOperator operator) {
    boolean expected =
        operator.holds(
            ValueComparator.of(column.type(), value.type()).compare(column.value(), value.value()));
    KeyBound bound = Conversions.toKeyBound(operator, value.value(), value.type(), column.type());
    if (bound instanceof KeyBound.Always) {
      assertEquals(true, expected);
    } else if (bound instanceof KeyBound.Never) {
      assertEquals(false, expected);
    } else if (bound instanceof KeyBound.Bound exact) {
      Comparator<Object> order = ValueComparator.of(column.type());
      assertEquals(expected, exact.operator().holds(order.compare(column.value(), exact.value())));
    }
  }
}
