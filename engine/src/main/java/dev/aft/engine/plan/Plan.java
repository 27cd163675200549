package dev.aft.engine.plan;

import dev.aft.engine.expression.AggregateCollector;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.sql.Row;
import dev.aft.storage.spi.ScanDirection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to do for a statement, with everything decided that does not depend on the execution. */
public sealed interface Plan {
  /**
   * SELECT.
   *
   * @param aggregates the calls whose results the projection has; with {@code isAggregate} there is
   *     exactly one row
   * @param sort empty when the rows come in the wanted order, or in no order
   */
  record Select(
      RowsPlan rows,
      Projection projection,
      List<AggregateCollector.Call> aggregates,
      boolean isAggregate,
      List<SortKey> sort,
      ScanDirection direction,
      boolean distinct,
      @Nullable TypedExpression limit,
      @Nullable TypedExpression offset,
      boolean forUpdate)
      implements Plan {
    public Select {
      aggregates = List.copyOf(aggregates);
      sort = List.copyOf(sort);
    }

    /** Whether rows go out as they come in. */
    public boolean isStreaming() {
      return !isAggregate && sort.isEmpty();
    }
  }

  /** What INSERT does when the key of a row exists. */
  enum ExistingRow {
    FAIL,
    REPLACE,
    SKIP,
    UPDATE
  }

  /**
   * INSERT and UPSERT.
   *
   * @param rows for each row one expression for each column of the table
   * @param assignments of DO UPDATE
   * @param condition of DO UPDATE, on the existing and the excluded row
   * @param forUpdate whether the rows that it writes must be unchanged at commit
   */
  record Insert(
      TableCodec codec,
      List<List<TypedExpression>> rows,
      ExistingRow existingRow,
      List<Assignment> assignments,
      Filter condition,
      Projection returning,
      boolean forUpdate)
      implements Plan {
    public Insert {
      rows = rows.stream().map(List::copyOf).toList();
      assignments = List.copyOf(assignments);
    }
  }

  /** The new value of one column. */
  record Assignment(int slot, TypedExpression value) {}

  /**
   * UPDATE.
   *
   * @param movesRows whether the key may change
   * @param forUpdate whether the rows that it writes must be unchanged at commit
   */
  record Update(
      RowsPlan rows,
      List<Assignment> assignments,
      boolean movesRows,
      Projection returning,
      boolean forUpdate)
      implements Plan {
    public Update {
      assignments = List.copyOf(assignments);
    }
  }

  /**
   * DELETE.
   *
   * @param forUpdate whether the rows that it deletes must be unchanged at commit
   */
  record Delete(RowsPlan rows, Projection returning, boolean forUpdate) implements Plan {}

  /** GET of several keys: the rows in the order of the keys. */
  record Get(TableCodec codec, List<TypedExpression> keys, Projection projection) implements Plan {
    public Get {
      keys = List.copyOf(keys);
    }
  }

  /** Rows known beforehand: EXPLAIN, DESCRIBE. */
  record Constant(List<Row> rows) implements Plan {
    public Constant {
      rows = List.copyOf(rows);
    }
  }
}
