package dev.aft.engine.plan;

import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.expression.ExpressionAnalyzer;
import dev.aft.engine.expression.Scope;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.type.ComparisonOperator;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.QualifiedName;
import dev.aft.grammar.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans GET, PUT, DEL and SCAN on the key-value table, as the statements they abbreviate. */
final class KeyValuePlanner {
  private static final Identifier KEY = new Identifier("key", 0);
  private static final QualifiedName TABLE =
      new QualifiedName(null, new Identifier("public", 0), new Identifier("kv", 0));
  private static final Statement.SelectItem ALL = new Statement.SelectItem.AllColumns(null, 0);

  private final PlanningContext context;
  private final TableSource.Stored source;

  KeyValuePlanner(PlanningContext context, TableSource.Stored source) {
    this.context = context;
    this.source = source;
  }

  Planned get(Statement.Get get) {
    TableDefinition table = source.definition();
    TableScope scope = new TableScope(table, null, false);
    ExpressionAnalyzer analyzer = new ExpressionAnalyzer(scope, context.parameters(), null);
    Projection projection = new ProjectionPlanner(scope, analyzer).plan(List.of(ALL));
    List<TypedExpression> keys = new ArrayList<>();
    for (Expression key : get.keys()) {
      keys.add(text(key, "GET"));
    }
    TableCodec codec = TableCodec.of(table, context.settings().maxKeyBytes());
    String read = keys.size() == 1 ? "Point read" : "Multi-read";
    String keyText = String.join(", ", get.keys().stream().map(ExpressionText::of).toList());
    return new Planned(
        new Plan.Get(codec, keys, projection),
        context.parameters().finish(),
        projection.columns(),
        "GET",
        List.of(read + " on kv (key: " + keyText + ")"));
  }

  private TypedExpression text(Expression expression, String place) {
    return new ExpressionAnalyzer(Scope.empty(), context.parameters(), null)
        .analyzeAs(expression, SqlType.VARCHAR, place);
  }

  Planned put(Statement.Put put) {
    List<List<Expression>> rows = new ArrayList<>();
    put.pairs().forEach(pair -> rows.add(List.of(pair.key(), pair.value())));
    Statement.Insert upsert =
        new Statement.Insert(TABLE, null, List.of(), rows, true, null, List.of(), false);
    return new ChangePlanner(context, source).insert(upsert, "PUT");
  }

  Planned del(Statement.Del del) {
    Expression key = new Expression.ColumnReference(null, KEY, del.offset());
    Expression where = new Expression.In(key, del.keys(), false, del.offset());
    Statement.Delete delete = new Statement.Delete(TABLE, null, where, List.of(), false);
    return new ChangePlanner(context, source).delete(delete, "DEL");
  }

  Planned scan(Statement.Scan scan) {
    Statement.Select select =
        new Statement.Select(
            false, List.of(ALL), TABLE, null, null, List.of(), scan.limit(), null, false);
    SelectPlanner planner = new SelectPlanner(context, select, source);
    bound(planner, ComparisonOperator.GREATER_OR_EQUAL, scan.from());
    bound(planner, ComparisonOperator.LESS, scan.to());
    Expression prefix = scan.prefix();
    if (prefix != null) {
      TypedExpression typed = text(prefix, "PREFIX");
      KeyCondition.StartsWith condition =
          new KeyCondition.StartsWith(
              0,
              evaluation -> {
                Object value = typed.evaluate(evaluation);
                return value == null ? "" : (String) value;
              });
      planner.rows().addKeyCondition(condition, "key PREFIX " + ExpressionText.of(prefix));
    }
    return planner.plan("SCAN");
  }

  private void bound(
      SelectPlanner planner, ComparisonOperator operator, @Nullable Expression expression) {
    if (expression != null) {
      KeyCondition condition = new KeyCondition.Compare(0, operator, text(expression, "SCAN"));
      planner
          .rows()
          .addKeyCondition(
              condition, "key " + operator.symbol() + " " + ExpressionText.of(expression));
    }
  }
}
