package dev.aft.engine.expression;

import dev.aft.engine.type.SqlType;
import org.jspecify.annotations.Nullable;

/** A value known when the statement is analyzed. */
public record ConstantExpression(SqlType type, @Nullable Object value) implements TypedExpression {
  @Override
  public @Nullable Object evaluate(EvaluationContext context) {
    return value;
  }

  @Override
  public boolean isRowIndependent() {
    return true;
  }
}
