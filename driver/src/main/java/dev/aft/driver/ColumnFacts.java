package dev.aft.driver;

import java.sql.DatabaseMetaData;
import org.jspecify.annotations.Nullable;

/** What information_schema says of a column. */
record ColumnFacts(
    String schema,
    String table,
    String name,
    int position,
    boolean nullable,
    DataType type,
    @Nullable String defaultValue,
    @Nullable Integer length,
    @Nullable Integer precision,
    @Nullable Integer scale) {

  boolean isOf(String otherSchema, String otherTable, String otherName) {
    return schema.equals(otherSchema) && table.equals(otherTable) && name.equals(otherName);
  }

  int size() {
    if (length != null) {
      return length;
    }
    if (type == DataType.DECIMAL && precision != null) {
      return precision;
    }
    return type.maxPrecision();
  }

  @Nullable Integer decimalDigits() {
    return type.isNumber() ? Integer.valueOf(scale == null ? 0 : scale) : null;
  }

  /** As a row of {@link DatabaseMetaData#getColumns}. */
  void addTo(ClientRows rows, String catalog) {
    rows.add(
        catalog,
        schema,
        table,
        name,
        type.jdbcType(),
        type.typeName(),
        size(),
        null,
        decimalDigits(),
        10,
        nullable ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
        null,
        defaultValue,
        null,
        null,
        type.isText() ? Integer.valueOf(size()) : null,
        position,
        nullable ? "YES" : "NO",
        null,
        null,
        null,
        null,
        "NO",
        "NO");
  }
}
