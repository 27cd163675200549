package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.PreparedSql;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.sql.StatementResult;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.SqlParser;
import dev.aft.grammar.SqlSyntaxException;
import dev.aft.grammar.Statement;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads SQL as the engine does, and answers by the statement's kind: a SELECT gives {@link
 * #rowCount} numbered rows or echoes its parameters, a change counts one row, DELETE fails.
 */
final class FakeEngine implements SqlEngine {
  int rowCount = 1;
  int fetched;

  /** Not null: fetches wait until the test completes it. */
  @Nullable CompletableFuture<@Nullable Void> gate;

  @Override
  public List<ParsedStatement> parse(String sql) {
    try {
      return SqlParser.parseScript(sql);
    } catch (SqlSyntaxException e) {
      throw EngineException.builder(ErrorCode.SYNTAX, "syntax error").at(e.offset()).build();
    }
  }

  @Override
  public CompletableFuture<PreparedSql> prepare(
      ParsedStatement statement,
      List<SqlType> parameterTypes,
      Transaction transaction,
      SessionContext context) {
    if (statement.text().contains("missing")) {
      throw EngineException.builder(ErrorCode.UNDEFINED_TABLE, "no such table")
          .at(statement.text().indexOf("missing"))
          .build();
    }
    List<SqlType> types = new ArrayList<>();
    for (int i = 0; i < statement.parameterCount(); i++) {
      types.add(i < parameterTypes.size() ? parameterTypes.get(i) : SqlType.TEXT);
    }
    return CompletableFuture.completedFuture(new Prepared(statement.statement(), types));
  }

  @Override
  public CompletableFuture<Boolean> databaseExists(Transaction transaction, String database) {
    return CompletableFuture.completedFuture(database.equals("aft"));
  }

  @Override
  public CompletableFuture<List<String>> databases(Transaction transaction) {
    return CompletableFuture.completedFuture(List.of("aft"));
  }

  @Override
  public CompletableFuture<Boolean> schemaExists(
      Transaction transaction, String database, String schema) {
    return CompletableFuture.completedFuture(schema.equals("public"));
  }

  private final class Prepared implements PreparedSql {
    private final Statement statement;
    private final List<SqlType> types;

    Prepared(Statement statement, List<SqlType> types) {
      this.statement = statement;
      this.types = List.copyOf(types);
    }

    @Override
    public List<SqlType> parameterTypes() {
      return types;
    }

    @Override
    public List<ResultColumn> columns() {
      if (!(statement instanceof Statement.Select)) {
        return List.of();
      }
      List<ResultColumn> columns = new ArrayList<>();
      for (int i = 0; i < Math.max(1, types.size()); i++) {
        SqlType type = types.isEmpty() ? SqlType.INTEGER : types.get(i);
        columns.add(new ResultColumn("c" + i, type, null, 0));
      }
      return columns;
    }

    @Override
    public String commandTag() {
      return statement.getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }

    @Override
    public boolean isReadOnly() {
      return statement instanceof Statement.Select;
    }

    @Override
    public CompletableFuture<StatementResult> execute(
        Transaction transaction, SessionContext context, @Nullable Object[] parameters) {
      if (statement instanceof Statement.Delete) {
        return CompletableFuture.failedFuture(
            new EngineException(ErrorCode.DIVISION_BY_ZERO, "division by zero"));
      }
      if (statement instanceof Statement.Update) {
        throw new IllegalStateException("secret of the node");
      }
      if (statement instanceof Statement.Get) {
        return transaction
            .read(Bytes.utf8("k"))
            .thenCompose(
                read -> {
                  transaction.write(Bytes.utf8("k"), Bytes.utf8("after the read"));
                  return CompletableFuture.completedFuture(new Result(1, parameters));
                });
      }
      if (!isReadOnly()) {
        transaction.write(Bytes.utf8("k"), Bytes.utf8("v"));
      }
      return CompletableFuture.completedFuture(new Result(isReadOnly() ? -1 : 1, parameters));
    }
  }

  private final class Result implements StatementResult {
    private final long affected;
    private final @Nullable Object[] parameters;
    private int next;

    Result(long affected, @Nullable Object[] parameters) {
      this.affected = affected;
      this.parameters = parameters;
    }

    @Override
    public CompletableFuture<List<Row>> fetch(int maxRows) {
      List<Row> rows = new ArrayList<>();
      while (rows.size() < maxRows && next < rowCount) {
        next++;
        rows.add(parameters.length == 0 ? new Row(next) : new Row(parameters));
      }
      fetched += rows.size();
      CompletableFuture<@Nullable Void> waiting = gate;
      return waiting == null
          ? CompletableFuture.completedFuture(rows)
          : waiting.thenApply(nothing -> rows);
    }

    @Override
    public long affectedRows() {
      return affected;
    }
  }
}
