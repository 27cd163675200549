package dev.aft.driver;

import dev.aft.protocol.Values;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The values of the row that a result set is at, by column number. Not thread-safe. */
final class JdbcResultSet extends MovingResultSet {
  private final Columns columns;
  private final ValueReader reader;
  private boolean wasNull;

  JdbcResultSet(
      Columns columns,
      List<Values> rows,
      @Nullable StatementResults statement,
      @Nullable RowCursor cursor,
      boolean scrollable,
      Supplier<ZoneId> zone) {
    super(rows, statement, cursor, scrollable);
    this.columns = columns;
    this.reader = new ValueReader(columns, zone);
  }

  /** The row, if column {@code column} (from 1) of it has a value; null if it is SQL's null. */
  private @Nullable Values rowAt(int column) throws SQLException {
    Values current = currentRow();
    if (column < 1 || column > columns.count()) {
      throw SqlErrors.of(
          SqlErrors.INVALID_INDEX,
          "column " + column + " is not there: the result has " + columns.count() + " columns");
    }
    if (column > current.size()) {
      throw SqlErrors.of(SqlErrors.PROTOCOL_VIOLATION, "the row has fewer values than columns");
    }
    wasNull = current.isNull(column - 1);
    return wasNull ? null : current;
  }

  @Override
  public boolean wasNull() throws SQLException {
    requireOpen();
    return wasNull;
  }

  @Override
  public int findColumn(String label) throws SQLException {
    requireOpen();
    int index = columns.find(label);
    if (index < 0) {
      throw SqlErrors.of(SqlErrors.UNDEFINED_COLUMN, "the result has no column '" + label + "'");
    }
    return index + 1;
  }

  @Override
  public @Nullable String getString(int column) throws SQLException {
    Values current = rowAt(column);
    return current == null ? null : reader.text(current, column - 1);
  }

  @Override
  public @Nullable String getNString(int column) throws SQLException {
    return getString(column);
  }

  @Override
  public boolean getBoolean(int column) throws SQLException {
    Values current = rowAt(column);
    return current != null && Conversions.toBoolean(reader.value(current, column - 1));
  }

  private long whole(int column, long min, long max, String type) throws SQLException {
    Values current = rowAt(column);
    return current == null
        ? 0
        : Conversions.toWhole(reader.value(current, column - 1), min, max, type);
  }

  @Override
  public byte getByte(int column) throws SQLException {
    return (byte) whole(column, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
  }

  @Override
  public short getShort(int column) throws SQLException {
    return (short) whole(column, Short.MIN_VALUE, Short.MAX_VALUE, "short");
  }

  @Override
  public int getInt(int column) throws SQLException {
    Values current = rowAt(column);
    return current == null ? 0 : reader.intValue(current, column - 1);
  }

  @Override
  public long getLong(int column) throws SQLException {
    Values current = rowAt(column);
    return current == null ? 0 : reader.longValue(current, column - 1);
  }

  @Override
  public float getFloat(int column) throws SQLException {
    Object value = valueAt(column);
    return value == null ? 0 : Conversions.toFloat(value);
  }

  @Override
  public double getDouble(int column) throws SQLException {
    Object value = valueAt(column);
    return value == null ? 0 : Conversions.toDouble(value, "double");
  }

  private @Nullable Object valueAt(int column) throws SQLException {
    Values current = rowAt(column);
    return current == null ? null : reader.value(current, column - 1);
  }

  @Override
  public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
    Object value = valueAt(column);
    return value == null ? null : Conversions.toDecimal(value, "BigDecimal");
  }

  @Override
  @Deprecated
  public @Nullable BigDecimal getBigDecimal(int column, int scale) throws SQLException {
    return scaled(column, scale);
  }

  @Override
  @Deprecated
  public @Nullable BigDecimal getBigDecimal(String label, int scale) throws SQLException {
    return scaled(findColumn(label), scale);
  }

