package dev.aft.engine.execute;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.ValueSize;
import org.jspecify.annotations.Nullable;

/** Counts what a statement holds in memory at one time, and refuses more than the bound. */
final class StatementMemory {
  private static final int ROW_BYTES = 32;

  private final long limit;
  private long held;

  private StatementMemory(long limit) {
    this.limit = limit;
  }

  static StatementMemory of(Execution execution) {
    long own = execution.session().access().statementMemory();
    return new StatementMemory(Math.min(own, execution.settings().maxStatementBytes()));
  }

  /** What a row takes, about. */
  static long size(@Nullable Object[] values) {
    long size = ROW_BYTES;
    for (Object value : values) {
      size += ValueSize.of(value);
    }
    return size;
  }

  /**
   * Takes room for as many bytes.
   *
   * @throws EngineException {@code LIMIT_EXCEEDED} when the statement would hold too much
   */
  void take(long bytes) {
    held += bytes;
    if (held > limit) {
      throw EngineException.beyond(
              ErrorCode.LIMIT_EXCEEDED,
              Bound.MAX_STATEMENT_MEMORY,
              limit,
              "the statement holds too much")
          .hint("Work on fewer rows or columns at a time; an ORDER BY on the key needs no memory.")
          .build();
    }
  }

  void give(long bytes) {
    held -= bytes;
  }
}
