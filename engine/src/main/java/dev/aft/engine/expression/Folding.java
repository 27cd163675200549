package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.expression.ComputedExpression.Operation;
import dev.aft.engine.expression.ComputedExpression.Volatility;
import dev.aft.engine.type.SqlType;
import java.util.List;

/** Computes what depends on nothing when the statement is analyzed. */
final class Folding {
  private Folding() {}

  static TypedExpression computed(
      SqlType type, Volatility volatility, List<TypedExpression> operands, Operation operation) {
    ComputedExpression expression = new ComputedExpression(type, volatility, operands, operation);
    return volatility == Volatility.IMMUTABLE ? fold(expression, operands) : expression;
  }

  /** The value of the expression if all its operands are constants; else the expression. */
  static TypedExpression fold(TypedExpression expression, List<TypedExpression> operands) {
    for (TypedExpression operand : operands) {
      if (!(operand instanceof ConstantExpression)) {
        return expression;
      }
    }
    try {
      return new ConstantExpression(
          expression.type(), expression.evaluate(EvaluationContext.ofNothing()));
    } catch (EngineException e) {
      // The error belongs to execution: the branch of a CASE may never be reached.
      return expression;
    }
  }
}