  private @Nullable BigDecimal scaled(int column, int scale) throws SQLException {
    BigDecimal value = getBigDecimal(column);
    if (scale < 0) {
      throw SqlErrors.invalidArgument("a scale is 0 or more");
    }
    return value == null ? null : value.setScale(scale, RoundingMode.HALF_UP);
  }

  @Override
  public byte @Nullable [] getBytes(int column) throws SQLException {
    Object value = valueAt(column);
    return value == null ? null : Conversions.toBytes(value);
  }

  @Override
  public @Nullable Date getDate(int column) throws SQLException {
    return getDate(column, null);
  }

  @Override
  public @Nullable Date getDate(int column, @Nullable Calendar calendar) throws SQLException {
    Object value = valueAt(column);
    return value == null ? null : reader.date(value, calendar);
  }

  @Override
  public @Nullable Time getTime(int column) throws SQLException {
    return getTime(column, null);
  }

  @Override
  public @Nullable Time getTime(int column, @Nullable Calendar calendar) throws SQLException {
    Object value = valueAt(column);
    return value == null ? null : reader.time(value, calendar);
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column) throws SQLException {
    return getTimestamp(column, null);
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column, @Nullable Calendar calendar)
      throws SQLException {
    Object value = valueAt(column);
    return value == null ? null : reader.timestamp(value, calendar);
  }

  @Override
  public @Nullable Object getObject(int column) throws SQLException {
    Values current = rowAt(column);
    return current == null ? null : reader.standard(current, column - 1);
  }

  /** The map is for types of the user's making, which the dialect does not have. */
  @Override
  public @Nullable Object getObject(int column, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    return getObject(column);
  }

  @Override
  @SuppressWarnings("unchecked") // for int.class the value is boxed, which cast() refuses
  public <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
    if (type == null) {
      throw SqlErrors.invalidArgument("the type is null");
    }
    Values current = rowAt(column);
    return current == null ? null : (T) reader.as(current, column - 1, type);
  }

  @Override
  public @Nullable InputStream getBinaryStream(int column) throws SQLException {
    byte[] bytes = getBytes(column);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public @Nullable Blob getBlob(int column) throws SQLException {
    byte[] bytes = getBytes(column);
    return bytes == null ? null : new MemoryBlob(bytes);
  }

  @Override
  public @Nullable Clob getClob(int column) throws SQLException {
    return getNClob(column);
  }

  @Override
  public @Nullable NClob getNClob(int column) throws SQLException {
    String text = getString(column);
    return text == null ? null : new MemoryClob(text);
  }

  @Override
  @Deprecated
  public @Nullable InputStream getUnicodeStream(int column) throws SQLException {
    return stream(column, StandardCharsets.UTF_8);
  }

  @Override
  @Deprecated
  public @Nullable InputStream getUnicodeStream(String label) throws SQLException {
    return stream(findColumn(label), StandardCharsets.UTF_8);
  }

  private @Nullable InputStream stream(int column, Charset charset) throws SQLException {
    String text = getString(column);
    return text == null ? null : new ByteArrayInputStream(text.getBytes(charset));
  }

  @Override
  public @Nullable InputStream getAsciiStream(int column) throws SQLException {
    return stream(column, StandardCharsets.US_ASCII);
  }

  @Override
  public @Nullable Reader getCharacterStream(int column) throws SQLException {
    String text = getString(column);
    return text == null ? null : new StringReader(text);
  }

  @Override
  public @Nullable Reader getNCharacterStream(int column) throws SQLException {
    return getCharacterStream(column);
  }

  // ------------------------------------------------------------------ the rest

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    requireOpen();
    return new JdbcResultSetMetaData(columns, connection());
  }

  @Override
  public int getConcurrency() throws SQLException {
    requireOpen();
    return ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    requireOpen();
    return null;
  }

  @Override
  public void clearWarnings() throws SQLException {
    requireOpen();
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
