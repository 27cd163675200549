package dev.aft.session;

import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A statement of the session itself: transaction control and settings. It takes no parameters. */
final class ControlStatement implements RunnableStatement {
  private final Statement statement;
  private final List<ResultColumn> columns;
  private final Supplier<CompletableFuture<Outcome>> action;

  ControlStatement(
      Statement statement,
      List<ResultColumn> columns,
      Supplier<CompletableFuture<Outcome>> action) {
    this.statement = statement;
    this.columns = List.copyOf(columns);
    this.action = action;
  }

  @Override
  public boolean isEmpty() {
    return statement instanceof Statement.Empty;
  }

  @Override
  public List<SqlType> parameterTypes() {
    return List.of();
  }

  @Override
  public List<ResultColumn> columns() {
    return columns;
  }

  @Override
  public boolean endsFailure() {
    return statement instanceof Statement.Commit
        || statement instanceof Statement.Rollback
        || statement instanceof Statement.RollbackToSavepoint;
  }

  @Override
  public boolean isDefinition() {
    return false;
  }

  @Override
  public CompletableFuture<Outcome> run(@Nullable Object[] parameters) {
    return action.get();
  }
}
