package dev.aft.engine.expression;

import dev.aft.engine.type.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * The result of an aggregate.
 *
 * @param slot in the results that the evaluation context has
 */
public record AggregateExpression(SqlType type, int slot) implements TypedExpression {
  @Override
  public @Nullable Object evaluate(EvaluationContext context) {
    return context.aggregate(slot);
  }

  @Override
  public boolean isRowIndependent() {
    return false;
  }
}
