package dev.aft.engine.catalog;

import dev.aft.engine.sql.TableName;
import java.util.List;

/**
 * A table as the catalog holds it.
 *
 * @param id names the table in the keys of its rows; never used again
 * @param columns in the order of the table
 * @param primaryKey indexes into {@code columns}, in the order of the key; empty only for the
 *     virtual tables of information_schema, which have no stored rows
 */
public record TableDefinition(
    TableName name, long id, List<ColumnDefinition> columns, List<Integer> primaryKey) {
  public TableDefinition {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }

  /** The index of the column of this name, or -1. */
  public int findColumn(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(columnName)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the column at {@code index} is part of the primary key. */
  public boolean isKey(int index) {
    return primaryKey.contains(index);
  }
}
