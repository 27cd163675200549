package dev.aft.engine.execute;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Rows as they are read, before any filter. One page at a time. */
interface RowCursor {
  /**
   * The next rows; an empty list is the end.
   *
   * @param wanted at least 1; no more are read
   */
  CompletableFuture<List<FoundRow>> next(int wanted);
}
