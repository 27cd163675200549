package dev.aft.engine.expression;

import dev.aft.engine.type.SqlType;
import org.jspecify.annotations.Nullable;

/** A column of the row, or of the excluded row. */
public record ColumnExpression(ColumnBinding binding) implements TypedExpression {
  @Override
  public SqlType type() {
    return binding.type();
  }

  @Override
  public @Nullable Object evaluate(EvaluationContext context) {
    return binding.excluded()
        ? context.excludedColumn(binding.slot())
        : context.column(binding.slot());
  }

  @Override
  public boolean isRowIndependent() {
    return false;
  }
}
