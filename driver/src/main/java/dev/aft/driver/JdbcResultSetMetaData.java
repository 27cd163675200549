package dev.aft.driver;

import dev.aft.protocol.BackendMessage.Field;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a result says of its columns. What the row description lacks (tables, whether null is
 * allowed) is asked of the server when somebody wants to know.
 */
final class JdbcResultSetMetaData implements ResultSetMetaData {
  private final Columns columns;
  private final @Nullable JdbcConnection connection;

  /**
   * @param connection to ask about tables; null when the result is not the server's
   */
  JdbcResultSetMetaData(Columns columns, @Nullable JdbcConnection connection) {
    this.columns = columns;
    this.connection = connection;
  }

  /** The table's column that this is; null for an expression, and when there is nobody to ask. */
  private @Nullable ColumnFacts origin(int column) throws SQLException {
    JdbcConnection asked = connection;
    return field(column).tableId() == 0 || asked == null || asked.wire().isClosed()
        ? null
        : columns.origin(column - 1, new JdbcDatabaseMetaData(asked));
  }

  private Field field(int column) throws SQLException {
    if (column < 1 || column > columns.count()) {
      throw SqlErrors.of(
          SqlErrors.INVALID_INDEX,
          "column " + column + " is not there: the result has " + columns.count() + " columns");
    }
    return columns.field(column - 1);
  }

  private DataType type(int column) throws SQLException {
    return DataType.of(field(column).typeId());
  }

  @Override
  public int getColumnCount() {
    return columns.count();
  }

  @Override
  public boolean isAutoIncrement(int column) throws SQLException {
    field(column);
    return false;
  }

  @Override
  public boolean isCaseSensitive(int column) throws SQLException {
    return type(column).isText();
  }

  @Override
  public boolean isSearchable(int column) throws SQLException {
    field(column);
    return true;
  }

  @Override
  public boolean isCurrency(int column) throws SQLException {
    field(column);
    return false;
  }

  @Override
  public int isNullable(int column) throws SQLException {
    ColumnFacts origin = origin(column);
    return origin == null
        ? columnNullableUnknown
        : origin.nullable() ? columnNullable : columnNoNulls;
  }

  @Override
  public boolean isSigned(int column) throws SQLException {
    return type(column).isSigned();
  }

  @Override
  public int getColumnDisplaySize(int column) throws SQLException {
    return type(column).displaySize(field(column));
  }

  @Override
  public String getColumnLabel(int column) throws SQLException {
    return field(column).name();
  }

  @Override
  public String getColumnName(int column) throws SQLException {
    return field(column).name();
  }

  @Override
  public String getSchemaName(int column) throws SQLException {
    ColumnFacts origin = origin(column);
    return origin == null ? "" : origin.schema();
  }

  @Override
  public int getPrecision(int column) throws SQLException {
    return type(column).precision(field(column));
  }

  @Override
  public int getScale(int column) throws SQLException {
    return type(column).scale(field(column));
  }

  @Override
  public String getTableName(int column) throws SQLException {
    ColumnFacts origin = origin(column);
    return origin == null ? "" : origin.table();
  }

  @Override
  public String getCatalogName(int column) throws SQLException {
    JdbcConnection asked = connection;
    return origin(column) == null || asked == null ? "" : asked.getCatalog();
  }

  @Override
  public int getColumnType(int column) throws SQLException {
    return type(column).jdbcType();
  }

  @Override
  public String getColumnTypeName(int column) throws SQLException {
    return type(column).typeName();
  }

  @Override
  public boolean isReadOnly(int column) throws SQLException {
    field(column);
    return true;
  }

  @Override
  public boolean isWritable(int column) throws SQLException {
    field(column);
    return false;
  }

  @Override
  public boolean isDefinitelyWritable(int column) throws SQLException {
    field(column);
    return false;
  }

  @Override
  public String getColumnClassName(int column) throws SQLException {
    return type(column).valueClass().getName();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return Wrappers.isWrapper(this, type);
  }
}
