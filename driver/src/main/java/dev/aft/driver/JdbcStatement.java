package dev.aft.driver;

import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.FrontendMessage.Bind;
import dev.aft.protocol.FrontendMessage.Describe;
import dev.aft.protocol.FrontendMessage.Execute;
import dev.aft.protocol.FrontendMessage.Parse;
import dev.aft.protocol.FrontendMessage.Target;
import dev.aft.protocol.Values;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Statements by their text: each execution is parsed anew, in one round trip. */
class JdbcStatement implements Statement {
  final JdbcConnection connection;
  final ResultSetKind kind;
  private List<StatementOutcome> outcomes = List.of();
  private int outcomeIndex;
  private @Nullable JdbcResultSet resultSet;
  private @Nullable JdbcResultSet generatedKeys;
  private @Nullable SQLWarning warnings;
  private @Nullable String portal;
  private final List<String> batch = new ArrayList<>();
  private volatile @Nullable ResponseHandler running;
  private volatile boolean closed;
  private boolean closeOnCompletion;
  private boolean poolable;
  private boolean escapes = true;
  private long maxRows;
  private int fetchSize;
  private int queryTimeoutSeconds;
  private int maxFieldSize;

  JdbcStatement(JdbcConnection connection, ResultSetKind kind) {
    this.connection = connection;
    this.kind = kind;
    this.fetchSize = connection.settings().number(ConnectionProperty.DEFAULT_ROW_FETCH_SIZE);
    this.queryTimeoutSeconds = connection.settings().number(ConnectionProperty.QUERY_TIMEOUT);
  }

  // ------------------------------------------------------------------ executing

  /** One round trip under the query timeout, which {@link #cancel} can stop. */
  final void roundTrip(
      MessageSource source, Wire.Transaction transaction, ResultCollector collector)
      throws SQLException {
    Wire wire = connection.wire();
    int seconds = queryTimeoutSeconds;
    if (seconds == 0) {
      running = collector;
      try {
        wire.roundTrip(source, transaction, collector);
      } finally {
        running = null;
      }
    } else {
      timedRoundTrip(source, transaction, collector, seconds);
    }
    if (collector.warnings() != null) {
      addWarning(collector.warnings());
    }
  }

  private void timedRoundTrip(
      MessageSource source, Wire.Transaction transaction, ResultCollector collector, int seconds)
      throws SQLException {
    running = collector;
    Future<?> timeout =
        connection.timer().schedule(() -> connection.cancelQuietly(collector), seconds);
    try {
      connection.wire().roundTrip(source, transaction, collector);
    } catch (SQLException e) {
      throw timeout.isDone() && SqlErrors.CANCELLED.equals(e.getSQLState())
          ? SqlErrors.of(
              SqlErrors.CANCELLED, "the statement ran into its timeout of " + seconds + " s", e)
          : e;
    } finally {
      timeout.cancel(false);
      running = null;
    }
  }

  private void run(String sql, String returning) throws SQLException {
    prepareToRun();
    List<SqlScanner.Statement> statements = SqlScanner.scan(sql, false, escapes);
    List<FrontendMessage> messages = new ArrayList<>(4 * statements.size() + 4);
    boolean single = statements.size() == 1;
    String cursor = single ? cursorName() : "";
    List<String> texts = new ArrayList<>(statements.size());
    for (SqlScanner.Statement statement : statements) {
      texts.add(statement.sql());
      String suffix = single ? returning : "";
      messages.add(new Parse("", statement.sql() + suffix, List.of()));
      addExecution(messages, cursor, "", List.of(), Values.EMPTY, true);
    }
    ResultCollector collector = new ResultCollector();
    MessageSource source = MessageSource.of(messages, statements.size());
    String first = texts.get(0);
    boolean alone = !connection.holdsTransactionOpen() && !(single && BatchSource.isQuery(first));
    runTrip(source, first, texts, collector, alone);
    take(collector, cursor, !returning.isEmpty());
  }

