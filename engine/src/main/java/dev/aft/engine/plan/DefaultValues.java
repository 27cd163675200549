package dev.aft.engine.plan;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.ColumnDefinition;
import dev.aft.engine.expression.ConstantExpression;
import dev.aft.engine.expression.ExpressionAnalyzer;
import dev.aft.engine.expression.ParameterTypes;
import dev.aft.engine.expression.Scope;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression;
import dev.aft.grammar.SqlParser;
import dev.aft.grammar.Statement;
import java.util.List;

/** The DEFAULT of a column: kept as text, read again when a plan needs it. */
public final class DefaultValues {
  private DefaultValues() {}

  /**
   * The text to keep for a DEFAULT.
   *
   * @throws EngineException when the column cannot take the value
   */
  public static String check(Expression expression, SqlType type, String column) {
    analyze(expression, type, column);
    return ExpressionText.of(expression);
  }

  /** The default of a column; NULL when it has none. */
  static TypedExpression of(ColumnDefinition column) {
    String text = column.defaultText();
    if (text == null) {
      return new ConstantExpression(column.type(), null);
    }
    Statement statement = SqlParser.parseStatement("SELECT " + text).statement();
    if (statement instanceof Statement.Select select
        && select.items().get(0) instanceof Statement.SelectItem.Item item) {
      return analyze(item.expression(), column.type(), column.name());
    }
    throw new EngineException(
        ErrorCode.DATA_CORRUPTED,
        "the default of column \"" + column.name() + "\" is no expression: " + text);
  }

  private static TypedExpression analyze(Expression expression, SqlType type, String column) {
    refuseParameters(expression);
    return new ExpressionAnalyzer(Scope.empty(), new ParameterTypes(List.of(), 0), null)
        .analyzeAssignment(expression, type, column);
  }

  private static void refuseParameters(Expression expression) {
    if (expression instanceof Expression.Parameter
        || expression instanceof Expression.DefaultValue) {
      throw EngineException.builder(
              ErrorCode.UNSUPPORTED, "a DEFAULT cannot contain parameters or DEFAULT itself")
          .at(expression.offset())
          .hint("Write the value itself.")
          .build();
    }
    SyntaxTrees.children(expression).forEach(DefaultValues::refuseParameters);
  }
}
