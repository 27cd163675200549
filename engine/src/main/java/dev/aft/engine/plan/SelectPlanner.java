package dev.aft.engine.plan;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.expression.AggregateCollector;
import dev.aft.engine.expression.ExpressionAnalyzer;
import dev.aft.engine.expression.Scope;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Statement;
import dev.aft.grammar.Statement.SelectItem;
import dev.aft.storage.spi.ScanDirection;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans SELECT. Used once. */
final class SelectPlanner {
  private final PlanningContext context;
  private final Statement.Select select;
  private final @Nullable TableSource source;
  private final @Nullable TableScope scope;
  private final RowsPlanner rows;
  private final List<AggregateCollector.Call> aggregates = new ArrayList<>();
  private final ExpressionAnalyzer analyzer;

  SelectPlanner(PlanningContext context, Statement.Select select, @Nullable TableSource source) {
    this.context = context;
    this.select = select;
    this.source = source;
    this.scope = source == null ? null : new TableScope(source.definition(), select.alias(), false);
    this.rows = new RowsPlanner(context, source, scope);
    Scope visible = scope != null ? scope : Scope.empty();
    this.analyzer =
        new ExpressionAnalyzer(
            visible,
            context.parameters(),
            call -> {
              aggregates.add(call);
              return aggregates.size() - 1;
            });
  }

  /** For SCAN, which adds conditions of its own before it plans. */
  RowsPlanner rows() {
    return rows;
  }

  Planned plan(String commandTag) {
    Projection projection = new ProjectionPlanner(scope, analyzer).plan(select.items());
    rows.where(select.where());
    boolean isAggregate = checkAggregates();
    List<SortKey> order = orderBy(projection, isAggregate);
    TypedExpression limit = limit(select.limit(), "LIMIT");
    TypedExpression offset = limit(select.offset(), "OFFSET");
    checkForUpdate(isAggregate);
    RowsPlan rowsPlan = rows.plan(scope == null ? null : scope.used());
    ScanDirection direction = direction(order, rowsPlan);
    List<SortKey> sort = direction == null ? order : List.of();
    ScanDirection scanned = direction == null ? ScanDirection.FORWARD : direction;
    Plan.Select plan =
        new Plan.Select(
            rowsPlan,
            projection,
            aggregates,
            isAggregate,
            sort,
            scanned,
            select.distinct(),
            limit,
            offset,
            select.forUpdate());
    return new Planned(
        plan,
        context.parameters().finish(),
        projection.columns(),
        commandTag,
        explain(plan, rowsPlan));
  }

  private boolean checkAggregates() {
    boolean isAggregate = select.items().stream().anyMatch(SelectPlanner::hasAggregate);
    if (!isAggregate) {
      return false;
    }
    for (SelectItem item : select.items()) {
      if (item instanceof SelectItem.Item one) {
        SyntaxTrees.bareColumn(one.expression())
            .ifPresent(column -> refuseBareColumn(column.column().name(), column.offset()));
      } else if (item instanceof SelectItem.AllColumns all) {
        refuseBareColumn("*", all.offset());
      }
    }
    return true;
  }

  private static boolean hasAggregate(SelectItem item) {
    return item instanceof SelectItem.Item one && SyntaxTrees.hasAggregate(one.expression());
  }

  private static void refuseBareColumn(String column, int offset) {
    throw EngineException.builder(
            ErrorCode.GROUPING,
            "column \"" + column + "\" must be used in an aggregate function here")
        .at(offset)
        .build();
  }

  private void checkForUpdate(boolean isAggregate) {
    if (!select.forUpdate()) {
      return;
    }
    String obstacle = isAggregate ? "aggregate functions" : select.distinct() ? "DISTINCT" : null;
    if (obstacle == null && !(source instanceof TableSource.Stored)) {
      obstacle = "a SELECT without a stored table";
    }
    if (obstacle != null) {
      throw EngineException.builder(
              ErrorCode.UNSUPPORTED, "FOR UPDATE is not allowed with " + obstacle)
          .build();
    }
  }

  private @Nullable TypedExpression limit(@Nullable Expression expression, String place) {
    return expression == null
        ? null
        : new ExpressionAnalyzer(Scope.empty(), context.parameters(), null)
            .analyzeAs(expression, SqlType.BIGINT, place);
  }

  // ---------------------------------------------------------------- Order

  private List<SortKey> orderBy(Projection projection, boolean isAggregate) {
    if (isAggregate) {
      checkAggregateOrder(projection);
      return List.of(); // There is one row.
    }
    List<SortKey> keys = new ArrayList<>();
    for (Statement.OrderItem item : select.orderBy()) {
      TypedExpression expression = orderExpression(item.expression(), projection);
      keys.add(SortKey.of(expression, item.descending(), item.nullsFirst()));
    }
    return keys;
  }

  private void checkAggregateOrder(Projection projection) {
    for (Statement.OrderItem item : select.orderBy()) {
      Expression expression = item.expression();
      boolean isLabel =
          expression instanceof Expression.ColumnReference column
              && column.table() == null
              && byLabel(column, projection) != null;
      if (!isLabel) {
        SyntaxTrees.bareColumn(expression)
            .ifPresent(column -> refuseBareColumn(column.column().name(), column.offset()));
      }
    }
  }

  private static void refuseConstant(Expression expression) {
    if (expression instanceof Expression.StringLiteral
        || expression instanceof Expression.NullLiteral) {
      throw EngineException.builder(ErrorCode.SYNTAX, "non-integer constant in ORDER BY")
          .at(expression.offset())
          .hint("Write a column without quotes, or in double quotes; single quotes make a text.")
          .build();
    }
  }

