package dev.aft.driver;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

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
  static long[] ofAll(ResultCollector collector, List<BatchSource.Item> items) {
    long[] heard = heard(collector, items);
    int size = sizeOf(items);
    long[] all = Arrays.copyOf(heard, size);
    Arrays.fill(all, Math.min(heard.length, size), size, Statement.SUCCESS_NO_INFO);
    return all;
  }

  private static int sizeOf(List<BatchSource.Item> items) {
    return items.stream().mapToInt(BatchSource.Item::rows).sum();
  }

  /** Counts of the statements that have been answered. */
  private static long[] heard(ResultCollector collector, List<BatchSource.Item> items) {
    List<StatementOutcome> outcomes = collector.outcomes();
    int answered = Math.min(outcomes.size(), items.size());
    long[] counts = new long[sizeOf(items.subList(0, answered))];
    int at = 0;
    for (int i = 0; i < answered; i++) {
      int rows = items.get(i).rows();
      Arrays.fill(counts, at, at + rows, rows == 1 ? outcomes.get(i).updateCount() : 1);
      at += rows;
    }
    return counts;
  }

  /** Alone in its transaction, nothing of a failed batch remains: all of it counts as failed. */
  static BatchUpdateException failure(
      SQLException cause, List<BatchSource.Item> items, ResultCollector collector, boolean alone) {
    long[] counts = heard(collector, items);
    int done = Math.min(collector.outcomes().size(), items.size() - 1);
    String which = which(counts.length, items.get(done).rows());
    if (alone) {
      counts = new long[sizeOf(items)];
      Arrays.fill(counts, Statement.EXECUTE_FAILED);
    }
    BatchUpdateException failure =
        new BatchUpdateException(
            which + " of the batch failed: " + cause.getMessage(),
            cause.getSQLState(),
            cause.getErrorCode(),
            counts,
            cause);
    failure.setNextException(cause);
    return failure;
  }

  private static String which(int before, int rows) {
    return rows == 1
        ? "statement " + (before + 1)
        : "one of the statements " + (before + 1) + " to " + (before + rows);
  }

  /** One count for each text of the application, which may have several statements: their sum. */
  static long[] byText(long[] counts, List<Integer> sizes) {
    long[] sums = new long[sizes.size()];
    int texts = 0;
    int at = 0;
    for (int size : sizes) {
      if (at + size > counts.length) {
        break;
      }
      for (int end = at + size; at < end; at++) {
        boolean unknown = counts[at] < 0 || sums[texts] < 0;
        sums[texts] = unknown ? Math.min(counts[at], sums[texts]) : sums[texts] + counts[at];
      }
      texts++;
    }
    return Arrays.copyOf(sums, texts);
  }

  static BatchUpdateException byText(BatchUpdateException e, List<Integer> sizes) {
    BatchUpdateException same =
        new BatchUpdateException(
            e.getMessage(),
            e.getSQLState(),
            e.getErrorCode(),
            byText(e.getLargeUpdateCounts(), sizes),
            e.getCause());
    same.setNextException(e.getNextException());
    return same;
  }
}
