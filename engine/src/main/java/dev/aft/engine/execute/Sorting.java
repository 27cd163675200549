package dev.aft.engine.execute;

import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Plan;
import dev.aft.engine.plan.SortKey;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * ORDER BY in memory. With a limit only the rows that can come out are kept, in a heap whose head
 * is the last of them; otherwise all, up to the bound on rows of a statement.
 */
final class Sorting {
  /** A row on its way: what it is sorted by, where it was read, what comes out. */
  private static final class Candidate {
    private final @Nullable Object[] sortValues;
    private final long sequence;
    private final Bytes key;
    private final Row row;
    private final long size;

    Candidate(@Nullable Object[] sortValues, long sequence, Bytes key, Row row) {
      this.sortValues = sortValues;
      this.sequence = sequence;
      this.key = key;
      this.row = row;
      this.size =
          StatementMemory.size(sortValues) + StatementMemory.size(row.values()) + key.length();
    }
  }

  private final Execution execution;
  private final Plan.Select plan;
  private final SortKey[] sortKeys;
  private final Comparator<Candidate> order = this::compare;
  private final PriorityQueue<Candidate> best = new PriorityQueue<>(order.reversed());
  private final List<Candidate> all = new ArrayList<>();
  private final StatementMemory memory;
  private final @Nullable DistinctRows distinct;
  private final long wanted;
  private long sequence;

  private Sorting(Execution execution, Plan.Select plan, long wanted) {
    this.execution = execution;
    this.plan = plan;
    this.sortKeys = plan.sort().toArray(new SortKey[0]);
    this.distinct = plan.distinct() ? DistinctRows.of(execution, plan.projection()) : null;
    this.wanted = wanted;
    this.memory = StatementMemory.of(execution);
  }

  static CompletableFuture<StatementResult> run(
      Execution execution, Plan.Select plan, Rows rows, long offset, long limit) {
    long wanted = offset > Long.MAX_VALUE - limit ? Long.MAX_VALUE : offset + limit;
    Sorting sorting = new Sorting(execution, plan, wanted);
    return Futures.map(rows.forEach(sorting::add), done -> ListResult.of(sorting.result(offset)));
  }

  private boolean isTop() {
    return wanted <= execution.settings().maxStatementRows();
  }

  private void add(FoundRow found) {
    @Nullable Object[] values = new @Nullable Object[sortKeys.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = sortKeys[i].expression().evaluate(execution.evaluation());
    }
    if (distinct == null && isTop() && best.size() >= wanted) {
      Candidate last = best.peek();
      if (last != null && compareValues(values, last.sortValues) >= 0) {
        return;
      }
    }
    Row row = plan.projection().apply(execution.evaluation());
    if (distinct != null && !distinct.add(row)) {
      return;
    }
    keep(new Candidate(values, sequence++, found.key(), row));
  }

  private void keep(Candidate candidate) {
    memory.take(candidate.size);
    if (isTop()) {
      best.add(candidate);
      if (best.size() > wanted) {
        Candidate last = best.poll();
        memory.give(last == null ? 0 : last.size);
      }
      return;
    }
    int limit = execution.settings().maxStatementRows();
    if (all.size() >= limit) {
      throw Rows.tooManyRows(limit);
    }
    all.add(candidate);
  }

  private List<Row> result(long offset) {
    List<Candidate> sorted = isTop() ? new ArrayList<>(best) : all;
    sorted.sort(order);
    List<Row> rows = new ArrayList<>();
    for (int i = (int) Math.min(offset, sorted.size()); i < sorted.size() && i < wanted; i++) {
      if (plan.forUpdate()) {
        execution.transaction().requireUnchanged(sorted.get(i).key);
      }
      rows.add(sorted.get(i).row);
    }
    return rows;
  }

  private int compare(Candidate left, Candidate right) {
    int comparison = compareValues(left.sortValues, right.sortValues);
    return comparison != 0 ? comparison : Long.compare(left.sequence, right.sequence);
  }

  private int compareValues(@Nullable Object[] left, @Nullable Object[] right) {
    for (int i = 0; i < sortKeys.length; i++) {
      int comparison = sortKeys[i].compare(left[i], right[i]);
      if (comparison != 0) {
        return comparison;
      }
    }
    return 0;
  }
}