  private TypedExpression orderExpression(Expression expression, Projection projection) {
    if (expression instanceof Expression.IntegerLiteral ordinal) {
      return byOrdinal(ordinal, projection);
    }
    if (expression instanceof Expression.ColumnReference column && column.table() == null) {
      TypedExpression labelled = byLabel(column, projection);
      if (labelled != null) {
        return labelled;
      }
    }
    refuseConstant(expression);
    if (SyntaxTrees.hasAggregate(expression)) {
      throw EngineException.builder(
              ErrorCode.GROUPING, "ORDER BY has an aggregate and the select list has none")
          .at(expression.offset())
          .build();
    }
    TypedExpression typed = analyzer.analyze(expression);
    if (select.distinct() && !isSelected(typed, projection)) {
      throw EngineException.builder(
              ErrorCode.INVALID_COLUMN_REFERENCE,
              "for SELECT DISTINCT, ORDER BY expressions must appear in select list")
          .at(expression.offset())
          .hint("Add the expression to the select list.")
          .build();
    }
    return typed;
  }

  private static boolean isSelected(TypedExpression expression, Projection projection) {
    for (int i = 0; i < projection.columns().size(); i++) {
      if (projection.expression(i).equals(expression)) {
        return true;
      }
    }
    return false;
  }

  private static TypedExpression byOrdinal(
      Expression.IntegerLiteral ordinal, Projection projection) {
    int count = projection.columns().size();
    BigInteger value = ordinal.value();
    if (value.signum() <= 0 || value.compareTo(BigInteger.valueOf(count)) > 0) {
      throw EngineException.builder(
              ErrorCode.INVALID_COLUMN_REFERENCE,
              "ORDER BY position " + value + " is not in select list")
          .at(ordinal.offset())
          .hint("Use a position from 1 to " + count + ".")
          .build();
    }
    return projection.expression(value.intValueExact() - 1);
  }

  private static @Nullable TypedExpression byLabel(
      Expression.ColumnReference column, Projection projection) {
    TypedExpression found = null;
    List<ResultColumn> columns = projection.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).label().equals(column.column().name())) {
        if (found != null && !found.equals(projection.expression(i))) {
          throw EngineException.builder(
                  ErrorCode.AMBIGUOUS_COLUMN,
                  "ORDER BY \"" + column.column().name() + "\" is ambiguous")
              .at(column.offset())
              .build();
        }
        found = projection.expression(i);
      }
    }
    return found;
  }

  /** The direction in which the keys have the wanted order, or null when they never have. */
  private @Nullable ScanDirection direction(List<SortKey> order, RowsPlan rowsPlan) {
    KeyAccessPlan access = rowsPlan.access();
    if (order.isEmpty() || rowsPlan.isPointRead()) {
      return ScanDirection.FORWARD;
    }
    if (access == null || source == null) {
      return null;
    }
    int keyColumns = source.definition().primaryKey().size();
    int next = 0;
    Boolean backward = null;
    for (SortKey key : order) {
      int position = KeyConditions.position(source.definition(), key.expression());
      if (position >= 0 && access.isFixed(position)) {
        continue;
      }
      while (next < keyColumns && access.isFixed(next)) {
        next++;
      }
      if (next == keyColumns) {
        break;
      }
      if (position != next || (backward != null && backward != key.descending())) {
        return null;
      }
      backward = key.descending();
      next++;
    }
    return Boolean.TRUE.equals(backward) ? ScanDirection.BACKWARD : ScanDirection.FORWARD;
  }

  // ---------------------------------------------------------------- EXPLAIN

  private List<String> explain(Plan.Select plan, RowsPlan rowsPlan) {
    boolean pushed = plan.isStreaming() && !plan.distinct();
    StringBuilder suffix = new StringBuilder();
    if (plan.direction() == ScanDirection.BACKWARD) {
      suffix.append(" backward");
    }
    if (pushed) {
      append(suffix, ", limit ", select.limit());
      append(suffix, ", offset ", select.offset());
    }
    List<String> lines = rows.explain(rowsPlan, suffix.toString());
    if (plan.isAggregate()) {
      lines.add("Aggregate: " + String.join(", ", itemTexts()));
    }
    if (!plan.sort().isEmpty()) {
      String sorted = String.join(", ", orderTexts());
      lines.add((plan.limit() != null && !plan.distinct() ? "Top-N sort: " : "Sort: ") + sorted);
    }
    if (plan.distinct()) {
      lines.add("Distinct");
    }
    if (!pushed) {
      StringBuilder bounds = new StringBuilder();
      append(bounds, ", limit ", select.limit());
      append(bounds, ", offset ", select.offset());
      if (bounds.length() > 0) {
        lines.add("Result" + bounds);
      }
    }
    return lines;
  }

  private static void append(StringBuilder text, String word, @Nullable Expression expression) {
    if (expression != null) {
      text.append(word).append(ExpressionText.of(expression));
    }
  }

  private List<String> itemTexts() {
    List<String> texts = new ArrayList<>();
    for (SelectItem item : select.items()) {
      if (item instanceof SelectItem.Item one) {
        texts.add(ExpressionText.of(one.expression()));
      }
    }
    return texts;
  }

  private List<String> orderTexts() {
    return select.orderBy().stream()
        .map(item -> ExpressionText.of(item.expression()) + (item.descending() ? " DESC" : ""))
        .toList();
  }
}
