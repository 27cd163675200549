package dev.aft.driver;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** What can be set and asked of a statement before and after it runs. */
abstract class StatementSettings implements Statement {
  final JdbcConnection connection;
  final ResultSetKind kind;
  private @Nullable SQLWarning warnings;
  private volatile boolean closed;
  private boolean closeOnCompletion;
  private boolean poolable;
  private boolean escapes = true;
  private long maxRows;
  private int fetchSize;
  private int queryTimeoutSeconds;
  private int maxFieldSize;

  StatementSettings(JdbcConnection connection, ResultSetKind kind) {
    this.connection = connection;
    this.kind = kind;
    this.fetchSize = connection.settings().number(ConnectionProperty.DEFAULT_ROW_FETCH_SIZE);
    this.queryTimeoutSeconds = connection.settings().number(ConnectionProperty.QUERY_TIMEOUT);
  }

  /** True the first time. */
  final boolean markClosed() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  final void forgetWarnings() {
    warnings = null;
  }

  final long maxRows() {
    return maxRows;
  }

  final int queryTimeoutSeconds() {
    return queryTimeoutSeconds;
  }

  final boolean closesOnCompletion() {
    return closeOnCompletion;
  }

  static int toInt(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    requireOpen();
    return maxFieldSize;
  }

  /** Kept as the hint that it is; values are never cut. */
  @Override
  public void setMaxFieldSize(int max) throws SQLException {
    requireOpen();
    maxFieldSize = nonNegative(max, "a maximum field size");
  }

  private static int nonNegative(int value, String what) throws SQLException {
    if (value < 0) {
      throw SqlErrors.invalidArgument(what + " is 0 or more");
    }
    return value;
  }

  @Override
  public int getMaxRows() throws SQLException {
    return toInt(getLargeMaxRows());
  }

  @Override
  public void setMaxRows(int max) throws SQLException {
    setLargeMaxRows(max);
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    requireOpen();
    return maxRows;
  }

  @Override
  public void setLargeMaxRows(long max) throws SQLException {
    requireOpen();
    if (max < 0) {
      throw SqlErrors.invalidArgument("a maximum of rows is 0 or more");
    }
    maxRows = max;
  }

  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    requireOpen();
    escapes = enable;
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    requireOpen();
    return queryTimeoutSeconds;
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    requireOpen();
    queryTimeoutSeconds = nonNegative(seconds, "a query timeout");
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    requireOpen();
    return warnings;
  }

  @Override
  public void clearWarnings() throws SQLException {
    requireOpen();
    warnings = null;
  }

  final void addWarning(@Nullable SQLWarning warning) {
    SQLWarning first = warnings;
    if (first == null) {
      warnings = warning;
    } else {
      first.setNextWarning(warning);
    }
  }

  /** For positioned updates, which there are not: does nothing, as JDBC asks then. */
  @Override
  public void setCursorName(@Nullable String name) throws SQLException {
    requireOpen();
  }

  @Override
  public String enquoteLiteral(String text) throws SQLException {
    return Quotes.text(notNull(text));
  }

  @Override
  public String enquoteNCharLiteral(String text) throws SQLException {
    return enquoteLiteral(text);
  }

  /** A simple name stays as it is, so that it is folded as names in SQL are. */
  @Override
  public String enquoteIdentifier(String name, boolean alwaysQuote) throws SQLException {
    boolean quoted = notNull(name).length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    String bare = quoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    if (bare.isEmpty() || bare.indexOf('\0') >= 0) {
      throw SqlErrors.of(SqlErrors.INVALID_NAME, "this cannot be a name");
    }
    return !alwaysQuote && !quoted && isSimpleIdentifier(bare) ? bare : Quotes.name(bare);
  }

  @Override
  public boolean isSimpleIdentifier(String name) throws SQLException {
    return Quotes.isSimple(notNull(name));
  }

  private static String notNull(@Nullable String text) throws SQLException {
    if (text == null) {
      throw SqlErrors.invalidArgument("the text is null");
    }
    return text;
  }

  static void requireDirection(int direction) throws SQLException {
    if (direction != ResultSet.FETCH_FORWARD
        && direction != ResultSet.FETCH_REVERSE
        && direction != ResultSet.FETCH_UNKNOWN) {
      throw SqlErrors.invalidArgument("there is no fetch direction " + direction);
    }
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    requireOpen();
    requireDirection(direction);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    requireOpen();
    return ResultSet.FETCH_FORWARD;
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    requireOpen();
    fetchSize = nonNegative(rows, "a fetch size");
  }

  @Override
  public int getFetchSize() throws SQLException {
    requireOpen();
    return fetchSize;
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    requireOpen();
    return ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public int getResultSetType() throws SQLException {
    requireOpen();
    return kind.scrollable() ? ResultSet.TYPE_SCROLL_INSENSITIVE : ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    requireOpen();
    return kind.holdability();
  }

  @Override
  public Connection getConnection() throws SQLException {
    requireOpen();
    return connection;
  }

  @Override
  public void setPoolable(boolean poolable) throws SQLException {
    requireOpen();
    this.poolable = poolable;
  }

  @Override
  public boolean isPoolable() throws SQLException {
    requireOpen();
    return poolable;
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    requireOpen();
    closeOnCompletion = true;
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    requireOpen();
    return closeOnCompletion;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return Wrappers.isWrapper(this, type);
  }

  final void requireOpen() throws SQLException {
    if (closed) {
      throw SqlErrors.statementClosed();
    }
    connection.wire().requireOpen();
  }

  final boolean escapes() {
    return escapes;
  }

  final int fetchSizeHint() {
    return fetchSize;
  }

  @Override
  public boolean isClosed() {
    return closed || connection.isClosed();
  }
}
