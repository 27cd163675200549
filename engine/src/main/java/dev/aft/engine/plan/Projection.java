package dev.aft.engine.plan;

import dev.aft.engine.expression.EvaluationContext;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes out of a row. */
public final class Projection {
  /** Nothing: a change without RETURNING. */
  public static final Projection NONE = new Projection(List.of(), List.of());

  private final TypedExpression[] expressions;
  private final List<ResultColumn> columns;

  Projection(List<TypedExpression> expressions, List<ResultColumn> columns) {
    this.expressions = expressions.toArray(new TypedExpression[0]);
    this.columns = List.copyOf(columns);
  }

  public List<ResultColumn> columns() {
    return columns;
  }

  TypedExpression expression(int index) {
    return expressions[index];
  }

  /** The values for the context's row. */
  public Row apply(EvaluationContext context) {
    @Nullable Object[] values = new @Nullable Object[expressions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = expressions[i].evaluate(context);
    }
    return new Row(values);
  }
}
