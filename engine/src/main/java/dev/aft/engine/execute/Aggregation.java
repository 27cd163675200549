package dev.aft.engine.execute;

import dev.aft.engine.expression.AggregateCollector;
import dev.aft.engine.expression.Aggregates;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Plan;
import dev.aft.engine.sql.StatementResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Aggregates over all rows: one row comes out. */
final class Aggregation {
  private static final @Nullable Object[] NO_ROW = {};

  private Aggregation() {}

  static CompletableFuture<StatementResult> run(
      Execution execution, Plan.Select plan, Rows rows, long offset) {
    List<Aggregates.Accumulator> accumulators = new ArrayList<>();
    for (AggregateCollector.Call call : plan.aggregates()) {
      accumulators.add(Aggregates.accumulator(call));
    }
    return Futures.map(
        rows.forEach(
            row -> accumulators.forEach(accumulator -> accumulator.add(execution.evaluation()))),
        done -> offset > 0 ? ListResult.of(List.of()) : result(execution, plan, accumulators));
  }

  private static StatementResult result(
      Execution execution, Plan.Select plan, List<Aggregates.Accumulator> accumulators) {
    @Nullable Object[] results = new @Nullable Object[accumulators.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = accumulators.get(i).result();
    }
    execution.evaluation().row(NO_ROW).aggregates(results);
    return ListResult.of(List.of(plan.projection().apply(execution.evaluation())));
  }
}
