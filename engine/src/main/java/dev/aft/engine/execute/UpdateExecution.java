package dev.aft.engine.execute;

import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.expression.EvaluationContext;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Plan;
import dev.aft.engine.plan.TableCodec;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs UPDATE and DELETE: reads all rows first, then writes. */
final class UpdateExecution {
  private UpdateExecution() {}

  static CompletableFuture<StatementResult> delete(Execution execution, Plan.Delete plan) {
    return Futures.then(
        Rows.collect(execution, plan.rows()),
        rows -> {
          StatementWrites writes = new StatementWrites(execution);
          List<Row> returned = new ArrayList<>();
          for (FoundRow row : rows) {
            guard(execution, plan.forUpdate(), row.key());
            writes.delete(row.key());
            if (!plan.returning().columns().isEmpty()) {
              execution.evaluation().row(row.values());
              returned.add(plan.returning().apply(execution.evaluation()));
            }
          }
          return Futures.map(
              writes.apply(execution.transaction()),
              done -> ListResult.changed(rows.size(), returned));
        });
  }

  static CompletableFuture<StatementResult> update(Execution execution, Plan.Update plan) {
    return Futures.then(
        Rows.collect(execution, plan.rows()),
        rows -> {
          List<@Nullable Object[]> updated = new ArrayList<>(rows.size());
          for (FoundRow row : rows) {
            guard(execution, plan.forUpdate(), row.key());
            updated.add(updatedRow(execution, plan, row));
          }
          return plan.movesRows()
              ? move(execution, plan, rows, updated)
              : replace(execution, plan, rows, updated);
        });
  }

  /** For FOR UPDATE: the row, or its absence, must be the same at commit. */
  private static void guard(Execution execution, boolean forUpdate, Bytes key) {
    if (forUpdate) {
      execution.transaction().requireUnchanged(key);
    }
  }

  private static @Nullable Object[] updatedRow(
      Execution execution, Plan.Update plan, FoundRow row) {
    EvaluationContext evaluation = execution.evaluation().row(row.values());
    @Nullable Object[] updated = row.values().clone();
    for (Plan.Assignment assignment : plan.assignments()) {
      updated[assignment.slot()] = assignment.value().evaluate(evaluation);
    }
    RowChecks.requireNotNull(plan.rows().storedCodec().table(), updated);
    return updated;
  }

  private static CompletableFuture<StatementResult> replace(
      Execution execution,
      Plan.Update plan,
      List<FoundRow> rows,
      List<@Nullable Object[]> updated) {
    StatementWrites writes = new StatementWrites(execution);
    for (int i = 0; i < rows.size(); i++) {
      writes.write(rows.get(i).key(), plan.rows().storedCodec().value(updated.get(i)));
    }
    return finish(execution, plan, writes, updated);
  }

  /** The keys change: no two rows may end with the same one, moved or not. */
  private static CompletableFuture<StatementResult> move(
      Execution execution,
      Plan.Update plan,
      List<FoundRow> rows,
      List<@Nullable Object[]> updated) {
    TableCodec codec = plan.rows().storedCodec();
    Map<Bytes, @Nullable Object[]> ends = new LinkedHashMap<>();
    for (@Nullable Object[] row : updated) {
      if (ends.put(codec.key(row), row) != null) {
        throw duplicate(execution, codec.table(), row);
      }
    }
    Set<Bytes> vacated = new HashSet<>();
    rows.forEach(row -> vacated.add(row.key()));
    List<Bytes> entered = ends.keySet().stream().filter(key -> !vacated.contains(key)).toList();
    return Futures.then(
        execution.transaction().readMany(entered),
        existing -> {
          requireAbsent(execution, codec, entered, existing, ends);
          entered.forEach(key -> guard(execution, plan.forUpdate(), key));
          StatementWrites writes = new StatementWrites(execution);
          vacated.stream().filter(key -> !ends.containsKey(key)).forEach(writes::delete);
          ends.forEach((key, row) -> writes.write(key, codec.value(row)));
          return finish(execution, plan, writes, updated);
        });
  }

  private static void requireAbsent(
      Execution execution,
      TableCodec codec,
      List<Bytes> keys,
      List<Optional<Bytes>> existing,
      Map<Bytes, @Nullable Object[]> rows) {
    for (int i = 0; i < keys.size(); i++) {
      @Nullable Object[] row = rows.get(keys.get(i));
      if (existing.get(i).isPresent() && row != null) {
        throw duplicate(execution, codec.table(), row);
      }
    }
  }

  private static RuntimeException duplicate(
      Execution execution, TableDefinition table, @Nullable Object[] row) {
    return RowChecks.duplicateKey(table, row, execution.session().timeZone());
  }

  private static CompletableFuture<StatementResult> finish(
      Execution execution,
      Plan.Update plan,
      StatementWrites writes,
      List<@Nullable Object[]> updated) {
    List<Row> returned = new ArrayList<>();
    if (!plan.returning().columns().isEmpty()) {
      for (@Nullable Object[] row : updated) {
        returned.add(plan.returning().apply(execution.evaluation().row(row)));
      }
    }
    return Futures.map(
        writes.apply(execution.transaction()),
        done -> ListResult.changed(updated.size(), returned));
  }
}
