package dev.aft.engine.plan;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.expression.ColumnBinding;
import dev.aft.engine.expression.ColumnExpression;
import dev.aft.engine.expression.ExpressionAnalyzer;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.QualifiedName;
import dev.aft.grammar.Statement.SelectItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Plans a select list or RETURNING. Used once. */
final class ProjectionPlanner {
  /** As PostgreSQL: the target list of a query has at most so many entries. */
  private static final int MAX_COLUMNS = 1_664;

  private static final String UNNAMED = "?column?";

  private final @Nullable TableScope scope;
  private final ExpressionAnalyzer analyzer;
  private final List<TypedExpression> expressions = new ArrayList<>();
  private final List<ResultColumn> columns = new ArrayList<>();

  /**
   * @param scope null for a SELECT without table
   */
  ProjectionPlanner(@Nullable TableScope scope, ExpressionAnalyzer analyzer) {
    this.scope = scope;
    this.analyzer = analyzer;
  }

  Projection plan(List<SelectItem> items) {
    for (SelectItem item : items) {
      if (item instanceof SelectItem.AllColumns all) {
        addAll(all);
      } else if (item instanceof SelectItem.Item one) {
        TypedExpression expression = analyzer.analyze(one.expression());
        Identifier label = one.label();
        add(expression, label != null ? label.name() : label(one.expression()));
      }
    }
    return new Projection(expressions, columns);
  }

  private void addAll(SelectItem.AllColumns all) {
    if (scope == null) {
      throw EngineException.builder(
              ErrorCode.SYNTAX, "SELECT * with no tables specified is not valid")
          .at(all.offset())
          .build();
    }
    QualifiedName qualifier = all.table();
    if (qualifier != null) {
      scope.requireTable(qualifier);
    }
    for (int slot = 0; slot < scope.table().columns().size(); slot++) {
      ColumnBinding binding = scope.binding(slot, false);
      add(new ColumnExpression(binding), binding.name());
    }
  }

  private void add(TypedExpression expression, String label) {
    if (expression instanceof ColumnExpression column && !column.binding().excluded()) {
      ColumnBinding binding = column.binding();
      columns.add(
          new ResultColumn(label, expression.type(), binding.table(), binding.columnNumber()));
    } else {
      columns.add(new ResultColumn(label, expression.type(), null, 0));
    }
    expressions.add(expression);
    if (expressions.size() > MAX_COLUMNS) {
      throw new EngineException(
          ErrorCode.TOO_MANY_COLUMNS, "a result can have at most " + MAX_COLUMNS + " columns");
    }
  }

  /** The label of an item that has none, as PostgreSQL gives it. */
  private static String label(Expression expression) {
    if (expression instanceof Expression.ColumnReference column) {
      return column.column().name();
    } else if (expression instanceof Expression.FunctionCall call) {
      return call.name().name();
    } else if (expression instanceof Expression.Aggregate aggregate) {
      return aggregate.function().name().toLowerCase(Locale.ROOT);
    } else if (expression instanceof Expression.Cast cast) {
      Expression operand = cast.operand();
      boolean named =
          !(operand instanceof Expression.Cast) && !(operand instanceof Expression.TypedLiteral);
      String inner = named ? label(operand) : UNNAMED;
      return inner.equals(UNNAMED) ? castLabel(cast.type().kind().name()) : inner;
    } else if (expression instanceof Expression.Case) {
      return "case";
    } else if (expression instanceof Expression.TypedLiteral literal) {
      return castLabel(literal.type().kind().name());
    }
    return UNNAMED;
  }

  private static String castLabel(String kind) {
    return switch (kind) {
      case "BOOLEAN" -> "bool";
      case "SMALLINT" -> "int2";
      case "INTEGER" -> "int4";
      case "BIGINT" -> "int8";
      case "REAL" -> "float4";
      case "DOUBLE_PRECISION" -> "float8";
      case "DECIMAL" -> "numeric";
      case "CHAR" -> "bpchar";
      case "VARBINARY" -> "bytea";
      case "TIMESTAMP_WITH_TIME_ZONE" -> "timestamptz";
      default -> kind.toLowerCase(Locale.ROOT);
    };
  }
}
