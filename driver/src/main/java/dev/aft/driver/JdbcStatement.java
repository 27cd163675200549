package dev.aft.driver;

import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.FrontendMessage.Bind;
import dev.aft.protocol.FrontendMessage.Describe;
import dev.aft.protocol.FrontendMessage.Execute;
import dev.aft.protocol.FrontendMessage.Parse;
import dev.aft.protocol.FrontendMessage.Target;
import dev.aft.protocol.Values;
import java.sql.BatchUpdateException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Statements by their text: each execution is parsed anew, in one round trip. */
class JdbcStatement extends StatementResults {
  private final List<String> batch = new ArrayList<>();
  private volatile @Nullable ResponseHandler running;

  JdbcStatement(JdbcConnection connection, ResultSetKind kind) {
    super(connection, kind);
  }

  // ------------------------------------------------------------------ executing

  @Override
  final void roundTrip(
      MessageSource source, Wire.Transaction transaction, ResultCollector collector)
      throws SQLException {
    Wire wire = connection.wire();
    int seconds = queryTimeoutSeconds();
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
    run(sql, returning, null);
  }

  private void run(String sql, String returning, int @Nullable [] keyNumbers) throws SQLException {
    chooseKeys(keyNumbers);
    RepeatableException.repeatAction(() -> runOnce(sql, returning));
  }

  private void runOnce(String sql, String returning) throws SQLException {
    prepareToRun();
    List<SqlScanner.Statement> statements = SqlScanner.scan(sql, false, escapes());
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
    collector.setRepeatable(
        place == CommitPlace.NONE && connection.isRepeatable(transaction, texts));
    try {
      roundTrip(source, transaction, collector);
    } catch (RepeatableException e) {
      throw e;
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
    long limit = cursor.isEmpty() ? maxRows() : firstPage();
    messages.add(
        cursor.isEmpty() && limit == 0
            ? Messages.EXECUTE_ALL
            : new Execute(cursor, (int) Math.min(Integer.MAX_VALUE, limit)));
  }

  private long firstPage() {
    return maxRows() == 0 ? fetchSizeHint() : Math.min(fetchSizeHint(), maxRows());
  }

  /** The name of a portal to page through, or empty to read results whole. */
  final String cursorName() {
    boolean paged =
        fetchSizeHint() > 0
            && !kind.scrollable()
            && kind.holdability() == ResultSet.CLOSE_CURSORS_AT_COMMIT
            && connection.holdsTransactionOpen();
    return paged ? connection.nextPortalName() : "";
  }

  final void prepareToRun() throws SQLException {
    requireOpen();
    closeResults();
    forgetWarnings();
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    run(sql, "");
    return hasResultSet();
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    run(sql, "");
    return requireResultSet();
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    run(sql, "");
    return requireUpdateCount();
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return toInt(executeLargeUpdate(sql));
  }

  @Override
  public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
    run(sql, returning(sql, autoGeneratedKeys));
    return hasResultSet();
  }

  @Override
  public boolean execute(String sql, int[] columnIndexes) throws SQLException {
    run(sql, returning(sql, RETURN_GENERATED_KEYS), columnIndexes);
    return hasResultSet();
  }

  @Override
  public boolean execute(String sql, String[] columnNames) throws SQLException {
    run(sql, StatementCache.returning(sql, columnNames));
    return hasResultSet();
  }

  static String returning(String sql, int autoGeneratedKeys) throws SQLException {
    return switch (autoGeneratedKeys) {
      case RETURN_GENERATED_KEYS -> StatementCache.returning(sql, null);
      case NO_GENERATED_KEYS -> "";
      default ->
          throw SqlErrors.invalidArgument("there is no choice " + autoGeneratedKeys + " of keys");
    };
  }

  @Override
  public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    run(sql, returning(sql, autoGeneratedKeys));
    return requireUpdateCount();
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columnIndexes) throws SQLException {
    run(sql, returning(sql, RETURN_GENERATED_KEYS), columnIndexes);
    return requireUpdateCount();
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
    if (sql == null) {
      throw SqlErrors.invalidArgument("the text of the statement is null");
    }
    batch.add(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    requireOpen();
    batch.clear();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return Arrays.stream(executeLargeBatch()).mapToInt(StatementSettings::toInt).toArray();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    requireOpen();
    List<String> scripts = List.copyOf(batch);
    batch.clear();
    List<String> texts = new ArrayList<>();
    List<BatchSource.Item> items = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    boolean mayAnswerWithRows = false;
    for (String script : scripts) {
      List<SqlScanner.Statement> statements = SqlScanner.scan(script, false, escapes());
      sizes.add(statements.size());
      for (SqlScanner.Statement statement : statements) {
        BatchCounts.requireNoQuery(statement.sql(), scripts.size());
        texts.add(statement.sql());
        mayAnswerWithRows |= BatchSource.mayAnswerWithRows(statement.sql());
        items.add(messages -> addText(messages, statement.sql()));
      }
    }
    try {
      return BatchCounts.byText(runTexts(items, texts, mayAnswerWithRows), sizes);
    } catch (BatchUpdateException e) {
      throw BatchCounts.byText(e, sizes);
    }
  }

  private long[] runTexts(
      List<BatchSource.Item> items, List<String> texts, boolean mayAnswerWithRows)
      throws SQLException {
    return RepeatableException.repeat(
        () -> runBatch(items, texts, new ResultCollector(), false, mayAnswerWithRows));
  }

  private static void addText(List<FrontendMessage> messages, String sql) {
    messages.add(new Parse("", sql, List.of()));
    messages.add(Messages.BIND_NOTHING);
    messages.add(Messages.EXECUTE_ALL);
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
    } catch (RepeatableException e) {
      throw e;
    } catch (SQLException e) {
      throw BatchCounts.failure(e, items, collector, alone);
    }
    if (returnsKeys) {
      keepKeys(collector);
    }
    return BatchCounts.ofAll(collector, items);
  }

  @Override
  public void cancel() throws SQLException {
    requireOpen();
    ResponseHandler underWay = running;
    if (underWay != null) {
      connection.wire().cancel(underWay);
    }
  }
}
