package dev.aft.driver;

import dev.aft.protocol.Values;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the executions of a statement have come to, one result after the other. */
abstract class StatementResults extends StatementSettings {
  private List<StatementOutcome> outcomes = List.of();
  private int outcomeIndex;
  private @Nullable JdbcResultSet resultSet;
  private @Nullable JdbcResultSet generatedKeys;
  private @Nullable StatementOutcome keysOutcome;
  private int @Nullable [] keyNumbers;
  private @Nullable String portal;

  /** Results that {@code getMoreResults} was told to keep, and keys. */
  private final List<JdbcResultSet> kept = new ArrayList<>(0);

  StatementResults(JdbcConnection connection, ResultSetKind kind) {
    super(connection, kind);
  }

  /** One round trip under the query timeout, which {@link #cancel} can stop. */
  abstract void roundTrip(
      MessageSource source, Wire.Transaction transaction, ResultCollector collector)
      throws SQLException;

  final boolean hasResultSet() {
    return resultSet != null;
  }

  /** Makes the outcomes of an execution the results of this statement. */
  final void take(ResultCollector collector, String cursor, boolean keys) throws SQLException {
    outcomes = collector.outcomes();
    outcomeIndex = 0;
    portal = cursor;
    if (keys && !outcomes.isEmpty() && outcomes.get(0).columns() != null) {
      keysOutcome = outcomes.get(0);
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
      long remaining =
          maxRows() == 0 ? Long.MAX_VALUE : Math.max(0, maxRows() - outcome.rows().size());
      PortalCursor more = new PortalCursor(this, connection.wire(), cursor, remaining);
      if (remaining == 0) {
        more.close();
      }
      rest = more;
    }
    return new JdbcResultSet(
        columns, outcome.rows(), this, rest, kind.scrollable(), connection::zone);
  }

  final ResultSet requireResultSet() throws SQLException {
    JdbcResultSet result = resultSet;
    if (result == null) {
      throw SqlErrors.of(SqlErrors.NO_RESULT, "the statement has no result set; use execute()");
    }
    return result;
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

  final void keepKeys(ResultCollector collector) {
    Columns columns = null;
    List<Values> rows = new ArrayList<>();
    for (StatementOutcome outcome : collector.outcomes()) {
      columns = outcome.columns();
      rows.addAll(outcome.rows());
    }
    if (columns != null) {
      keysOutcome = new StatementOutcome(columns, rows, 0, false);
    }
  }

  /** Which columns of the table are keys, by number; null or none for those that were asked for. */
  final void chooseKeys(int @Nullable [] numbers) {
    keyNumbers = numbers == null || numbers.length == 0 ? null : numbers.clone();
  }

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
    if (current < CLOSE_CURRENT_RESULT || current > CLOSE_ALL_RESULTS) {
      throw SqlErrors.invalidArgument("there is no choice " + current + " of results");
    }
    JdbcResultSet open = resultSet;
    resultSet = null;
    if (open != null && current == KEEP_CURRENT_RESULT) {
      kept.add(open);
    } else if (open != null) {
      open.close();
    }
    if (current == CLOSE_ALL_RESULTS) {
      closeKept();
    }
    outcomeIndex = Math.min(outcomeIndex + 1, outcomes.size());
    openResult();
    return resultSet != null;
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    requireOpen();
    StatementOutcome all = keysOutcome;
    if (generatedKeys == null && all != null && all.columns() != null) {
      int[] numbers = keyNumbers;
      generatedKeys =
          newResultSet(numbers == null ? all : KeyColumns.choose(all, all.columns(), numbers), "");
      kept.add(generatedKeys);
    }
    JdbcResultSet keys = generatedKeys;
    return keys == null ? ClientRows.of().build() : keys;
  }

  /** Called by a result set that has just been closed. */
  final void resultSetClosed(MovingResultSet closedSet) throws SQLException {
    if (closesOnCompletion() && closedSet == resultSet && outcomeIndex + 1 >= outcomes.size()) {
      close();
    }
  }

  private void closeKept() throws SQLException {
    List<JdbcResultSet> all = List.copyOf(kept);
    kept.clear();
    for (JdbcResultSet each : all) {
      each.close();
    }
  }

  final void closeResults() throws SQLException {
    JdbcResultSet open = resultSet;
    resultSet = null;
    generatedKeys = null;
    keysOutcome = null;
    outcomes = List.of();
    outcomeIndex = 0;
    if (open != null) {
      open.close();
    }
    closeKept();
  }

  @Override
  public void close() throws SQLException {
    if (markClosed()) {
      closeResults();
    }
  }
}
