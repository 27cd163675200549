package dev.aft.engine.execute;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.expression.EvaluationContext;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Plan;
import dev.aft.engine.plan.TableCodec;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs INSERT and UPSERT. Used once. */
final class InsertExecution {
  private static final @Nullable Object[] NO_ROW = {};

  private final Execution execution;
  private final Plan.Insert plan;
  private final TableCodec codec;
  private final TableDefinition table;
  private final StatementWrites writes;
  private final List<Row> returned = new ArrayList<>();
  private long affected;

  InsertExecution(Execution execution, Plan.Insert plan) {
    this.execution = execution;
    this.writes = new StatementWrites(execution);
    this.plan = plan;
    this.codec = plan.codec();
    this.table = codec.table();
  }

  CompletableFuture<StatementResult> run() {
    if (plan.rows().size() > execution.settings().maxStatementRows()) {
      throw Rows.tooManyRows(execution.settings().maxStatementRows());
    }
    return plan.rows().size() == 1 ? runSingle() : runMany();
  }

  // ---------------------------------------------------------------- One row

  private CompletableFuture<StatementResult> runSingle() {
    @Nullable Object[] row = evaluate(plan.rows().get(0));
    Bytes key = codec.key(row);
    if (writesBlindly()) {
      put(key, row);
      return finish();
    }
    return Futures.then(
        execution.transaction().read(key),
        existing -> {
          take(key, row, existing);
          return finish();
        });
  }

  // ---------------------------------------------------------------- Several rows

  private CompletableFuture<StatementResult> runMany() {
    List<@Nullable Object[]> rows = new ArrayList<>(plan.rows().size());
    List<Bytes> keys = new ArrayList<>(plan.rows().size());
    for (List<TypedExpression> expressions : plan.rows()) {
      @Nullable Object[] row = evaluate(expressions);
      rows.add(row);
      keys.add(codec.key(row));
    }
    if (writesBlindly()) {
      takeAll(keys, rows, null);
      return finish();
    }
    return Futures.then(
        existing(keys),
        existing -> {
          takeAll(keys, rows, existing);
          return finish();
        });
  }

  private CompletableFuture<List<Optional<Bytes>>> existing(List<Bytes> keys) {
    return switch (plan.existingRow()) {
      case FAIL, SKIP -> execution.transaction().readExpectingNone(keys);
      case REPLACE, UPDATE -> execution.transaction().readMany(keys);
    };
  }

  /** UPSERT needs to know nothing of the row that it replaces, unless it guards it. */
  private boolean writesBlindly() {
    return plan.existingRow() == Plan.ExistingRow.REPLACE && !plan.forUpdate();
  }

  private void takeAll(
      List<Bytes> keys, List<@Nullable Object[]> rows, @Nullable List<Optional<Bytes>> existing) {
    Set<Bytes> seen = Bytes.ascend(keys) ? null : new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      @Nullable Object[] row = rows.get(i);
      if (seen != null && !seen.add(keys.get(i))) {
        takeAgain(row);
      } else if (existing == null) {
        put(keys.get(i), row);
      } else {
        take(keys.get(i), row, existing.get(i));
      }
    }
  }

  /** A row whose key came before in this statement. */
  private void takeAgain(@Nullable Object[] row) {
    switch (plan.existingRow()) {
      case FAIL -> throw duplicate(row);
      case SKIP -> {
        // The row that came before counts as existing.
      }
      case REPLACE, UPDATE ->
          throw EngineException.builder(
                  ErrorCode.CARDINALITY, "the statement cannot affect the same row a second time")
              .detail(RowChecks.keyText(table, row, execution.session().timeZone()))
              .table(table.name().name())
              .build();
    }
  }

  // ---------------------------------------------------------------- Each row

  private @Nullable Object[] evaluate(List<TypedExpression> expressions) {
    @Nullable Object[] row = new @Nullable Object[expressions.size()];
    EvaluationContext evaluation = execution.evaluation().row(NO_ROW);
    for (int i = 0; i < row.length; i++) {
      row[i] = expressions.get(i).evaluate(evaluation);
    }
    RowChecks.requireNotNull(table, row);
    return row;
  }

  private void take(Bytes key, @Nullable Object[] row, Optional<Bytes> existing) {
    if (plan.forUpdate()) {
      execution.transaction().requireUnchanged(key);
    }
    if (existing.isEmpty()) {
      put(key, row);
      return;
    }
    switch (plan.existingRow()) {
      case FAIL -> throw duplicate(row);
      case SKIP -> {
        // ON CONFLICT DO NOTHING.
      }
      case REPLACE -> put(key, row);
      case UPDATE -> update(key, row, codec.row(key, existing.get()));
    }
  }

  private EngineException duplicate(@Nullable Object[] row) {
    return RowChecks.duplicateKey(table, row, execution.session().timeZone());
  }

  private void update(Bytes key, @Nullable Object[] proposed, @Nullable Object[] current) {
    EvaluationContext evaluation = execution.evaluation().row(current).excluded(proposed);
    if (!plan.condition().passes(evaluation)) {
      return;
    }
    @Nullable Object[] updated = current.clone();
    for (Plan.Assignment assignment : plan.assignments()) {
      updated[assignment.slot()] = assignment.value().evaluate(evaluation);
    }
    RowChecks.requireNotNull(table, updated);
    put(key, updated);
  }

  private void put(Bytes key, @Nullable Object[] row) {
    writes.write(key, codec.value(row));
    affected++;
    if (!plan.returning().columns().isEmpty()) {
      returned.add(plan.returning().apply(execution.evaluation().row(row)));
    }
  }

  private CompletableFuture<StatementResult> finish() {
    return Futures.map(
        writes.apply(execution.transaction()), done -> ListResult.changed(affected, returned));
  }
}
