package dev.aft.engine.execute;

import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A result whose rows are all there. */
final class ListResult implements StatementResult {
  private final List<Row> rows;
  private final long affectedRows;
  private int next;

  private ListResult(List<Row> rows, long affectedRows) {
    this.rows = rows;
    this.affectedRows = affectedRows;
  }

  /** The result of a query. */
  static StatementResult of(List<Row> rows) {
    return new ListResult(rows, -1);
  }

  /** The result of a statement that only defines. */
  static StatementResult nothing() {
    return new ListResult(List.of(), -1);
  }

  /**
   * The result of a change.
   *
   * @param returned empty without RETURNING
   */
  static StatementResult changed(long affectedRows, List<Row> returned) {
    return new ListResult(returned, affectedRows);
  }

  @Override
  public CompletableFuture<List<Row>> fetch(int maxRows) {
    int end = (int) Math.min(rows.size(), (long) next + maxRows);
    List<Row> page = next == 0 && end == rows.size() ? rows : rows.subList(next, end);
    next = end;
    return CompletableFuture.completedFuture(page);
  }

  @Override
  public long affectedRows() {
    return affectedRows;
  }
}
