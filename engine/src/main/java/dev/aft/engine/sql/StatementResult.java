package dev.aft.engine.sql;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A statement under way. Rows are made as they are fetched. One fetch at a time; not thread-safe.
 * For a statement that changes data, all changes are in the write buffer when {@link
 * PreparedSql#execute} completes, whatever is fetched later.
 */
public interface StatementResult {
  /**
   * The next rows; fewer than {@code maxRows} (or none) means the end.
   *
   * @param maxRows at least 1
   */
  CompletableFuture<List<Row>> fetch(int maxRows);

  /** Rows inserted, updated or deleted; -1 for a statement that only reads or defines. */
  long affectedRows();
}
