package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.TypeId;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What {@link AftConnection} and its properties and client info send, and what they refuse. */
class TransactionCallsTest extends DriverTestBase {
  private static final String ID = "01890000-0000-7000-8000-000000000001";

  private static String state(Executable executable) {
    return String.valueOf(assertThrows(SQLException.class, executable).getSQLState());
  }

  private JdbcConnection manual(String... properties) throws SQLException {
    JdbcConnection connection = connect(properties);
    connection.setAutoCommit(false);
    return connection;
  }

  private void answerText(String sql, String text) {
    answer(sql, List.of(TypeId.TEXT), List.of(List.of(text)));
  }

  private void answerOutcome(String sql, String outcome, String result) {
    answer(sql, List.of(TypeId.TEXT, TypeId.TEXT), List.of(List.of(outcome, result)));
  }

  // ------------------------------------------------------------------ suspend and resume

  @Test
  void suspendGivesTheTokenAndLeavesNoTransaction() throws SQLException {
    answerText("SUSPEND", "token");
    JdbcConnection connection = manual();
    connection.createStatement().execute("q");
    assertEquals("token", connection.suspend());
    assertEquals(2, transport.roundTrips());
    connection.rollback();
    connection.commit();
    assertEquals(2, transport.roundTrips());
  }

  @Test
  void suspendBeforeAnyStatementBeginsInTheSameRoundTrip() throws SQLException {
    answerText("SUSPEND", "token");
    assertEquals("token", manual().suspend());
    assertEquals(List.of("BEGIN", "SUSPEND"), transport.texts());
    assertEquals(1, transport.roundTrips());
  }

  @Test
  void suspendWithoutATransactionIs25P01() throws SQLException {
    assertEquals("25P01", state(connect()::suspend));
  }

  @Test
  void suspendWithAResultForTheCommitIsRefused() throws SQLException {
    JdbcConnection connection = manual();
    connection.createStatement().execute("q");
    connection.setCommitResult("r");
    assertEquals("25000", state(connection::suspend));
    connection.setCommitResult(null);
    answerText("SUSPEND", "token");
    assertEquals("token", connection.suspend());
  }

  @Test
  void restOfAResultEndsWhenItsTransactionIsSuspended() throws SQLException {
    answer("SELECT n", List.of(TypeId.INT8), List.of(List.of(1L), List.of(2L)));
    answerText("SUSPEND", "token");
    JdbcConnection connection = manual();
    Statement statement = connection.createStatement();
    statement.setFetchSize(1);
    ResultSet rows = statement.executeQuery("SELECT n");
    assertTrue(rows.next());
    connection.suspend();
    assertEquals("24000", state(rows::next));
  }

  @Test
  void resumeTakesTheTransactionAtOnceWithItsOptions() throws SQLException {
    JdbcConnection connection = manual();
    connection.resume(
        "a'b", ResumeOption.SUSPEND_ON_CLOSE, ResumeOption.TAKEOVER, ResumeOption.TAKEOVER);
    assertEquals(
        List.of("RESUME 'a''b' WITH (takeover = true, on_close = 'suspend')"), transport.texts());
    connection.createStatement().execute("q");
    connection.commit();
    assertEquals("COMMIT", transport.texts().get(2));
  }

  @Test
  void resumeIsRefusedInAutoCommitModeAndInATransaction() throws SQLException {
    assertEquals("25000", state(() -> connect().resume("t")));
    JdbcConnection connection = manual();
    connection.createStatement().execute("q");
    assertEquals("25001", state(() -> connection.resume("t")));
    assertEquals("22023", state(() -> connection.resume("")));
    assertEquals("22023", state(() -> manual().resume("a\0b")));
  }

  @Test
  void failedResumeLeavesNothingBehind() throws SQLException {
    transport.fail("RESUME 't'", "55006", "held");
    JdbcConnection connection = manual();
    assertEquals("55006", state(() -> connection.resume("t")));
    connection.createStatement().execute("q");
    assertEquals("BEGIN", transport.texts().get(1));
  }

