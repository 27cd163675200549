package dev.aft.session;

import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.StatementResult;
import dev.aft.engine.type.SqlType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A statement that a session can run: the engine's or one of the session's own. */
interface RunnableStatement {
  /** A statement of nothing but white space. */
  default boolean isEmpty() {
    return false;
  }

  List<SqlType> parameterTypes();

  List<ResultColumn> columns();

  /** Whether {@link #columns} always gives the same. */
  default boolean hasFixedColumns() {
    return true;
  }

  /** Whether it leads out of a failed transaction. */
  boolean endsFailure();

  /** Whether it may be run again by the session when its commit has to be retried. */
  boolean isDefinition();

  /** Whether it works in a transaction, so that one is begun for it where there is none. */
  boolean needsTransaction();

  CompletableFuture<Outcome> run(@Nullable Object[] parameters);

  /**
   * What running gave.
   *
   * @param rows null for a statement without columns
   * @param tag of the command; without count where {@code countsRows}
   * @param countsRows whether the number of rows sent completes the tag
   * @param check fails when the session may not go on with the rows; null where anybody may
   */
  record Outcome(
      @Nullable StatementResult rows, String tag, boolean countsRows, @Nullable Runnable check) {
    Outcome(@Nullable StatementResult rows, String tag, boolean countsRows) {
      this(rows, tag, countsRows, null);
    }

    /**
     * To be asked before more of the rows are read: rights may have gone since the first.
     *
     * @throws dev.aft.engine.EngineException {@code INSUFFICIENT_PRIVILEGE}
     */
    void requireAllowed() {
      if (check != null) {
        check.run();
      }
    }

    static Outcome of(String tag) {
      return new Outcome(null, tag, false);
    }
  }
}
