package dev.aft.engine.execute;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Rows that are there already. */
final class ListCursor implements RowCursor {
  private final List<FoundRow> rows;
  private int next;

  ListCursor(List<FoundRow> rows) {
    this.rows = rows;
  }

  @Override
  public CompletableFuture<List<FoundRow>> next(int wanted) {
    int end = (int) Math.min(rows.size(), (long) next + wanted);
    List<FoundRow> page = rows.subList(next, end);
    next = end;
    return CompletableFuture.completedFuture(page);
  }
}
