package dev.aft.engine.execute;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Plan;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs SELECT: chooses between the single key, rows that stream and rows that must be gathered. */
final class SelectExecution {
  private SelectExecution() {}

  static CompletableFuture<StatementResult> run(Execution execution, Plan.Select plan) {
    if (plan.rows().isPointRead() && isPlain(plan)) {
      CompletableFuture<List<FoundRow>> point = Rows.point(execution, plan.rows());
      if (point != null) {
        return Futures.map(point, rows -> pointResult(execution, plan, rows));
      }
    }
    long offset = bound(execution, plan.offset(), ErrorCode.INVALID_OFFSET, 0);
    long limit = bound(execution, plan.limit(), ErrorCode.INVALID_LIMIT, Long.MAX_VALUE);
    if (limit == 0) {
      return CompletableFuture.completedFuture(ListResult.of(List.of()));
    }
    return Futures.then(
        Rows.open(execution, plan.rows(), plan.direction()),
        rows -> {
          if (plan.isStreaming()) {
            return CompletableFuture.completedFuture(
                new StreamingResult(execution, plan, rows, offset, limit));
          }
          return plan.isAggregate()
              ? Aggregation.run(execution, plan, rows, offset)
              : Sorting.run(execution, plan, rows, offset, limit);
        });
  }

  /** Whether nothing but the row itself matters. */
  private static boolean isPlain(Plan.Select plan) {
    return plan.isStreaming()
        && plan.limit() == null
        && plan.offset() == null
        && plan.rows().gate().isEmpty();
  }

  private static StatementResult pointResult(
      Execution execution, Plan.Select plan, List<FoundRow> rows) {
    if (rows.isEmpty()) {
      return ListResult.of(List.of());
    }
    if (plan.forUpdate()) {
      execution.transaction().requireUnchanged(rows.get(0).key());
    }
    return ListResult.of(List.of(plan.projection().apply(execution.evaluation())));
  }

  private static long bound(
      Execution execution, @Nullable TypedExpression expression, ErrorCode code, long otherwise) {
    Object value = expression == null ? null : expression.evaluate(execution.evaluation());
    if (value == null) {
      return otherwise;
    }
    long bound = (Long) value;
    if (bound < 0) {
      String name = code == ErrorCode.INVALID_LIMIT ? "LIMIT" : "OFFSET";
      throw new EngineException(code, name + " must not be negative");
    }
    return bound;
  }

  /** The row of the evaluation as it goes out; it must stay unchanged for FOR UPDATE. */
  static Row emit(Execution execution, Plan.Select plan, FoundRow row) {
    if (plan.forUpdate()) {
      execution.transaction().requireUnchanged(row.key());
    }
    return plan.projection().apply(execution.evaluation());
  }
}