  @Test
  void clientInfoTokenIsResumedByTheNextStatementOnce() throws SQLException {
    JdbcConnection connection = manual("resumeTakeover", "true");
    connection.setClientInfo("transactiontoken", "t");
    assertEquals("t", connection.getClientInfo("TransactionToken"));
    assertEquals(0, transport.roundTrips());
    PreparedStatement statement = connection.prepareStatement("UPDATE t SET v = 1");
    statement.executeUpdate();
    statement.executeUpdate();
    connection.commit();
    statement.executeUpdate();
    assertEquals("RESUME 't' WITH (takeover = true)", transport.texts().get(0));
    assertEquals(List.of("COMMIT", "BEGIN"), transport.texts().subList(2, 4));
    assertNull(connection.getClientInfo("TransactionToken"));
  }

  @Test
  void propertyTokenIsThatOfTheFirstTransaction() throws SQLException {
    JdbcConnection connection = manual("transactionToken", "t");
    connection.createStatement().execute("q");
    assertEquals(List.of("RESUME 't'", "q"), transport.texts());
  }

  @Test
  void tokenWaitsWhileItsResumeFails() throws SQLException {
    transport.fail("RESUME 't'", "55006", "held");
    JdbcConnection connection = manual("transactionToken", "t");
    for (int i = 0; i < 2; i++) {
      assertEquals("55006", state(() -> connection.createStatement().execute("q")));
    }
    connection.rollback();
    connection.createStatement().execute("q");
    assertEquals("BEGIN", transport.texts().get(transport.texts().size() - 2));
  }

  @Test
  void lostPlanInAResumedTransactionIsNotRunInAnother() throws SQLException {
    JdbcConnection connection = manual();
    PreparedStatement statement = connection.prepareStatement("UPDATE t SET v = 1");
    statement.executeUpdate();
    connection.commit();
    transport.forgetStatements();
    connection.setClientInfo("TransactionToken", "t");
    assertEquals("26000", state(statement::executeUpdate));
    connection.rollback();
    statement.executeUpdate();
    connection.commit();
    transport.forgetStatements();
    connection.setIdempotencyKey("k");
    assertEquals(0, statement.executeUpdate());
    assertEquals(
        2, transport.texts().stream().filter(s -> s.contains("idempotency_key = 'k'")).count());
  }

  // ------------------------------------------------------------------ keys and results

  @Test
  void idempotencyKeyGoesWithBeginAndTheResultWithCommit() throws SQLException {
    JdbcConnection connection = manual();
    connection.setIdempotencyKey("it's");
    connection.createStatement().execute("q");
    connection.commit("done");
    connection.createStatement().execute("q");
    connection.commit();
    assertEquals(
        List.of(
            "BEGIN WITH (idempotency_key = 'it''s')",
            "q",
            "COMMIT WITH (result = 'done')",
            "BEGIN",
            "q",
            "COMMIT"),
        transport.texts());
  }

  @Test
  void readOnlyTransactionCanHaveAKey() throws SQLException {
    JdbcConnection connection = manual("idempotencyKey", "k", "readOnly", "true");
    connection.createStatement().execute("q");
    assertEquals("BEGIN READ ONLY WITH (idempotency_key = 'k')", transport.texts().get(0));
  }

  @Test
  void commitWithoutStatementsKeepsKeyAndResult() throws SQLException {
    JdbcConnection connection = manual();
    connection.setClientInfo("IdempotencyKey", "k");
    connection.setClientInfo("CommitResult", "");
    connection.commit();
    assertEquals(
        List.of("BEGIN WITH (idempotency_key = 'k')", "COMMIT WITH (result = '')"),
        transport.texts());
  }

  @Test
  void doneWorkIsAnExceptionWithItsResultAndTheKeyWaitsOn() throws SQLException {
    transport.failures.put(
        "BEGIN WITH (idempotency_key = 'k')",
        new Diagnostics(
            "ERROR",
            "25X01",
            "has committed, transaction_id=" + ID,
            "r",
            null,
            null,
            null,
            null,
            null,
            null,
            List.of()));
    JdbcConnection connection = manual("idempotencyKey", "k");
    for (int i = 0; i < 2; i++) {
      AlreadyCommittedException done =
          assertThrows(
              AlreadyCommittedException.class, () -> connection.createStatement().execute("q"));
      assertEquals(Optional.of("r"), done.result());
      assertEquals(Optional.of(ID), done.transactionId());
      assertEquals("25X01", done.getSQLState());
    }
    Statement batch = connection.createStatement();
    batch.addBatch("q");
    BatchUpdateException wrapped = assertThrows(BatchUpdateException.class, batch::executeBatch);
    assertEquals("25X01", wrapped.getSQLState());
    assertTrue(AlreadyCommittedException.in(new IllegalStateException(wrapped)).isPresent());
    assertFalse(AlreadyCommittedException.in(new IllegalStateException()).isPresent());
    connection.rollback();
    connection.createStatement().execute("q");
  }

