package dev.aft.driver;

import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.FrontendMessage.Parse;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Statements of the driver's own that answer with one row of texts. */
final class Questions {
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final String SAVEPOINT = "\"aft outcome\"";

  private Questions() {}

  /**
   * One value.
   *
   * @return null if there is no row, or the value is NULL
   */
  static @Nullable String text(Wire wire, String sql, Wire.Transaction transaction)
      throws SQLException {
    return value(rows(wire, sql, transaction), 0);
  }

  /** All rows. */
  static StatementOutcome rows(Wire wire, String sql, Wire.Transaction transaction)
      throws SQLException {
    List<FrontendMessage> messages = new ArrayList<>(8);
    addQuery(messages, sql);
    ResultCollector collector = new ResultCollector();
    wire.roundTrip(MessageSource.of(messages, 1), transaction, collector);
    return collector.outcomes().get(0);
  }

  private static void addQuery(List<FrontendMessage> messages, String sql) {
    messages.add(new Parse("", sql, List.of()));
    messages.add(Messages.BIND_NOTHING);
    messages.add(Messages.DESCRIBE_PORTAL);
    messages.add(Messages.EXECUTE_ALL);
  }

  private static @Nullable String value(StatementOutcome outcome, int column) throws SQLException {
    Columns columns = outcome.columns();
    if (columns == null || outcome.rows().isEmpty() || outcome.rows().get(0).isNull(column)) {
      return null;
    }
    return new ValueReader(columns, () -> ZoneOffset.UTC).text(outcome.rows().get(0), column);
  }

  /**
   * Asks for an outcome. A transaction that is open on the wire stays as it is, whatever the
   * answer.
   *
   * @throws SQLException 22023 for what is no id; 25X02 when the outcome is forgotten
   */
  static TransactionOutcome outcome(Wire wire, String id, boolean isFinal) throws SQLException {
    if (id == null || !ID.matcher(id).matches()) {
      throw SqlErrors.invalidArgument("a transaction id is a UUID");
    }
    String sql = "SHOW OUTCOME OF '" + id + (isFinal ? "' FINAL" : "'");
    wire.lock();
    try {
      wire.ready();
      return wire.status() == TransactionStatus.IN_TRANSACTION
          ? withinSavepoint(wire, sql)
          : ask(wire, sql, List.of(), 0);
    } finally {
      wire.unlock();
    }
  }

  private static TransactionOutcome ask(
      Wire wire, String sql, List<FrontendMessage> before, int statementsBefore)
      throws SQLException {
    List<FrontendMessage> messages = new ArrayList<>(before);
    addQuery(messages, sql);
    ResultCollector collector = new ResultCollector();
    wire.roundTrip(
        MessageSource.of(messages, statementsBefore + 1), Wire.Transaction.NONE, collector);
    StatementOutcome row = collector.outcomes().get(statementsBefore);
    return new TransactionOutcome(state(value(row, 0)), Optional.ofNullable(value(row, 1)));
  }

  private static TransactionOutcome.State state(@Nullable String word) throws SQLException {
    if (word != null) {
      for (TransactionOutcome.State state : TransactionOutcome.State.values()) {
        if (state.name().equals(word.toUpperCase(Locale.ROOT))) {
          return state;
        }
      }
    }
    throw SqlErrors.of(SqlErrors.PROTOCOL_VIOLATION, "there is no outcome named " + word);
  }

  /** An error would fail the transaction: the savepoint takes that back. */
  private static TransactionOutcome withinSavepoint(Wire wire, String sql) throws SQLException {
    List<FrontendMessage> savepoint = Messages.command("SAVEPOINT " + SAVEPOINT);
    try {
      TransactionOutcome outcome = ask(wire, sql, savepoint, 1);
      command(wire, "RELEASE SAVEPOINT " + SAVEPOINT);
      return outcome;
    } catch (SQLException e) {
      if (wire.status() == TransactionStatus.FAILED && !wire.isClosed()) {
        command(wire, "ROLLBACK TO SAVEPOINT " + SAVEPOINT);
        command(wire, "RELEASE SAVEPOINT " + SAVEPOINT);
      }
      throw e;
    }
  }

  private static void command(Wire wire, String sql) throws SQLException {
    wire.roundTrip(
        MessageSource.of(new ArrayList<>(Messages.command(sql)), 1),
        Wire.Transaction.NONE,
        ResponseHandler.IGNORE);
  }
}
