package dev.aft.session;

import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A result whose rows are all known. */
final class FixedResult implements StatementResult {
  private final List<Row> rows;
  private int next;

  FixedResult(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  @Override
  public CompletableFuture<List<Row>> fetch(int maxRows) {
    int end = Math.min(rows.size(), next + maxRows);
    List<Row> page = rows.subList(next, end);
    next = end;
    return CompletableFuture.completedFuture(page);
  }

  @Override
  public long affectedRows() {
    return -1;
  }
}
