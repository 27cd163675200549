package dev.aft.engine.execute;

import dev.aft.engine.plan.Projection;
import dev.aft.engine.sql.Row;
import dev.aft.engine.type.ValueComparator;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Remembers rows to find those that came before; two nulls are the same. Bounded. */
final class DistinctRows {
  private final TreeSet<Row> seen;
  private final int limit;
  private final StatementMemory memory;

  private DistinctRows(Comparator<Row> order, int limit, StatementMemory memory) {
    this.seen = new TreeSet<>(order);
    this.limit = limit;
    this.memory = memory;
  }

  static DistinctRows of(Execution execution, Projection projection) {
    List<Comparator<Object>> orders =
        projection.columns().stream().map(column -> ValueComparator.of(column.type())).toList();
    return new DistinctRows(
        (left, right) -> compare(orders, left, right),
        execution.settings().maxStatementRows(),
        StatementMemory.of(execution));
  }

  private static int compare(List<Comparator<Object>> orders, Row left, Row right) {
    for (int i = 0; i < orders.size(); i++) {
      int comparison = compare(orders.get(i), left.get(i), right.get(i));
      if (comparison != 0) {
        return comparison;
      }
    }
    return 0;
  }

  private static int compare(
      Comparator<Object> order, @Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return Boolean.compare(left == null, right == null);
    }
    return order.compare(left, right);
  }

  /** Whether the row is new. */
  boolean add(Row row) {
    boolean added = seen.add(row);
    if (added) {
      memory.take(StatementMemory.size(row.values()));
    }
    if (seen.size() > limit) {
      throw Rows.tooManyRows(limit);
    }
    return added;
  }
}
