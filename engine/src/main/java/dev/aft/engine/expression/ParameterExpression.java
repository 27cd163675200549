package dev.aft.engine.expression;

import dev.aft.engine.type.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * A parameter.
 *
 * @param index from 1
 */
public record ParameterExpression(SqlType type, int index) implements TypedExpression {
  @Override
  public @Nullable Object evaluate(EvaluationContext context) {
    return context.parameter(index);
  }

  @Override
  public boolean isRowIndependent() {
    return true;
  }
}
