package dev.aft.driver;

import dev.aft.protocol.Values;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows in memory, with more behind them when a cursor is given. Not thread-safe. */
final class JdbcResultSet extends LabelledResultSet {
  private final Columns columns;
  private final ValueReader reader;
  private final @Nullable StatementResults statement;
  private final @Nullable RowCursor cursor;
  private final boolean scrollable;
  private List<Values> rows;
  private long pageStart;
  private int fetchSize;

  /** From -1, before the first row of the page, to {@code rows.size()}, after its last. */
  private int position = -1;

  private @Nullable Values row;
  private boolean wasNull;
  private boolean closed;

  JdbcResultSet(
      Columns columns,
      List<Values> rows,
      @Nullable StatementResults statement,
      @Nullable RowCursor cursor,
      boolean scrollable,
      Supplier<ZoneId> zone) {
    this.columns = columns;
    this.rows = rows;
    this.statement = statement;
    this.cursor = cursor;
    this.scrollable = scrollable;
    this.reader = new ValueReader(columns, zone);
    this.fetchSize = statement == null ? 0 : statement.fetchSizeHint();
  }

  // ------------------------------------------------------------------ moving

  @Override
  public boolean next() throws SQLException {
    requireOpen();
    if (position + 1 < rows.size()) {
      position++;
      row = rows.get(position);
      return true;
    }
    return nextPage();
  }

  private boolean nextPage() throws SQLException {
    RowCursor more = cursor;
    if (more != null && !more.isExhausted()) {
      long skipped = pageStart + rows.size();
      rows = more.fetch(fetchSize);
      pageStart = skipped;
      position = 0;
      if (!rows.isEmpty()) {
        row = rows.get(0);
        return true;
      }
    }
    position = rows.size();
    row = null;
    return false;
  }

  @Override
  public boolean absolute(int target) throws SQLException {
    requireScrollable();
    int size = rows.size();
    long wanted = target >= 0 ? target - 1L : (long) size + target;
    return moveTo(wanted);
  }

  @Override
  public boolean relative(int steps) throws SQLException {
    requireScrollable();
    return moveTo((long) position + steps);
  }

  private boolean moveTo(long target) {
    position = (int) Math.max(-1, Math.min(rows.size(), target));
    boolean valid = position >= 0 && position < rows.size();
    row = valid ? rows.get(position) : null;
    return valid;
  }

  @Override
  public boolean previous() throws SQLException {
    requireScrollable();
    return moveTo(position - 1L);
  }

  @Override
  public boolean first() throws SQLException {
    requireScrollable();
    return moveTo(0);
  }

  @Override
  public boolean last() throws SQLException {
    requireScrollable();
    return moveTo(rows.size() - 1L);
  }

  @Override
  public void beforeFirst() throws SQLException {
    requireScrollable();
    moveTo(-1);
  }

  @Override
  public void afterLast() throws SQLException {
    requireScrollable();
    moveTo(rows.size());
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    requireOpen();
    return position < 0 && pageStart == 0 && !rows.isEmpty();
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    requireOpen();
    return position >= rows.size() && pageStart + rows.size() > 0;
  }

  @Override
  public boolean isFirst() throws SQLException {
    requireOpen();
    return row != null && pageStart + position == 0;
  }

  @Override
  public boolean isLast() throws SQLException {
    requireOpen();
    if (row == null || position + 1 < rows.size()) {
      return false;
    }
    RowCursor more = cursor;
    if (more == null || more.isExhausted()) {
      return true;
    }
    List<Values> ahead = new ArrayList<>(rows);
    ahead.addAll(more.fetch(fetchSize));
    rows = ahead;
    return position + 1 >= rows.size();
  }

  @Override
  public int getRow() throws SQLException {
    requireOpen();
    return row == null ? 0 : (int) Math.min(Integer.MAX_VALUE, pageStart + position + 1);
  }

  private void requireScrollable() throws SQLException {
    requireOpen();
    if (!scrollable) {
      throw SqlErrors.of(
          SqlErrors.INVALID_CURSOR_STATE,
          "the result set moves forward only; create the statement with TYPE_SCROLL_INSENSITIVE");
    }
  }

  private void requireOpen() throws SQLException {
    if (isClosed()) {
      throw SqlErrors.resultSetClosed();
    }
  }

  // ------------------------------------------------------------------ reading

  /** The row, if column {@code column} (from 1) of it has a value; null if it is SQL's null. */
  private @Nullable Values rowAt(int column) throws SQLException {
    requireOpen();
    Values current = row;
    if (current == null) {
      throw SqlErrors.of(
          SqlErrors.INVALID_CURSOR_STATE,
          position < 0 ? "call next() before reading a row" : "there are no more rows");
    }
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

  @Override
  public @Nullable Object getObject(int column, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    if (map == null || map.isEmpty()) {
      return getObject(column);
    }
    throw SqlErrors.notSupported("a type map");
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
  public @Nullable InputStream getAsciiStream(int column) throws SQLException {
    String text = getString(column);
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
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
    return new JdbcResultSetMetaData(columns);
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    row = null;
    rows = List.of();
    if (cursor != null) {
      cursor.close();
    }
    if (statement != null) {
      statement.resultSetClosed(this);
    }
  }

  @Override
  public boolean isClosed() {
    return closed || (statement != null && statement.isClosed());
  }

  @Override
  public @Nullable Statement getStatement() throws SQLException {
    requireOpen();
    return statement;
  }

  @Override
  public int getType() throws SQLException {
    requireOpen();
    return scrollable ? ResultSet.TYPE_SCROLL_INSENSITIVE : ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public int getConcurrency() throws SQLException {
    requireOpen();
    return ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public int getHoldability() throws SQLException {
    requireOpen();
    return cursor == null ? ResultSet.HOLD_CURSORS_OVER_COMMIT : ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    requireOpen();
    StatementSettings.requireDirection(direction);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    requireOpen();
    return ResultSet.FETCH_FORWARD;
  }

  @Override
  public void setFetchSize(int size) throws SQLException {
    requireOpen();
    if (size < 0) {
      throw SqlErrors.invalidArgument("a fetch size is 0 or more");
    }
    fetchSize = size;
  }

  @Override
  public int getFetchSize() throws SQLException {
    requireOpen();
    return fetchSize;
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
    return type.isInstance(this);
  }
}
