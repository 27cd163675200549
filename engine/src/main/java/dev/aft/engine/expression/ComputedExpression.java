package dev.aft.engine.expression;

import dev.aft.engine.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Anything computed that the planner need not look into: arithmetic, casts, functions, CASE. */
public final class ComputedExpression implements TypedExpression {
  /** How often the same operands can give another value. */
  enum Volatility {
    /** Never: may be computed when the statement is analyzed. */
    IMMUTABLE,
    /** Depends on the session or the transaction: computed at each execution. */
    STABLE,
    /** Each call may answer differently. */
    VOLATILE
  }

  /** Computes the value from operands it holds. */
  @FunctionalInterface
  interface Operation {
    @Nullable Object apply(EvaluationContext context);
  }

  private final SqlType type;
  private final Volatility volatility;
  private final List<TypedExpression> operands;
  private final Operation operation;
  private final boolean rowIndependent;

  ComputedExpression(
      SqlType type, Volatility volatility, List<TypedExpression> operands, Operation operation) {
    this.type = type;
    this.volatility = volatility;
    this.operands = List.copyOf(operands);
    this.operation = operation;
    this.rowIndependent =
        volatility != Volatility.VOLATILE
            && operands.stream().allMatch(TypedExpression::isRowIndependent);
  }

  @Override
  public SqlType type() {
    return type;
  }

  public List<TypedExpression> operands() {
    return operands;
  }

  Volatility volatility() {
    return volatility;
  }

  @Override
  public @Nullable Object evaluate(EvaluationContext context) {
    Object value = operation.apply(context);
    context.spendOn(value);
    return value;
  }

  @Override
  public boolean isRowIndependent() {
    return rowIndependent;
  }
}
