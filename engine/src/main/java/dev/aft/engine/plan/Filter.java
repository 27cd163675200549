package dev.aft.engine.plan;

import dev.aft.engine.expression.EvaluationContext;
import dev.aft.engine.expression.TypedExpression;
import java.util.List;

/** Conditions that must all be true. */
public final class Filter {
  /** Lets every row pass. */
  static final Filter NONE = new Filter(List.of());

  private final TypedExpression[] conditions;

  Filter(List<TypedExpression> conditions) {
    this.conditions = conditions.toArray(new TypedExpression[0]);
  }

  public boolean isEmpty() {
    return conditions.length == 0;
  }

  /** Whether the row of the context passes: null counts as false. */
  public boolean passes(EvaluationContext context) {
    for (TypedExpression condition : conditions) {
      if (!Boolean.TRUE.equals(condition.evaluate(context))) {
        return false;
      }
    }
    return true;
  }
}