  /**
   * One round trip of these statements; if its answers are lost, what becomes of a commit among
   * them is found out, or said to be unknown.
   *
   * @param beginsAs the statement that tells how a transaction begins
   * @param alone whether they commit at their end without a statement that says so
   */
  final void runTrip(
      MessageSource source,
      String beginsAs,
      List<String> texts,
      ResultCollector collector,
      boolean alone)
      throws SQLException {
    Wire.Transaction transaction = connection.transactionFor(beginsAs);
    CommitPlace place = StatementKind.commitPlace(texts);
    if (place == CommitPlace.AT_END) {
      connection.committer().commit(() -> roundTrip(source, transaction, collector));
      return;
    }
    try {
      roundTrip(source, transaction, collector);
    } catch (SQLException e) {
      throw alone || place == CommitPlace.AMIDST ? lostInCommit(e) : e;
    }
    for (String text : texts) {
      connection.executed(text);
    }
  }

  /** What commits without an id to ask for, and whose answer is lost, may have committed. */
  private static SQLException lostInCommit(SQLException e) {
    return SqlErrors.LOST.equals(e.getSQLState())
        ? SqlErrors.of(
            SqlErrors.LOST_IN_COMMIT, e.getMessage() + "; the statement may have been committed", e)
        : e;
  }

  /** Bind, Describe of the portal if wanted, and Execute with the row limit of this statement. */
  final void addExecution(
      List<FrontendMessage> messages,
      String cursor,
      String statement,
      List<dev.aft.protocol.Format> formats,
      Values parameters,
      boolean describe) {
    messages.add(new Bind(cursor, statement, formats, parameters, Messages.BINARY_RESULTS));
    if (describe) {
      messages.add(
          cursor.isEmpty() ? Messages.DESCRIBE_PORTAL : new Describe(Target.PORTAL, cursor));
    }
    long limit = cursor.isEmpty() ? maxRows : firstPage();
    messages.add(
        cursor.isEmpty() && limit == 0
            ? Messages.EXECUTE_ALL
            : new Execute(cursor, (int) Math.min(Integer.MAX_VALUE, limit)));
  }

  private long firstPage() {
    return maxRows == 0 ? fetchSize : Math.min(fetchSize, maxRows);
  }

  /** The name of a portal to page through, or empty to read results whole. */
  final String cursorName() {
    boolean paged =
        fetchSize > 0
            && !kind.scrollable()
            && kind.holdability() == ResultSet.CLOSE_CURSORS_AT_COMMIT
            && connection.holdsTransactionOpen();
    return paged ? connection.nextPortalName() : "";
  }

  final void prepareToRun() throws SQLException {
    requireOpen();
    closeResults();
    warnings = null;
  }

  /** Makes the outcomes of an execution the results of this statement. */
  final void take(ResultCollector collector, String cursor, boolean keys) throws SQLException {
    outcomes = collector.outcomes();
    outcomeIndex = 0;
    portal = cursor;
    if (keys && !outcomes.isEmpty() && outcomes.get(0).columns() != null) {
      generatedKeys = newResultSet(outcomes.get(0), "");
      StatementOutcome kept = outcomes.get(0);
      outcomes = List.of(new StatementOutcome(null, List.of(), kept.updateCount(), false));
    }
    openResult();
  }

  private void openResult() {
    StatementOutcome outcome = currentOutcome();
    resultSet =
        outcome == null || outcome.columns() == null
            ? null
            : newResultSet(outcome, portal == null ? "" : portal);
  }

  private @Nullable StatementOutcome currentOutcome() {
    return outcomeIndex < outcomes.size() ? outcomes.get(outcomeIndex) : null;
  }

  private JdbcResultSet newResultSet(StatementOutcome outcome, String cursor) {
    Columns columns = outcome.columns();
    assert columns != null : "an outcome without columns is no result set";
    RowCursor rest = null;
    if (outcome.suspended() && !cursor.isEmpty()) {
      long remaining = maxRows == 0 ? Long.MAX_VALUE : Math.max(0, maxRows - outcome.rows().size());
      PortalCursor more = new PortalCursor(this, connection.wire(), cursor, remaining);
      if (remaining == 0) {
        more.close();
      }
      rest = more;
    }
    return new JdbcResultSet(
        columns, outcome.rows(), this, rest, kind.scrollable(), connection::zone);
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    run(sql, "");
    return resultSet != null;
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    run(sql, "");
    return requireResultSet();
  }

