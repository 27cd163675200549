package dev.aft.engine.plan;

import dev.aft.engine.expression.ColumnExpression;
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

  /** The slots of the row that the expressions name, when they are nothing but columns of it. */
  private final int @Nullable [] slots;

  private final List<ResultColumn> columns;

  Projection(List<TypedExpression> expressions, List<ResultColumn> columns) {
    this.expressions = expressions.toArray(new TypedExpression[0]);
    this.slots = slots(this.expressions);
    this.columns = List.copyOf(columns);
  }

  private static int @Nullable [] slots(TypedExpression[] expressions) {
    int[] slots = new int[expressions.length];
    for (int i = 0; i < slots.length; i++) {
      if (!(expressions[i] instanceof ColumnExpression column) || column.binding().excluded()) {
        return null;
      }
      slots[i] = column.binding().slot();
    }
    return slots;
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
    int[] copied = slots;
    for (int i = 0; i < values.length; i++) {
      values[i] = copied == null ? expressions[i].evaluate(context) : context.column(copied[i]);
    }
    return new Row(values);
  }
}
