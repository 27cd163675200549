package dev.aft.engine.execute;

import dev.aft.engine.future.AsyncLoop;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Plan;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Rows that go out in the order they are read. Reads no more than is fetched and the limit allows.
 */
final class StreamingResult implements StatementResult {
  private static final int FIRST_FILTERED_PAGE = 32;

  private final Execution execution;
  private final Plan.Select plan;
  private final Rows rows;
  private final @Nullable DistinctRows distinct;
  private long toSkip;
  private long toEmit;
  private int filteredPage = FIRST_FILTERED_PAGE;
  private boolean ended;
  private List<FoundRow> page = List.of();
  private int nextInPage;

  StreamingResult(Execution execution, Plan.Select plan, Rows rows, long offset, long limit) {
    this.execution = execution;
    this.plan = plan;
    this.rows = rows;
    this.distinct = plan.distinct() ? DistinctRows.of(execution, plan.projection()) : null;
    this.toSkip = offset;
    this.toEmit = limit;
  }

  @Override
  public long affectedRows() {
    return -1;
  }

  @Override
  public CompletableFuture<List<Row>> fetch(int maxRows) {
    List<Row> fetched = new ArrayList<>(Math.min(maxRows, execution.settings().scanPageRows()));
    if (isFull(fetched, maxRows) || drain(fetched, maxRows)) {
      return CompletableFuture.completedFuture(fetched);
    }
    return Futures.map(
        AsyncLoop.run(
            () -> rows.next(pageSize(maxRows - fetched.size())),
            found -> {
              execution.session().checkCancelled();
              page = found;
              nextInPage = 0;
              ended = found.isEmpty();
              return !drain(fetched, maxRows);
            },
            execution.shared().environment().worker()),
        done -> fetched);
  }

  private boolean isFull(List<Row> fetched, int maxRows) {
    return ended || toEmit == 0 || fetched.size() >= maxRows;
  }

  /** Moves what passes from the page to the rows fetched; answers whether these are enough. */
  private boolean drain(List<Row> fetched, int maxRows) {
    while (nextInPage < page.size() && !isFull(fetched, maxRows)) {
      FoundRow row = page.get(nextInPage++);
      if (rows.passes(row)) {
        take(row, fetched);
      }
    }
    return isFull(fetched, maxRows);
  }

  private void take(FoundRow row, List<Row> fetched) {
    if (distinct == null && toSkip > 0) {
      toSkip--;
      return;
    }
    Row made = SelectExecution.emit(execution, plan, row);
    if (distinct != null) {
      if (!distinct.add(made)) {
        return;
      }
      if (toSkip > 0) {
        toSkip--;
        return;
      }
    }
    fetched.add(made);
    toEmit--;
  }

  private int pageSize(int missing) {
    int largest = execution.settings().scanPageRows();
    long wanted = Math.min(missing, toEmit);
    wanted = toSkip > Integer.MAX_VALUE ? largest : wanted + toSkip;
    if (!rows.isUnfiltered() || distinct != null) {
      wanted = Math.max(wanted, filteredPage);
      filteredPage = Math.min(largest, filteredPage * 2);
    }
    return (int) Math.max(1, Math.min(wanted, largest));
  }
}
