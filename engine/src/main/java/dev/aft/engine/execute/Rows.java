package dev.aft.engine.execute;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.VirtualTable;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Filter;
import dev.aft.engine.plan.KeyAccess;
import dev.aft.engine.plan.KeyAccessPlan;
import dev.aft.engine.plan.RowsPlan;
import dev.aft.engine.plan.TableCodec;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows that a plan selects, for one execution: where they come from and what to check. */
final class Rows {
  private static final @Nullable Object[] NO_VALUES = {};

  private final Execution execution;
  private final RowCursor cursor;
  private final Filter filter;

  private Rows(Execution execution, RowCursor cursor, Filter filter) {
    this.execution = execution;
    this.cursor = cursor;
    this.filter = filter;
  }

  /** Where the rows come from; nothing stored is read yet. */
  static CompletableFuture<Rows> open(Execution execution, RowsPlan plan, ScanDirection direction) {
    if (!plan.gate().passes(execution.evaluation())) {
      return listed(execution, List.of(), plan);
    }
    KeyAccessPlan access = plan.access();
    if (access != null) {
      KeyAccess keys = access.resolve(execution.evaluation());
      Filter filter = keys.isExact() ? plan.residual() : plan.filter();
      RowCursor cursor = stored(execution, plan.storedCodec(), keys, direction);
      return CompletableFuture.completedFuture(new Rows(execution, cursor, filter));
    }
    VirtualTable virtual = plan.virtual();
    if (virtual == null) {
      List<FoundRow> one = List.of(new FoundRow(Bytes.EMPTY, NO_VALUES));
      return listed(execution, one, plan);
    }
    return Futures.map(
        virtual
            .source()
            .rows(
                execution.shared().catalog(),
                execution.transaction(),
                execution.session().database(),
                execution.session().access()),
        values -> new Rows(execution, new ListCursor(found(values)), plan.filter()));
  }

  private static CompletableFuture<Rows> listed(
      Execution execution, List<FoundRow> rows, RowsPlan plan) {
    return CompletableFuture.completedFuture(
        new Rows(execution, new ListCursor(rows), plan.filter()));
  }

  private static RowCursor stored(
      Execution execution, TableCodec codec, KeyAccess access, ScanDirection direction) {
    return access.ranges().isEmpty()
        ? new KeyCursor(execution.transaction(), codec, access.keys(), direction)
        : new RangeCursor(execution.transaction(), codec, access.ranges(), direction);
  }

  private static List<FoundRow> found(List<@Nullable Object[]> rows) {
    List<FoundRow> found = new ArrayList<>(rows.size());
    for (@Nullable Object[] values : rows) {
      found.add(new FoundRow(Bytes.EMPTY, values));
    }
    return found;
  }

  /** Whether every row that is read passes. */
  boolean isUnfiltered() {
    return filter.isEmpty();
  }

  /** The next rows before the filter; an empty list is the end. */
  CompletableFuture<List<FoundRow>> next(int wanted) {
    return cursor.next(wanted);
  }

  /** Makes {@code row} the row of the evaluation and answers whether it passes the filter. */
  boolean passes(FoundRow row) {
    return filter.passes(execution.evaluation().row(row.values()));
  }

  /** Reads all rows and hands those that pass to {@code taker}, as the row of the evaluation. */
  CompletableFuture<Void> forEach(Consumer<FoundRow> taker) {
    int page = execution.settings().scanPageRows();
    return AsyncLoop.run(
        () -> cursor.next(page),
        rows -> {
          execution.session().checkCancelled();
          for (FoundRow row : rows) {
            if (passes(row)) {
              taker.accept(row);
            }
          }
          return !rows.isEmpty();
        },
        execution.shared().environment().worker());
  }

  /** All rows that pass, for a statement that changes them. */
  static CompletableFuture<List<FoundRow>> collect(Execution execution, RowsPlan plan) {
    if (plan.isPointRead() && plan.gate().isEmpty()) {
      CompletableFuture<List<FoundRow>> point = point(execution, plan);
      if (point != null) {
        return point;
      }
    }
    int limit = execution.settings().maxStatementRows();
    List<FoundRow> found = new ArrayList<>();
    StatementMemory memory = StatementMemory.of(execution);
    return Futures.then(
        open(execution, plan, ScanDirection.FORWARD),
        rows ->
            Futures.map(
                rows.forEach(
                    row -> {
                      if (found.size() >= limit) {
                        throw tooManyRows(limit);
                      }
                      memory.take(StatementMemory.size(row.values()) + row.key().length());
                      found.add(row);
                    }),
                done -> found));
  }

  /**
   * The row of a single key, without cursor or loop; null when it turns out to be no single key.
   */
  static @Nullable CompletableFuture<List<FoundRow>> point(Execution execution, RowsPlan plan) {
    KeyAccessPlan access = plan.access();
    if (access == null) {
      return null;
    }
    KeyAccess keys = access.resolve(execution.evaluation());
    if (!keys.ranges().isEmpty() || keys.keys().size() > 1) {
      return null;
    }
    if (keys.keys().isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    Bytes key = keys.keys().get(0);
    Filter filter = keys.isExact() ? plan.residual() : plan.filter();
    return Futures.map(
        execution.transaction().read(key),
        value -> {
          if (value.isEmpty()) {
            return List.of();
          }
          @Nullable Object[] row = plan.storedCodec().row(key, value.get());
          return filter.passes(execution.evaluation().row(row))
              ? List.of(new FoundRow(key, row))
              : List.of();
        });
  }

  static EngineException tooManyRows(int limit) {
    return EngineException.beyond(
            ErrorCode.LIMIT_EXCEEDED,
            Bound.MAX_STATEMENT_ROWS,
            limit,
            "the statement works on too many rows")
        .hint("Work on fewer rows at a time, or raise the setting.")
        .build();
  }
}
