package dev.aft.engine.plan;

import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.type.ValueComparator;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One item of ORDER BY.
 *
 * @param order of two values that are not null, direction not applied
 */
public record SortKey(
    TypedExpression expression, boolean descending, boolean nullsFirst, Comparator<Object> order) {
  static SortKey of(TypedExpression expression, boolean descending, @Nullable Boolean nullsFirst) {
    boolean first = nullsFirst == null ? descending : nullsFirst;
    return new SortKey(expression, descending, first, ValueComparator.of(expression.type()));
  }

  /** Negative when {@code left} comes first. */
  public int compare(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      int nullOrder = left == null ? (right == null ? 0 : -1) : 1;
      return nullsFirst ? nullOrder : -nullOrder;
    }
    int comparison = order.compare(left, right);
    return descending ? -comparison : comparison;
  }
}