  @Test
  void tokenAndKeyExcludeEachOther() throws SQLException {
    JdbcConnection connection = manual("transactionToken", "t");
    assertEquals("22023", state(() -> connection.setIdempotencyKey("k")));
    connection.setIdempotencyKey(null);
    assertEquals("22023", state(() -> connect("transactionToken", "t", "idempotencyKey", "k")));
    connection.setClientInfo("TransactionToken", null);
    connection.setIdempotencyKey("k");
    SQLException e =
        assertThrows(
            SQLClientInfoException.class, () -> connection.setClientInfo("TransactionToken", "t"));
    assertEquals("22023", e.getSQLState());
  }

  @Test
  void whatWaitsIsNeverPassedOver() throws SQLException {
    JdbcConnection connection = connect("idempotencyKey", "k");
    PreparedStatement prepared = connection.prepareStatement("q");
    assertEquals("25000", state(() -> connection.createStatement().execute("q")));
    assertEquals("25000", state(prepared::execute));
    assertEquals("25000", state(() -> connection.createStatement().execute("BEGIN")));
    assertTrue(connection.isValid(1));
    connection.setAutoCommit(false);
    assertEquals("25000", state(() -> connection.createStatement().execute("begin")));
    assertEquals("25000", state(() -> connection.createStatement().execute("RESUME 't'")));
    prepared.execute();
    assertEquals("BEGIN WITH (idempotency_key = 'k')", transport.texts().get(0));
  }

  @Test
  void resultForTheCommitIsNeverPassedOver() throws SQLException {
    JdbcConnection connection = connect();
    connection.setCommitResult("r");
    assertEquals("25000", state(() -> connection.createStatement().execute("q")));
  }

  @Test
  void whatWaitsIsForgottenWhereAPoolTakesTheConnectionBack() throws SQLException {
    List<PoolCall> calls =
        List.of(
            JdbcConnection::rollback, JdbcConnection::clearWarnings, c -> c.setAutoCommit(true));
    for (PoolCall call : calls) {
      JdbcConnection connection = manual();
      connection.setIdempotencyKey("k");
      connection.setCommitResult("r");
      call.on(connection);
      connection.setAutoCommit(false);
      int before = transport.texts().size();
      connection.createStatement().execute("q");
      connection.commit();
      assertEquals(
          List.of("BEGIN", "q", "COMMIT"),
          transport.texts().subList(before, transport.texts().size()));
    }
  }

  private interface PoolCall {
    void on(JdbcConnection connection) throws SQLException;
  }

  @Test
  void resultWaitsOnWhenItsCommitIsRefusedAndTheTransactionGoesOn() throws SQLException {
    JdbcConnection connection = manual();
    Savepoint savepoint = connection.setSavepoint();
    transport.fail("COMMIT WITH (result = 'r')", "54000", "too long");
    assertEquals("54000", state(() -> connection.commit("r")));
    connection.rollback(savepoint);
    transport.failures.clear();
    connection.commit();
    connection.createStatement().execute("q");
    connection.commit();
    List<String> texts = transport.texts();
    assertEquals(
        List.of("COMMIT WITH (result = 'r')", "BEGIN", "q", "COMMIT"),
        texts.subList(texts.size() - 4, texts.size()));
  }

  @Test
  void begunTransactionWithoutAStatementIsRolledBackWhereAPoolTakesTheConnectionBack()
      throws SQLException {
    transport.transactionId = ID;
    JdbcConnection connection = manual();
    assertEquals(Optional.of(ID), connection.transactionId());
    connection.clearWarnings();
    assertEquals(List.of("BEGIN", "ROLLBACK"), transport.texts());
  }

