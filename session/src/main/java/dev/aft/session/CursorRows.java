package dev.aft.session;

import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The rows of a cursor: knows how many have been passed. Not thread-safe. */
final class CursorRows implements StatementResult {
  private final StatementResult rows;
  private long position;
  private boolean atEnd;

  CursorRows(StatementResult rows) {
    this.rows = rows;
  }

  /** How many rows have been passed: the number of the last one. */
  long position() {
    return position;
  }

  @Override
  public CompletableFuture<List<Row>> fetch(int maxRows) {
    if (atEnd) {
      return CompletableFuture.completedFuture(List.of());
    }
    return rows.fetch(maxRows)
        .thenApply(
            page -> {
              position += page.size();
              atEnd = page.size() < maxRows;
              return page;
            });
  }

  @Override
  public long affectedRows() {
    return -1;
  }

  /** The next rows, {@code count} at most. */
  StatementResult next(long count) {
    return new Part(count);
  }

  private final class Part implements StatementResult {
    private long left;

    Part(long count) {
      this.left = count;
    }

    @Override
    public CompletableFuture<List<Row>> fetch(int maxRows) {
      int wanted = (int) Math.min(maxRows, left);
      left -= wanted;
      return wanted == 0
          ? CompletableFuture.completedFuture(List.of())
          : CursorRows.this.fetch(wanted);
    }

    @Override
    public long affectedRows() {
      return -1;
    }
  }
}
