package dev.aft.engine.plan;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.Catalog;
import dev.aft.engine.expression.ParameterTypes;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.QualifiedName;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans queries and data changes: everything that works on the rows of at most one table. */
public final class StatementPlanner {
  private final SqlSettings settings;

  public StatementPlanner(SqlSettings settings) {
    this.settings = settings;
  }

  /** The table that the statement needs to be planned, or empty. */
  public static Optional<QualifiedName> tableOf(Statement statement) {
    if (statement instanceof Statement.Select select) {
      return Optional.ofNullable(select.from());
    } else if (statement instanceof Statement.Insert insert) {
      return Optional.of(insert.table());
    } else if (statement instanceof Statement.Update update) {
      return Optional.of(update.table());
    } else if (statement instanceof Statement.Delete delete) {
      return Optional.of(delete.table());
    } else if (statement instanceof Statement.Describe describe) {
      return Optional.of(describe.table());
    } else if (statement instanceof Statement.Explain explain) {
      return tableOf(explain.statement());
    }
    return isKeyValue(statement) ? Optional.of(keyValueTable()) : Optional.empty();
  }

  private static boolean isKeyValue(Statement statement) {
    return statement instanceof Statement.Get
        || statement instanceof Statement.Put
        || statement instanceof Statement.Del
        || statement instanceof Statement.Scan;
  }

  private static QualifiedName keyValueTable() {
    return new QualifiedName(
        null,
        new Identifier(Catalog.DEFAULT_SCHEMA, 0),
        new Identifier(Catalog.KEY_VALUE_TABLE, 0));
  }

  /** Whether this planner takes the statement. */
  public static boolean isPlannable(Statement statement) {
    return statement instanceof Statement.Select
        || statement instanceof Statement.Insert
        || statement instanceof Statement.Update
        || statement instanceof Statement.Delete
        || isKeyValue(statement)
        || (statement instanceof Statement.Explain explain && isPlannable(explain.statement()));
  }

  /**
   * Plans a statement.
   *
   * @param source what {@link #tableOf} names
   * @throws EngineException with the offset of the mistake
   */
  public Planned plan(
      ParsedStatement parsed, List<SqlType> declared, @Nullable TableSource source) {
    ParameterTypes parameters = new ParameterTypes(declared, parsed.parameterCount());
    return plan(parsed.statement(), new PlanningContext(parameters, settings), source);
  }

  private Planned plan(Statement statement, PlanningContext context, @Nullable TableSource source) {
    if (statement instanceof Statement.Explain explain) {
      return explain(plan(explain.statement(), context, source));
    } else if (statement instanceof Statement.Select select) {
      return new SelectPlanner(context, select, source).plan("SELECT");
    } else if (statement instanceof Statement.Insert insert) {
      return new ChangePlanner(context, stored(source, insert.table())).insert(insert, "INSERT");
    } else if (statement instanceof Statement.Update update) {
      return new ChangePlanner(context, stored(source, update.table())).update(update);
    } else if (statement instanceof Statement.Delete delete) {
      return new ChangePlanner(context, stored(source, delete.table())).delete(delete, "DELETE");
    }
    KeyValuePlanner keyValue = new KeyValuePlanner(context, stored(source, keyValueTable()));
    if (statement instanceof Statement.Get get) {
      return keyValue.get(get);
    } else if (statement instanceof Statement.Put put) {
      return keyValue.put(put);
    } else if (statement instanceof Statement.Del del) {
      return keyValue.del(del);
    } else if (statement instanceof Statement.Scan scan) {
      return keyValue.scan(scan);
    }
    throw new IllegalArgumentException("not planned here: " + statement);
  }

  private static TableSource.Stored stored(@Nullable TableSource source, QualifiedName name) {
    if (source instanceof TableSource.Stored stored) {
      return stored;
    }
    throw EngineException.builder(
            ErrorCode.UNSUPPORTED, "the rows of \"" + name + "\" cannot be changed")
        .at(name.offset())
        .hint("CREATE, DROP and the like change what information_schema shows.")
        .build();
  }

  private static Planned explain(Planned planned) {
    List<Row> rows = planned.explanation().stream().map(line -> new Row(line)).toList();
    return new Planned(
        new Plan.Constant(rows),
        planned.parameterTypes(),
        List.of(new ResultColumn("QUERY PLAN", SqlType.TEXT, null, 0)),
        "EXPLAIN",
        List.of());
  }
}
