package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.PreparedSql;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.StatementResult;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Statement;
import dev.aft.protocol.CommandTag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A statement of the engine, run in the session's transaction. */
final class EngineStatement implements RunnableStatement {
  private final SessionState session;
  private final PreparedSql prepared;
  private final boolean definition;
  private final boolean countsRows;

  EngineStatement(SessionState session, PreparedSql prepared, Statement statement) {
    this.session = session;
    this.prepared = prepared;
    this.definition = isDefinition(statement);
    this.countsRows =
        statement instanceof Statement.Select
            || statement instanceof Statement.Get
            || statement instanceof Statement.Scan;
  }

  private static boolean isDefinition(Statement statement) {
    return statement instanceof Statement.CreateTable
        || statement instanceof Statement.DropTable
        || statement instanceof Statement.CreateSchema
        || statement instanceof Statement.DropSchema
        || statement instanceof Statement.CreateDatabase
        || statement instanceof Statement.DropDatabase
        || statement instanceof Statement.CreateUser
        || statement instanceof Statement.AlterUser
        || statement instanceof Statement.DropUser
        || statement instanceof Statement.Grant
        || statement instanceof Statement.Revoke;
  }

  @Override
  public List<SqlType> parameterTypes() {
    return prepared.parameterTypes();
  }

  @Override
  public List<ResultColumn> columns() {
    return prepared.columns();
  }

  @Override
  public boolean endsFailure() {
    return false;
  }

  @Override
  public boolean isDefinition() {
    return definition;
  }

  @Override
  public boolean needsTransaction() {
    return true;
  }

  @Override
  public CompletableFuture<Outcome> run(@Nullable Object[] parameters) {
    TransactionBlock block = session.block();
    if (!prepared.isReadOnly() && block.isReadOnly()) {
      throw new EngineException(
          ErrorCode.READ_ONLY_TRANSACTION,
          "cannot execute " + prepared.commandTag() + " in a read-only transaction");
    }
    return Async.then(
        prepared.execute(block.current(), session, parameters),
        session.executor(),
        result -> CompletableFuture.completedFuture(outcome(result)));
  }

  private Outcome outcome(StatementResult result) {
    String tag = prepared.commandTag();
    if (result.affectedRows() >= 0) {
      tag = CommandTag.of(tag, result.affectedRows());
    }
    return new Outcome(
        prepared.columns().isEmpty() ? null : result,
        tag,
        countsRows && result.affectedRows() < 0,
        () -> prepared.requireRight(session));
  }
}
