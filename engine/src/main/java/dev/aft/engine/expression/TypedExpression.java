package dev.aft.engine.expression;

import dev.aft.engine.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression with a type. Immutable and thread-safe. BETWEEN is the AND of two comparisons, and
 * a simple CASE one with conditions, so the planner need not know them.
 */
public sealed interface TypedExpression
    permits AggregateExpression,
        BooleanExpression,
        ColumnExpression,
        ComputedExpression,
        ConstantExpression,
        ParameterExpression {
  SqlType type();

  /**
   * The value, of the class of the type, or null.
   *
   * @throws dev.aft.engine.EngineException an error of the values
   */
  @Nullable Object evaluate(EvaluationContext context);

  /**
   * Whether it has one value for the whole statement: it reads no column and no aggregate, and
   * calls nothing that answers differently each time.
   */
  boolean isRowIndependent();

  /** The conditions that must all be true for this one to be true, in order. */
  default List<TypedExpression> conjuncts() {
    List<TypedExpression> conjuncts = new ArrayList<>();
    collectConjuncts(conjuncts);
    return List.copyOf(conjuncts);
  }

  private void collectConjuncts(List<TypedExpression> into) {
    if (this instanceof BooleanExpression.And and) {
      and.left().collectConjuncts(into);
      and.right().collectConjuncts(into);
    } else {
      into.add(this);
    }
  }
}
