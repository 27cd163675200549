package dev.aft.session;

import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A statement of the session itself: transaction control and settings. */
final class ControlStatement implements RunnableStatement {
  private final Statement statement;
  private final List<SqlType> parameterTypes;
  private final List<ResultColumn> columns;
  private final Function<@Nullable Object[], CompletableFuture<Outcome>> action;

  /** One that takes no parameters. */
  ControlStatement(
      Statement statement,
      List<ResultColumn> columns,
      Supplier<CompletableFuture<Outcome>> action) {
    this(statement, List.of(), columns, parameters -> action.get());
  }

  ControlStatement(
      Statement statement,
      List<SqlType> parameterTypes,
      List<ResultColumn> columns,
      Function<@Nullable Object[], CompletableFuture<Outcome>> action) {
    this.statement = statement;
    this.parameterTypes = List.copyOf(parameterTypes);
    this.columns = List.copyOf(columns);
    this.action = action;
  }

  /** The types of parameters whose values are texts, unless the client says otherwise. */
  static List<SqlType> textual(int count, List<SqlType> declared) {
    List<SqlType> types = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean said = i < declared.size() && declared.get(i).kind() != SqlType.Kind.UNKNOWN;
      types.add(said ? declared.get(i) : SqlType.TEXT);
    }
    return types;
  }

  @Override
  public boolean isEmpty() {
    return statement instanceof Statement.Empty;
  }

  @Override
  public List<SqlType> parameterTypes() {
    return parameterTypes;
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
  public boolean needsTransaction() {
    return statement instanceof Statement.SetSchema
        || statement instanceof Statement.ShowTransactionId
        || statement instanceof Statement.SetTransaction;
  }

  @Override
  public CompletableFuture<Outcome> run(@Nullable Object[] parameters) {
    return action.apply(parameters);
  }
}
