package dev.aft.engine.plan;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.ColumnDefinition;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.expression.ExpressionAnalyzer;
import dev.aft.engine.expression.Scope;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans INSERT, UPSERT, UPDATE and DELETE on one table. Used once. */
final class ChangePlanner {
  private final PlanningContext context;
  private final TableDefinition table;
  private final TableSource source;

  ChangePlanner(PlanningContext context, TableSource.Stored source) {
    this.context = context;
    this.table = source.definition();
    this.source = source;
  }

  // ---------------------------------------------------------------- INSERT

  Planned insert(Statement.Insert insert, String commandTag) {
    List<Integer> targets = targets(insert.columns());
    List<TypedExpression> defaults = new ArrayList<>();
    table.columns().forEach(column -> defaults.add(DefaultValues.of(column)));
    List<List<TypedExpression>> rows = new ArrayList<>();
    if (insert.rows().isEmpty()) {
      rows.add(defaults);
    }
    for (List<Expression> values : insert.rows()) {
      rows.add(row(insert, targets, values, defaults));
    }
    Statement.OnConflict conflict = insert.onConflict();
    List<Plan.Assignment> assignments = List.of();
    Filter condition = Filter.NONE;
    if (conflict != null) {
      checkTarget(conflict.target());
    }
    if (conflict instanceof Statement.OnConflict.DoUpdate update) {
      TableScope scope = new TableScope(table, insert.alias(), true);
      assignments = assignments(update.assignments(), scope);
      refuseKeyChange(update.assignments(), assignments);
      condition = condition(update.where(), scope);
    }
    Projection returning = returning(insert.returning(), insert.alias());
    Plan.Insert plan =
        new Plan.Insert(
            TableCodec.of(table, context.settings().maxKeyBytes()),
            rows,
            existingRow(insert),
            assignments,
            condition,
            returning,
            insert.forUpdate());
    String line = (insert.upsert() ? "Upsert into " : "Insert into ") + table.name().name();
    String count = rows.size() == 1 ? " (1 row)" : " (" + rows.size() + " rows)";
    return planned(plan, returning, commandTag, List.of(line + count + explain(conflict)));
  }

  private static String explain(Statement.@Nullable OnConflict conflict) {
    if (conflict == null) {
      return "";
    }
    return conflict instanceof Statement.OnConflict.DoNothing
        ? ", on conflict do nothing"
        : ", on conflict do update";
  }

  private static Plan.ExistingRow existingRow(Statement.Insert insert) {
    Statement.OnConflict conflict = insert.onConflict();
    if (insert.upsert()) {
      return Plan.ExistingRow.REPLACE;
    } else if (conflict == null) {
      return Plan.ExistingRow.FAIL;
    }
    return conflict instanceof Statement.OnConflict.DoNothing
        ? Plan.ExistingRow.SKIP
        : Plan.ExistingRow.UPDATE;
  }

  private List<Integer> targets(List<Identifier> columns) {
    List<Integer> targets = new ArrayList<>();
    if (columns.isEmpty()) {
      for (int slot = 0; slot < table.columns().size(); slot++) {
        targets.add(slot);
      }
      return targets;
    }
    TableScope scope = new TableScope(table, null, false);
    Set<Integer> seen = new HashSet<>();
    for (Identifier column : columns) {
      int slot = scope.target(column);
      if (!seen.add(slot)) {
        throw duplicateColumn(column);
      }
      targets.add(slot);
    }
    return targets;
  }

  private static EngineException duplicateColumn(Identifier column) {
    return EngineException.builder(
            ErrorCode.DUPLICATE_COLUMN, "column \"" + column.name() + "\" specified more than once")
        .at(column.offset())
        .build();
  }

  private List<TypedExpression> row(
      Statement.Insert insert,
      List<Integer> targets,
      List<Expression> values,
      List<TypedExpression> defaults) {
    checkCount(insert, targets, values);
    List<TypedExpression> row = new ArrayList<>(defaults);
    ExpressionAnalyzer analyzer = new ExpressionAnalyzer(Scope.empty(), context.parameters(), null);
    for (int i = 0; i < values.size(); i++) {
      int slot = targets.get(i);
      if (!(values.get(i) instanceof Expression.DefaultValue)) {
        ColumnDefinition column = table.columns().get(slot);
        row.set(slot, analyzer.analyzeAssignment(values.get(i), column.type(), column.name()));
      }
    }
    return row;
  }

  private static void checkCount(
      Statement.Insert insert, List<Integer> targets, List<Expression> values) {
    int expected = insert.rows().get(0).size();
    if (values.size() != expected) {
      throw syntax("VALUES lists must all be the same length", values.get(0).offset());
    }
    if (values.size() > targets.size()) {
      throw syntax(
          "INSERT has more expressions than target columns", values.get(targets.size()).offset());
    }
    if (!insert.columns().isEmpty() && values.size() < targets.size()) {
      throw syntax(
          "INSERT has more target columns than expressions",
          insert.columns().get(values.size()).offset());
    }
  }

