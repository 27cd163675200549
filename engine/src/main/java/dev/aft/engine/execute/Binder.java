package dev.aft.engine.execute;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.Catalog;
import dev.aft.engine.catalog.CatalogKeys;
import dev.aft.engine.catalog.ColumnDefinition;
import dev.aft.engine.catalog.InformationSchema;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.expression.NearestName;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Plan;
import dev.aft.engine.plan.Planned;
import dev.aft.engine.plan.StatementPlanner;
import dev.aft.engine.plan.TableSource;
import dev.aft.engine.sql.Access;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.QualifiedName;
import dev.aft.grammar.SqlParser;
import dev.aft.grammar.Statement;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds the table of a statement in the catalog and has the statement planned. */
final class Binder {
  private static final String PG_CATALOG = "pg_catalog";

  private final Catalog catalog;
  private final StatementPlanner planner;

  Binder(Catalog catalog, StatementPlanner planner) {
    this.catalog = catalog;
    this.planner = planner;
  }

  /** Whether {@link #bind} takes the statement. */
  static boolean isBindable(Statement statement) {
    return StatementPlanner.isPlannable(statement)
        || statement instanceof Statement.Describe
        || showText(statement) != null;
  }

  CompletableFuture<BoundPlan> bind(
      ParsedStatement statement,
      List<SqlType> declared,
      Transaction transaction,
      SessionContext context) {
    try {
      String show = showText(statement.statement());
      if (show != null) {
        Planned planned = planShow(show);
        return CompletableFuture.completedFuture(
            new BoundPlan(planned, context.database(), context.schema(), null, null, null));
      }
      Optional<QualifiedName> table = StatementPlanner.tableOf(statement.statement());
      if (table.isEmpty()) {
        return CompletableFuture.completedFuture(
            plan(statement, declared, context, null, null, null, null));
      }
      return bindTable(statement, declared, transaction, context, table.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<BoundPlan> bindTable(
      ParsedStatement statement,
      List<SqlType> declared,
      Transaction transaction,
      SessionContext context,
      QualifiedName name) {
    TableName table = Names.table(name, context);
    if (table.schema().equals(InformationSchema.NAME)) {
      TableSource source =
          InformationSchema.find(table.name())
              .map(TableSource.Virtual::new)
              .orElseThrow(() -> undefined(name, InformationSchema.names()));
      return CompletableFuture.completedFuture(
          plan(statement, declared, context, source, null, null, null));
    }
    if (table.schema().equals(PG_CATALOG)) {
      throw undefined(name, List.of());
    }
    Bytes key = CatalogKeys.table(table);
    return Futures.then(
        transaction.read(key),
        value -> {
          Optional<TableDefinition> definition = Catalog.tableOf(table, value);
          if (definition.isEmpty()) {
            return reportUndefined(transaction, table, name, context.access());
          }
          Right right = rightFor(statement.statement());
          BoundPlan.Guard guard =
              new BoundPlan.Guard(right, definition.get().id(), table, name.offset());
          // Before the statement is looked at: its mistakes would tell what the table is like.
          context.access().require(right, guard.tableId(), table, guard.offset());
          TableSource source = new TableSource.Stored(definition.get());
          return CompletableFuture.completedFuture(
              plan(statement, declared, context, source, key, value.orElse(null), guard));
        });
  }

  /** The right on its table that a statement needs. */
  private static Right rightFor(Statement statement) {
    if (statement instanceof Statement.Explain explain) {
      return rightFor(explain.statement());
    } else if (statement instanceof Statement.Select select) {
      return select.forUpdate() ? Right.WRITE : Right.READ;
    }
    boolean reads =
        statement instanceof Statement.Get
            || statement instanceof Statement.Scan
            || statement instanceof Statement.Describe;
    return reads ? Right.READ : Right.WRITE;
  }

  private BoundPlan plan(
      ParsedStatement statement,
      List<SqlType> declared,
      SessionContext context,
      @Nullable TableSource source,
      @Nullable Bytes key,
      @Nullable Bytes value,
      BoundPlan.@Nullable Guard guard) {
    Planned planned =
        statement.statement() instanceof Statement.Describe && source != null
            ? describe(source.definition())
            : planner.plan(statement, declared, source);
    return new BoundPlan(planned, context.database(), context.schema(), key, value, guard);
  }

  // ---------------------------------------------------------------- A table that is not there

  private CompletableFuture<BoundPlan> reportUndefined(
      Transaction transaction, TableName table, QualifiedName name, Access access) {
    return Futures.map(
        catalog.tables(transaction, table.database()),
        tables -> {
          List<String> names = new ArrayList<>();
          for (TableDefinition candidate : tables) {
            if (!access.allows(Right.READ, candidate.id())) {
              continue;
            }
            boolean sameSchema = candidate.name().schema().equals(table.schema());
            names.add(sameSchema ? candidate.name().name() : candidate.name().toString());
          }
          throw undefined(name, names);
        });
  }

  private static EngineException undefined(QualifiedName name, List<String> known) {
    EngineException.Builder builder =
        EngineException.builder(
                ErrorCode.UNDEFINED_TABLE, "relation \"" + name + "\" does not exist")
            .at(name.offset());
    Identifier schema = name.schema();
    boolean postgres =
        name.name().name().startsWith("pg_")
            || (schema != null && schema.name().equals(PG_CATALOG));
    if (postgres) {
      return builder
          .hint(
              "There is no pg_catalog: use SHOW TABLES, DESCRIBE, or the tables of"
                  + " information_schema.")
          .build();
    }
    return NearestName.of(name.name().name(), known)
        .map(nearest -> builder.hint("Did you mean \"" + nearest + "\"?"))
        .orElse(builder)
        .build();
  }

  // ---------------------------------------------------------------- DESCRIBE and SHOW

  private static Planned describe(TableDefinition table) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDefinition column = table.columns().get(i);
      int position = table.primaryKey().indexOf(i);
      rows.add(
          new Row(
              column.name(),
              column.type().toString(),
              column.notNull() ? "NO" : "YES",
              column.defaultText(),
              position < 0 ? null : (Object) (position + 1)));
    }
    List<ResultColumn> columns =
        List.of(
            text("column_name"),
            text("data_type"),
            text("is_nullable"),
            text("column_default"),
            new ResultColumn("primary_key_position", SqlType.INTEGER, null, 0));
    return new Planned(new Plan.Constant(rows), List.of(), columns, "DESCRIBE", List.of());
  }

  private static ResultColumn text(String label) {
    return new ResultColumn(label, SqlType.TEXT, null, 0);
  }

  /** The query that a SHOW stands for, or null. */
  private static @Nullable String showText(Statement statement) {
    if (statement instanceof Statement.ShowTables tables) {
      Identifier schema = tables.schema();
      String in =
          schema == null ? "" : " AND table_schema = '" + schema.name().replace("'", "''") + "'";
      return "SELECT table_schema, table_name FROM information_schema.tables"
          + " WHERE table_type = 'BASE TABLE'"
          + in
          + " ORDER BY table_schema, table_name";
    } else if (statement instanceof Statement.ShowSchemas) {
      return "SELECT schema_name FROM information_schema.schemata ORDER BY schema_name";
    } else if (statement instanceof Statement.ShowDatabases) {
      return "SELECT database_name FROM information_schema.databases ORDER BY database_name";
    }
    return null;
  }

  private Planned planShow(String text) {
    ParsedStatement query = SqlParser.parseStatement(text);
    QualifiedName name = StatementPlanner.tableOf(query.statement()).orElseThrow();
    TableSource source =
        new TableSource.Virtual(InformationSchema.find(name.name().name()).orElseThrow());
    Planned planned = planner.plan(query, List.of(), source);
    return new Planned(planned.plan(), List.of(), planned.columns(), "SHOW", List.of());
  }
}
