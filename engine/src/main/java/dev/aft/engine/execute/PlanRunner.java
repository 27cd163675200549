package dev.aft.engine.execute;

import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Plan;
import dev.aft.engine.plan.TableCodec;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs any plan. */
final class PlanRunner {
  private PlanRunner() {}

  /** Runs the plan; whatever goes wrong is in the future. */
  static CompletableFuture<StatementResult> run(Execution execution, Plan plan) {
    try {
      if (plan instanceof Plan.Select select) {
        return SelectExecution.run(execution, select);
      } else if (plan instanceof Plan.Insert insert) {
        return new InsertExecution(execution, insert).run();
      } else if (plan instanceof Plan.Update update) {
        return UpdateExecution.update(execution, update);
      } else if (plan instanceof Plan.Delete delete) {
        return UpdateExecution.delete(execution, delete);
      } else if (plan instanceof Plan.Get get) {
        return get(execution, get);
      } else if (plan instanceof Plan.Constant constant) {
        return CompletableFuture.completedFuture(ListResult.of(constant.rows()));
      }
      throw new IllegalStateException("unknown plan " + plan);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletableFuture<StatementResult> get(Execution execution, Plan.Get plan) {
    TableCodec codec = plan.codec();
    List<Bytes> keys = new ArrayList<>();
    for (TypedExpression expression : plan.keys()) {
      Object key = expression.evaluate(execution.evaluation());
      if (key != null) {
        @Nullable Object[] row = {key, null};
        keys.add(codec.key(row));
      }
    }
    return Futures.map(
        execution.transaction().readMany(keys),
        values -> {
          List<Row> rows = new ArrayList<>();
          for (int i = 0; i < keys.size(); i++) {
            if (values.get(i).isPresent()) {
              @Nullable Object[] row = codec.row(keys.get(i), values.get(i).get());
              rows.add(plan.projection().apply(execution.evaluation().row(row)));
            }
          }
          return ListResult.of(rows);
        });
  }
}