  final ResultSet requireResultSet() throws SQLException {
    JdbcResultSet result = resultSet;
    if (result == null) {
      throw SqlErrors.of(SqlErrors.NO_RESULT, "the statement has no result set; use execute()");
    }
    return result;
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    run(sql, "");
    return requireUpdateCount();
  }

  final long requireUpdateCount() throws SQLException {
    if (resultSet != null) {
      closeResults();
      throw SqlErrors.of(
          SqlErrors.UNEXPECTED_RESULT, "the statement gave a result set; use executeQuery()");
    }
    StatementOutcome outcome = currentOutcome();
    return outcome == null ? 0 : outcome.updateCount();
  }

  static int toInt(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return toInt(executeLargeUpdate(sql));
  }

  @Override
  public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
    run(sql, returning(sql, autoGeneratedKeys));
    return resultSet != null;
  }

  @Override
  public boolean execute(String sql, int[] columnIndexes) throws SQLException {
    throw SqlErrors.notSupported("choosing generated keys by column number");
  }

  @Override
  public boolean execute(String sql, String[] columnNames) throws SQLException {
    run(sql, StatementCache.returning(sql, columnNames));
    return resultSet != null;
  }

  static String returning(String sql, int autoGeneratedKeys) {
    return autoGeneratedKeys == RETURN_GENERATED_KEYS ? StatementCache.returning(sql, null) : "";
  }

  @Override
  public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    run(sql, returning(sql, autoGeneratedKeys));
    return requireUpdateCount();
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columnIndexes) throws SQLException {
    throw SqlErrors.notSupported("choosing generated keys by column number");
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columnNames) throws SQLException {
    run(sql, StatementCache.returning(sql, columnNames));
    return requireUpdateCount();
  }

  @Override
  public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    return toInt(executeLargeUpdate(sql, autoGeneratedKeys));
  }

  @Override
  public int executeUpdate(String sql, int[] columnIndexes) throws SQLException {
    return toInt(executeLargeUpdate(sql, columnIndexes));
  }

  @Override
  public int executeUpdate(String sql, String[] columnNames) throws SQLException {
    return toInt(executeLargeUpdate(sql, columnNames));
  }

  // ------------------------------------------------------------------ batches

  @Override
  public void addBatch(String sql) throws SQLException {
    requireOpen();
    batch.add(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    requireOpen();
    batch.clear();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return Arrays.stream(executeLargeBatch()).mapToInt(JdbcStatement::toInt).toArray();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    List<String> scripts = List.copyOf(batch);
    batch.clear();
    List<String> texts = new ArrayList<>();
    List<BatchSource.Item> items = new ArrayList<>();
    boolean mayAnswerWithRows = false;
    for (String script : scripts) {
      for (SqlScanner.Statement statement : SqlScanner.scan(script, false, escapes)) {
        requireNoQuery(statement.sql(), scripts.size());
        texts.add(statement.sql());
        mayAnswerWithRows |= BatchSource.mayAnswerWithRows(statement.sql());
        items.add(
            messages -> {
              messages.add(new Parse("", statement.sql(), List.of()));
              messages.add(Messages.BIND_NOTHING);
              messages.add(Messages.EXECUTE_ALL);
            });
      }
    }
    return runBatch(items, texts, new ResultCollector(), false, mayAnswerWithRows);
  }

  /** JDBC refuses queries in a batch; here before anything of it is sent. */
  static void requireNoQuery(String sql, int size) throws BatchUpdateException {
    if (BatchSource.isQuery(sql)) {
      long[] counts = new long[size];
      Arrays.fill(counts, EXECUTE_FAILED);
      throw new BatchUpdateException(
          "a query cannot be in a batch; nothing of the batch was executed",
          SqlErrors.UNEXPECTED_RESULT,
          0,
          counts,
          null);
    }
  }

  /**
   * All items in one round trip, or one for each chunk of a long batch. In auto-commit mode they
   * are one transaction.
   *
   * @throws BatchUpdateException at the first that fails; the others after it are not tried
   */
  final long[] runBatch(
      List<BatchSource.Item> items,
      List<String> texts,
      ResultCollector collector,
      boolean returnsKeys,
      boolean mayAnswerWithRows)
      throws SQLException {
    prepareToRun();
    if (items.isEmpty()) {
      return new long[0];
    }
    boolean alone = !connection.holdsTransactionOpen();
    try {
      int chunk = mayAnswerWithRows ? 1 : BatchSource.CHUNK;
      runTrip(new BatchSource(items, chunk), "", texts, collector, alone);
    } catch (SQLException e) {
      throw batchFailure(e, items.size(), collector, alone);
    }
    if (returnsKeys) {
      keepKeys(collector);
    }
    return countsOfAll(collector, items.size());
  }

  /** A commit that was found out about has succeeded with counts that nobody has heard. */
  private static long[] countsOfAll(ResultCollector collector, int size) {
    long[] heard = counts(collector);
    long[] all = Arrays.copyOf(heard, size);
    Arrays.fill(all, Math.min(heard.length, size), size, SUCCESS_NO_INFO);
    return all;
  }

  private void keepKeys(ResultCollector collector) {
    Columns columns = null;
    List<Values> rows = new ArrayList<>();
    for (StatementOutcome outcome : collector.outcomes()) {
      columns = outcome.columns();
      rows.addAll(outcome.rows());
    }
    if (columns != null) {
      generatedKeys = newResultSet(new StatementOutcome(columns, rows, 0, false), "");
    }
  }

  private static long[] counts(ResultCollector collector) {
    return collector.outcomes().stream().mapToLong(StatementOutcome::updateCount).toArray();
  }

  /** Alone in its transaction, nothing of a failed batch remains: all of it counts as failed. */
  private static BatchUpdateException batchFailure(
      SQLException cause, int size, ResultCollector collector, boolean alone) {
    long[] counts = counts(collector);
    int failed = counts.length;
    if (alone) {
      counts = new long[size];
      Arrays.fill(counts, EXECUTE_FAILED);
    }
    BatchUpdateException failure =
        new BatchUpdateException(
            "statement " + (failed + 1) + " of the batch failed: " + cause.getMessage(),
            cause.getSQLState(),
            cause.getErrorCode(),
            counts,
            cause);
    failure.setNextException(cause);
    return failure;
  }

  // ------------------------------------------------------------------ results

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    requireOpen();
    return resultSet;
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    requireOpen();
    StatementOutcome outcome = currentOutcome();
    return outcome == null || outcome.columns() != null ? -1 : outcome.updateCount();
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return toInt(getLargeUpdateCount());
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return getMoreResults(CLOSE_CURRENT_RESULT);
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    requireOpen();
    JdbcResultSet open = resultSet;
    resultSet = null;
    if (open != null && current != KEEP_CURRENT_RESULT) {
      open.close();
    }
    outcomeIndex = Math.min(outcomeIndex + 1, outcomes.size());
    openResult();
    return resultSet != null;
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    requireOpen();
    JdbcResultSet keys = generatedKeys;
    return keys == null ? ClientRows.of().build() : keys;
  }

  /** Called by a result set that has just been closed. */
  final void resultSetClosed(JdbcResultSet closedSet) throws SQLException {
    if (closeOnCompletion && closedSet == resultSet && outcomeIndex + 1 >= outcomes.size()) {
      close();
    }
  }

  final void closeResults() throws SQLException {
    JdbcResultSet open = resultSet;
    resultSet = null;
    generatedKeys = null;
    outcomes = List.of();
    outcomeIndex = 0;
    if (open != null) {
      open.close();
    }
  }

  // ------------------------------------------------------------------ settings

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
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      closeResults();
    }
  }

  @Override
  public boolean isClosed() {
    return closed || connection.isClosed();
  }

  @Override
  public void cancel() throws SQLException {
    ResponseHandler underWay = running;
    if (underWay != null) {
      connection.wire().cancel(underWay);
    }
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

  @Override
  public void setCursorName(String name) throws SQLException {
    throw SqlErrors.notSupported("positioned update");
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
    return type.isInstance(this);
  }
}
