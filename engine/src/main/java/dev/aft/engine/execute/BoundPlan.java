package dev.aft.engine.execute;

import dev.aft.engine.EngineException;
import dev.aft.engine.plan.Planned;
import dev.aft.engine.sql.Access;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.TableName;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plan and the catalog entry it was made from.
 *
 * @param tableKey null when the plan depends on no table
 * @param tableValue as read under the key; null for a table that exists without an entry
 * @param guard the right that every use of the plan needs; null when anybody may
 */
record BoundPlan(
    Planned planned,
    String database,
    String schema,
    @Nullable Bytes tableKey,
    @Nullable Bytes tableValue,
    @Nullable Guard guard) {
  /** A right on a table. */
  record Guard(Right right, long tableId, TableName table, int offset) {}

  /**
   * @throws EngineException {@code INSUFFICIENT_PRIVILEGE}
   */
  void requireRight(SessionContext context) {
    if (guard != null) {
      Access access = context.access();
      if (access != Access.ALL) {
        access.require(guard.right(), guard.tableId(), guard.table(), guard.offset());
      }
    }
  }

  /** Whether the catalog still says what it said. */
  boolean isValid(Optional<Bytes> entry) {
    return tableValue == null
        ? entry.isEmpty()
        : entry.isPresent() && tableValue.equals(entry.get());
  }

  /** Whether names mean the same in this database and schema. */
  boolean isFor(String currentDatabase, String currentSchema) {
    return schema.equals(currentSchema) && database.equals(currentDatabase);
  }

  /** Whether a client that was told about this plan can use the other. */
  boolean looksLike(BoundPlan other) {
    List<ResultColumn> columns = planned.columns();
    List<ResultColumn> others = other.planned.columns();
    if (columns.size() != others.size()
        || !planned.parameterTypes().equals(other.planned.parameterTypes())) {
      return false;
    }
    for (int i = 0; i < columns.size(); i++) {
      if (!columns.get(i).label().equals(others.get(i).label())
          || !columns.get(i).type().equals(others.get(i).type())) {
        return false;
      }
    }
    return true;
  }
}
