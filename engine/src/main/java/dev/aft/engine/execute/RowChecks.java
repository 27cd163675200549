package dev.aft.engine.execute;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.ColumnDefinition;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.type.Conversions;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every row must satisfy before it is written. */
final class RowChecks {
  private RowChecks() {}

  static void requireNotNull(TableDefinition table, @Nullable Object[] row) {
    List<ColumnDefinition> columns = table.columns();
    for (int slot = 0; slot < row.length; slot++) {
      if (row[slot] == null && columns.get(slot).notNull()) {
        String column = columns.get(slot).name();
        String relation = table.name().name();
        throw EngineException.builder(
                ErrorCode.NOT_NULL,
                "null value in column \""
                    + column
                    + "\" of relation \""
                    + relation
                    + "\" violates not-null constraint")
            .table(relation)
            .column(column)
            .build();
      }
    }
  }

  static EngineException duplicateKey(TableDefinition table, @Nullable Object[] row, ZoneId zone) {
    String constraint = table.name().name() + "_pkey";
    return EngineException.builder(
            ErrorCode.DUPLICATE_KEY,
            "duplicate key value violates unique constraint \"" + constraint + "\"")
        .detail(keyText(table, row, zone) + " already exists.")
        .table(table.name().name())
        .constraint(constraint)
        .build();
  }

  /** The key of a row for people: {@code Key (id)=(1)}. */
  static String keyText(TableDefinition table, @Nullable Object[] row, ZoneId zone) {
    String columns =
        table.primaryKey().stream()
            .map(slot -> table.columns().get(slot).name())
            .collect(Collectors.joining(", "));
    String values =
        table.primaryKey().stream()
            .map(slot -> text(table.columns().get(slot), row[slot], zone))
            .collect(Collectors.joining(", "));
    return "Key (" + columns + ")=(" + values + ")";
  }

  private static String text(ColumnDefinition column, @Nullable Object value, ZoneId zone) {
    return value == null ? "null" : Conversions.format(value, column.type(), zone);
  }
}
