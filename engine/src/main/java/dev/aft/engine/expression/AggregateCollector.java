package dev.aft.engine.expression;

import dev.aft.grammar.Expression.AggregateFunction;
import org.jspecify.annotations.Nullable;

/** Takes the aggregates out of an expression: each is replaced by a slot that holds its result. */
@FunctionalInterface
public interface AggregateCollector {
  /**
   * One aggregate call.
   *
   * @param argument null for {@code COUNT(*)}
   */
  record Call(AggregateFunction function, boolean distinct, @Nullable TypedExpression argument) {}

  /**
   * Remembers the call.
   *
   * @return the slot of its result in {@link EvaluationContext#aggregates}
   */
  int collect(Call call);
}
