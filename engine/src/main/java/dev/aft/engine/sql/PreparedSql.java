package dev.aft.engine.sql;

import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A statement checked against the catalog. Immutable and thread-safe: one may serve many
 * connections. If a table it names has changed since, executing it plans it anew; if its columns or
 * parameter types would differ from what was described, it fails with {@code UNSUPPORTED} "cached
 * plan must not change result type".
 */
public interface PreparedSql {
  /** What was said or found out about each parameter, in order; TEXT where nothing told. */
  List<SqlType> parameterTypes();

  /** The columns of the result; empty for a statement that gives no rows. */
  List<ResultColumn> columns();

  /** The first word or two of the command tag: SELECT, INSERT, UPDATE, CREATE TABLE, ... */
  String commandTag();

  /** Whether it never writes: a READ ONLY transaction takes it. */
  boolean isReadOnly();

  /**
   * Executing asks this too; whoever reads on in a result that was begun earlier asks it anew.
   *
   * @throws dev.aft.engine.EngineException {@code INSUFFICIENT_PRIVILEGE} when the session may not,
   *     or not any more, run the statement
   */
  default void requireRight(SessionContext context) {}

  /**
   * Runs the statement.
   *
   * @param parameters one value for each parameter, of the class of its type, or null
   */
  CompletableFuture<StatementResult> execute(
      Transaction transaction, SessionContext context, @Nullable Object[] parameters);
}