  @Test
  void transactionThatCannotBeSuspendedAgainIsEndedAndTheCallFails() throws SQLException {
    JdbcConnection connection = manual();
    connection.resume("t");
    transport.fail("SUSPEND", "57P01", "going down");
    assertEquals("57P01", state(connection::clearWarnings));
    assertEquals(List.of("RESUME 't'", "SUSPEND", "ROLLBACK"), transport.texts());
  }

  @Test
  void resumedTransactionWithoutAStatementIsSuspendedAgainAndNotEnded() throws SQLException {
    List<PoolCall> calls = List.of(JdbcConnection::clearWarnings, c -> c.setAutoCommit(true));
    for (PoolCall call : calls) {
      JdbcConnection connection = manual();
      connection.resume("t");
      call.on(connection);
      assertEquals("SUSPEND", transport.texts().get(transport.texts().size() - 1));
    }
    transport.transactionId = ID;
    JdbcConnection named = manual("transactionToken", "t");
    assertEquals(Optional.of(ID), named.transactionId());
    named.clearWarnings();
    assertEquals("SUSPEND", transport.texts().get(transport.texts().size() - 1));
    JdbcConnection used = manual();
    used.resume("t");
    used.createStatement().execute("q");
    used.clearWarnings();
    used.setAutoCommit(true);
    assertEquals("COMMIT", transport.texts().get(transport.texts().size() - 1));
  }

  @Test
  void resultOfATransactionIsCommittedByTurningAutoCommitOn() throws SQLException {
    JdbcConnection connection = manual();
    connection.createStatement().execute("q");
    connection.setCommitResult("r");
    connection.setAutoCommit(true);
    assertEquals("COMMIT WITH (result = 'r')", transport.texts().get(2));
  }

  // ------------------------------------------------------------------ ids, outcomes, causality

  @Test
  void reportedIdNeedsNoRoundTrip() throws SQLException {
    transport.transactionId = ID;
    JdbcConnection connection = manual();
    assertEquals(Optional.of(ID), connection.transactionId());
    assertEquals(1, transport.roundTrips());
    connection.createStatement().execute("q");
    assertEquals(Optional.of(ID), connection.transactionId());
    assertEquals(2, transport.roundTrips());
    connection.setAutoCommit(true);
    assertEquals(Optional.empty(), connection.transactionId());
  }

  @Test
  void outcomeIsReadWithItsResult() throws SQLException {
    JdbcConnection connection = manual();
    answerOutcome("SHOW OUTCOME OF '" + ID + "'", "committed", "r");
    answerOutcome("SHOW OUTCOME OF '" + ID + "' FINAL", "aborted", "null");
    assertEquals(
        new TransactionOutcome(TransactionOutcome.State.COMMITTED, Optional.of("r")),
        connection.outcome(ID));
    assertEquals(
        new TransactionOutcome(TransactionOutcome.State.ABORTED, Optional.empty()),
        connection.finalOutcome(ID));
    assertEquals("22023", state(() -> connection.outcome("'; DROP TABLE t")));
  }

  @Test
  void failedQuestionLeavesTheTransactionAsItWas() throws SQLException {
    transport.fail("SHOW OUTCOME OF '" + ID + "'", "25X02", "forgotten");
    String own = "01890000-0000-7000-8000-000000000002";
    transport.transactionId = own;
    JdbcConnection connection = manual();
    connection.createStatement().execute("q");
    assertEquals("25X02", state(() -> connection.outcome(ID)));
    connection.commit();
    assertEquals("COMMIT", transport.texts().get(transport.texts().size() - 1));
    connection.createStatement().execute("q");
    assertEquals("25001", state(() -> connection.finalOutcome(own)));
  }

  @Test
  void causalityTokenIsAskedForWithoutBeginning() throws SQLException {
    answerText("SHOW CAUSALITY TOKEN", "c");
    assertEquals("c", manual().causalityToken());
    assertEquals(List.of("SHOW CAUSALITY TOKEN"), transport.texts());
  }

  @Test
  void afterIsSetAtOnceAndShown() throws SQLException {
    JdbcConnection connection = connect("after", "a");
    assertEquals("a", connection.getClientInfo("After"));
    connection.setClientInfo("after", "b'c");
    assertEquals(List.of("SET after = 'b''c'"), transport.texts());
    assertEquals("b'c", connection.getClientInfo().getProperty("After"));
  }
}
