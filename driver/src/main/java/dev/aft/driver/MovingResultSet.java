package dev.aft.driver;

import dev.aft.protocol.Values;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in memory, with more behind them when a cursor is given, and the place among them. */
abstract class MovingResultSet extends LabelledResultSet {
  private final @Nullable StatementResults statement;
  private final @Nullable RowCursor cursor;
  private final boolean scrollable;
  private List<Values> rows;
  private long pageStart;
  private int fetchSize;
  private int fetchDirection = ResultSet.FETCH_FORWARD;

  /** From -1, before the first row of the page, to {@code rows.size()}, after its last. */
  private int position = -1;

  private @Nullable Values row;
  private boolean closed;

  MovingResultSet(
      List<Values> rows,
      @Nullable StatementResults statement,
      @Nullable RowCursor cursor,
      boolean scrollable) {
    this.rows = rows;
    this.statement = statement;
    this.cursor = cursor;
    this.scrollable = scrollable;
    this.fetchSize = statement == null ? 0 : statement.fetchSizeHint();
  }

  /** The connection that the rows come from; null for rows of the driver's own. */
  final @Nullable JdbcConnection connection() {
    return statement == null ? null : statement.connection;
  }

  /** The row that the position is at. */
  final Values currentRow() throws SQLException {
    requireOpen();
    Values current = row;
    if (current == null) {
      throw SqlErrors.of(
          SqlErrors.INVALID_CURSOR_STATE,
          position < 0 ? "call next() before reading a row" : "there are no more rows");
    }
    return current;
  }

  private boolean neverChanged() throws SQLException {
    currentRow();
    return false;
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    return neverChanged();
  }

  @Override
  public boolean rowInserted() throws SQLException {
    return neverChanged();
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    return neverChanged();
  }

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

  final void requireOpen() throws SQLException {
    if (isClosed()) {
      throw SqlErrors.resultSetClosed();
    }
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
  public int getHoldability() throws SQLException {
    requireOpen();
    return cursor == null ? ResultSet.HOLD_CURSORS_OVER_COMMIT : ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    requireOpen();
    StatementSettings.requireDirection(direction);
    if (direction != ResultSet.FETCH_FORWARD) {
      requireScrollable();
    }
    fetchDirection = direction;
  }

  @Override
  public int getFetchDirection() throws SQLException {
    requireOpen();
    return fetchDirection;
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
}