  private static EngineException syntax(String message, int offset) {
    return EngineException.builder(ErrorCode.SYNTAX, message).at(offset).build();
  }

  private void checkTarget(List<Identifier> target) {
    if (target.isEmpty()) {
      return;
    }
    TableScope scope = new TableScope(table, null, false);
    Set<Integer> slots = target.stream().map(scope::target).collect(Collectors.toSet());
    if (!slots.equals(Set.copyOf(table.primaryKey()))) {
      throw EngineException.builder(
              ErrorCode.INVALID_COLUMN_REFERENCE,
              "the ON CONFLICT target is not the primary key of table \""
                  + table.name().name()
                  + "\"")
          .at(target.get(0).offset())
          .build();
    }
  }

  private void refuseKeyChange(
      List<Statement.Assignment> syntax, List<Plan.Assignment> assignments) {
    for (int i = 0; i < assignments.size(); i++) {
      if (table.isKey(assignments.get(i).slot())) {
        throw EngineException.builder(
                ErrorCode.UNSUPPORTED, "ON CONFLICT DO UPDATE cannot change the primary key")
            .at(syntax.get(i).column().offset())
            .build();
      }
    }
  }

  // ---------------------------------------------------------------- UPDATE and DELETE

  Planned update(Statement.Update update) {
    TableScope scope = new TableScope(table, update.alias(), false);
    List<Plan.Assignment> assignments = assignments(update.assignments(), scope);
    RowsPlanner rows = new RowsPlanner(context, source, scope);
    rows.where(update.where());
    Projection returning = returning(update.returning(), update.alias());
    boolean moves = assignments.stream().anyMatch(change -> table.isKey(change.slot()));
    RowsPlan rowsPlan = rows.plan(null);
    Plan.Update plan = new Plan.Update(rowsPlan, assignments, moves, returning, update.forUpdate());
    List<String> lines = new ArrayList<>();
    lines.add("Update " + table.name().name() + (moves ? " (changes the key)" : ""));
    lines.addAll(rows.explain(rowsPlan, ""));
    return planned(plan, returning, "UPDATE", lines);
  }

  Planned delete(Statement.Delete delete, String commandTag) {
    TableScope scope = new TableScope(table, delete.alias(), false);
    RowsPlanner rows = new RowsPlanner(context, source, scope);
    rows.where(delete.where());
    Projection returning = Projection.NONE;
    if (!delete.returning().isEmpty()) {
      ExpressionAnalyzer analyzer = new ExpressionAnalyzer(scope, context.parameters(), null);
      returning = new ProjectionPlanner(scope, analyzer).plan(delete.returning());
    }
    RowsPlan rowsPlan = rows.plan(scope.used());
    List<String> lines = new ArrayList<>();
    lines.add("Delete from " + table.name().name());
    lines.addAll(rows.explain(rowsPlan, ""));
    return planned(
        new Plan.Delete(rowsPlan, returning, delete.forUpdate()), returning, commandTag, lines);
  }

  private List<Plan.Assignment> assignments(
      List<Statement.Assignment> assignments, TableScope scope) {
    ExpressionAnalyzer analyzer = new ExpressionAnalyzer(scope, context.parameters(), null);
    List<Plan.Assignment> planned = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (Statement.Assignment assignment : assignments) {
      int slot = scope.target(assignment.column());
      if (!seen.add(slot)) {
        throw duplicateColumn(assignment.column());
      }
      ColumnDefinition column = table.columns().get(slot);
      TypedExpression value =
          assignment.value() instanceof Expression.DefaultValue
              ? DefaultValues.of(column)
              : analyzer.analyzeAssignment(assignment.value(), column.type(), column.name());
      planned.add(new Plan.Assignment(slot, value));
    }
    return planned;
  }

  private Filter condition(@Nullable Expression where, TableScope scope) {
    if (where == null) {
      return Filter.NONE;
    }
    ExpressionAnalyzer analyzer = new ExpressionAnalyzer(scope, context.parameters(), null);
    return new Filter(List.of(analyzer.analyzeCondition(where)));
  }

  private Projection returning(List<Statement.SelectItem> items, @Nullable Identifier alias) {
    if (items.isEmpty()) {
      return Projection.NONE;
    }
    TableScope scope = new TableScope(table, alias, false);
    ExpressionAnalyzer analyzer = new ExpressionAnalyzer(scope, context.parameters(), null);
    return new ProjectionPlanner(scope, analyzer).plan(items);
  }

  private Planned planned(
      Plan plan, Projection returning, String commandTag, List<String> explanation) {
    return new Planned(
        plan, context.parameters().finish(), returning.columns(), commandTag, explanation);
  }
}
