package dev.aft.driver;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

/** What a batch says of itself: the counts of its statements, and how it failed. */
final class BatchCounts {
  private BatchCounts() {}

  /** JDBC refuses queries in a batch; here before anything of it is sent. */
  static void requireNoQuery(String sql, int size) throws BatchUpdateException {
    if (BatchSource.isQuery(sql)) {
      long[] counts = new long[size];
      Arrays.fill(counts, Statement.EXECUTE_FAILED);
      throw new BatchUpdateException(
          "a query cannot be in a batch; nothing of the batch was executed",
          SqlErrors.UNEXPECTED_RESULT,
          0,
          counts,
          null);
    }
  }

  /** A commit that was found out about has succeeded with counts that nobody has heard. */
  static long[] ofAll(ResultCollector collector, int size) {
    long[] heard = heard(collector);
    long[] all = Arrays.copyOf(heard, size);
    Arrays.fill(all, Math.min(heard.length, size), size, Statement.SUCCESS_NO_INFO);
    return all;
  }

  private static long[] heard(ResultCollector collector) {
    return collector.outcomes().stream().mapToLong(StatementOutcome::updateCount).toArray();
  }

  /** Alone in its transaction, nothing of a failed batch remains: all of it counts as failed. */
  static BatchUpdateException failure(
      SQLException cause, int size, ResultCollector collector, boolean alone) {
    long[] counts = heard(collector);
    int failed = counts.length;
    if (alone) {
      counts = new long[size];
      Arrays.fill(counts, Statement.EXECUTE_FAILED);
    }
    BatchUpdateException failure =
        new BatchUpdateException(
            "statement " + (failed + 1) + " of the batch failed: " + cause.getMessage(),
            cause.getSQLState(),
            cause.getErrorCode(),
            counts,
            cause);
    failure.setNextException(cause);
    return failure;
  }
}
