package dev.aft.engine.execute;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.Catalog;
import dev.aft.engine.catalog.CatalogChanges;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.TableDefinitions;
import dev.aft.engine.sql.Access;
import dev.aft.engine.sql.PreparedSql;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.StatementResult;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.QualifiedName;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** CREATE and DROP of tables, schemas and databases. Nothing to plan: each execution looks anew. */
final class PreparedDefinition implements PreparedSql {
  private static final Map<Class<? extends Statement>, String> TAGS =
      Map.of(
          Statement.CreateTable.class, "CREATE TABLE",
          Statement.DropTable.class, "DROP TABLE",
          Statement.CreateSchema.class, "CREATE SCHEMA",
          Statement.DropSchema.class, "DROP SCHEMA",
          Statement.CreateDatabase.class, "CREATE DATABASE",
          Statement.DropDatabase.class, "DROP DATABASE");

  private final Catalog catalog;
  private final CatalogChanges changes;
  private final Statement statement;
  private final int maxColumns;

  PreparedDefinition(Catalog catalog, CatalogChanges changes, Statement statement, int maxColumns) {
    this.catalog = catalog;
    this.changes = changes;
    this.statement = statement;
    this.maxColumns = maxColumns;
  }

  static boolean isDefinition(Statement statement) {
    return TAGS.containsKey(statement.getClass());
  }

  @Override
  public List<SqlType> parameterTypes() {
    return List.of();
  }

  @Override
  public List<ResultColumn> columns() {
    return List.of();
  }

  @Override
  public String commandTag() {
    return TAGS.getOrDefault(statement.getClass(), "");
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public CompletableFuture<StatementResult> execute(
      Transaction transaction, SessionContext context, @Nullable Object[] parameters) {
    try {
      return Futures.map(change(transaction, context), changed -> ListResult.nothing())
          .exceptionallyCompose(
              failure -> CompletableFuture.failedFuture(withOffset(Futures.unwrap(failure))));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(withOffset(e));
    }
  }

  private CompletableFuture<Boolean> change(Transaction transaction, SessionContext context) {
    String database = context.database();
    if (!(statement instanceof Statement.DropTable)) {
      context.access().requireEverywhere(Right.ADMIN, commandTag());
    }
    if (statement instanceof Statement.CreateTable create) {
      TableName name = Names.table(create.table(), context);
      TableDefinition table = TableDefinitions.of(create, name, maxColumns);
      return changes.createTable(transaction, table, create.ifNotExists());
    } else if (statement instanceof Statement.DropTable drop) {
      return dropTables(transaction, context, drop, 0);
    } else if (statement instanceof Statement.CreateSchema create) {
      return changes.createSchema(
          transaction, database, create.schema().name(), create.ifNotExists());
    } else if (statement instanceof Statement.DropSchema drop) {
      return changes.dropSchema(
          transaction, database, drop.schema().name(), drop.ifExists(), drop.cascade());
    } else if (statement instanceof Statement.CreateDatabase create) {
      return changes.createDatabase(transaction, create.database().name(), create.ifNotExists());
    } else if (statement instanceof Statement.DropDatabase drop) {
      return changes.dropDatabase(transaction, drop.database().name(), database, drop.ifExists());
    }
    throw new IllegalStateException("no definition: " + statement);
  }

  private CompletableFuture<Boolean> dropTables(
      Transaction transaction, SessionContext context, Statement.DropTable drop, int index) {
    if (index == drop.tables().size()) {
      return CompletableFuture.completedFuture(true);
    }
    QualifiedName name = drop.tables().get(index);
    TableName table = Names.table(name, context);
    return Futures.then(
        Futures.then(
            requireRight(transaction, context, table, name.offset()),
            allowed -> changes.dropTable(transaction, table)),
        dropped -> {
          if (!dropped && !drop.ifExists()) {
            throw EngineException.builder(
                    ErrorCode.UNDEFINED_TABLE, "table \"" + name + "\" does not exist")
                .at(name.offset())
                .build();
          }
          return dropTables(transaction, context, drop, index + 1);
        });
  }

  /** Whoever has ADMIN on a table may drop it. */
  private CompletableFuture<Boolean> requireRight(
      Transaction transaction, SessionContext context, TableName table, int offset) {
    Access access = context.access();
    if (access.allowsEverywhere(Right.ADMIN)) {
      return CompletableFuture.completedFuture(true);
    }
    return Futures.map(
        catalog.findTable(transaction, table),
        found -> {
          found.ifPresent(known -> access.require(Right.ADMIN, known.id(), table, offset));
          return true;
        });
  }

  /** Points at the name in the statement where the catalog could not. */
  private Throwable withOffset(Throwable failure) {
    if (!(failure instanceof EngineException error)
        || error.offset() != EngineException.NO_OFFSET
        || error.code().category() != ErrorCode.Category.USER) {
      return failure;
    }
    EngineException.Builder builder =
        EngineException.builder(error.code(), String.valueOf(error.getMessage()))
            .at(offset())
            .hint(error.hint());
    String detail = error.detail();
    return (detail == null ? builder : builder.detail(detail)).build();
  }

  private int offset() {
    if (statement instanceof Statement.CreateTable create) {
      return create.table().offset();
    } else if (statement instanceof Statement.DropTable drop) {
      return drop.tables().get(0).offset();
    } else if (statement instanceof Statement.CreateSchema create) {
      return create.schema().offset();
    } else if (statement instanceof Statement.DropSchema drop) {
      return drop.schema().offset();
    } else if (statement instanceof Statement.CreateDatabase create) {
      return create.database().offset();
    } else if (statement instanceof Statement.DropDatabase drop) {
      return drop.database().offset();
    }
    return EngineException.NO_OFFSET;
  }
}
