package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.TypeId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenewalTest extends DriverTestBase {
  private static final String QUERY = "SELECT a FROM t";
  private static final String PREPARED = "SELECT a FROM t WHERE a = $1";
  private final ScriptedTransport second = new ScriptedTransport();

  RenewalTest() {
    answer(QUERY, List.of(TypeId.INT4), List.of(List.of(1)));
    answer(PREPARED, List.of(TypeId.INT4), List.of(List.of(1)));
    second.answers.putAll(transport.answers);
  }

  private static int first(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aSocketThatDiedInALongPauseIsReplacedBeforeAWrite() throws SQLException {
    try (Connection connection = connect()) {
      transport.dead = true;
      links.then(second);
      ticker.pass(3_600_000);
      execute(connection, "DELETE FROM t");
      assertEquals(List.of("DELETE FROM t"), second.texts());
      assertEquals(List.of(), transport.texts());
      assertFalse(connection.isClosed());
    }
  }

  @Test
  void aServerThatSaidGoodbyeIsNoticedBeforeAWrite() throws SQLException {
    try (Connection connection = connect()) {
      transport.dead = true;
      transport.news = true;
      links.then(second);
      ticker.pass(20);
      execute(connection, "DELETE FROM t");
      assertEquals(List.of("DELETE FROM t"), second.texts());
    }
  }

  @Test
  void aJumpOfTheClockAsksTheServerFirst() throws SQLException {
    try (Connection connection = connect()) {
      transport.dead = true;
      links.then(second);
      ticker.wallOffset = 60_000;
      execute(connection, "DELETE FROM t");
      assertEquals(List.of("DELETE FROM t"), second.texts());
    }
  }

  @Test
  void aConnectionThatWasIdleAndLivesIsAskedOnceAndStays() throws SQLException {
    try (Connection connection = connect()) {
      ticker.pass(60_000);
      assertEquals(1, first(connection));
      assertEquals(2, transport.roundTrips());
      assertEquals(1, first(connection));
      assertEquals(3, transport.roundTrips());
      assertEquals(List.of(), links.limits);
    }
  }

  @Test
  void aServerThatDoesNotAnswerTheQuestionIsLeftAfterTwoSeconds() throws SQLException {
    try (Connection connection = connect()) {
      transport.silent = true;
      links.then(second);
      ticker.pass(60_000);
      assertEquals(1, first(connection));
      assertEquals(List.of(Renewal.PROBE_MILLIS, 0), transport.timeouts);
      assertTrue(transport.closed);
    }
  }

  @Test
  void aQueryWithoutAnAnswerIsAskedAgain() throws SQLException {
    try (Connection connection = connect()) {
      transport.dead = true;
      links.then(second);
      assertEquals(1, first(connection));
    }
  }

  @Test
  void aWriteWithoutAnAnswerIsNotDoneAgain() throws SQLException {
    Connection connection = connect();
    transport.dead = true;
    links.then(second);
    SQLException lost =
        assertThrows(SQLException.class, () -> execute(connection, "DELETE FROM t"));
    assertEquals("08007", lost.getSQLState());
    assertEquals(List.of(), second.texts());
    assertTrue(connection.isClosed());
  }

  @Test
  void aQueryWhoseAnswerBrokeOffIsNotAskedAgain() throws SQLException {
    Connection connection = connect();
    transport.repliesLeft = 2;
    links.then(second);
    SQLException lost = assertThrows(SQLException.class, () -> first(connection));
    assertEquals("08006", lost.getSQLState());
    assertEquals(List.of(), second.texts());
  }

  @Test
  void aQueryThatRanIntoTheNetworkTimeoutIsNotAskedAgain() throws SQLException {
    Connection connection = connect();
    transport.silent = true;
    links.then(second);
    assertEquals("08006", assertThrows(SQLException.class, () -> first(connection)).getSQLState());
    assertEquals(List.of(), second.texts());
  }

  @Test
  void theFirstStatementOfATransactionIsDoneAgainAndALaterOneIsNot() throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    transport.dead = true;
    links.then(second);
    execute(connection, "DELETE FROM t");
    assertEquals(List.of("BEGIN", "DELETE FROM t"), second.texts());
    second.dead = true;
    links.then(new ScriptedTransport());
    assertEquals(
        "08006",
        assertThrows(SQLException.class, () -> execute(connection, "DELETE FROM t")).getSQLState());
    assertTrue(connection.isClosed());
  }

  @Test
  void aTransactionThatWouldBeResumedIsNotTriedAgain() throws SQLException {
    Connection connection = connect("transactionToken", "abc");
    connection.setAutoCommit(false);
    transport.dead = true;
    links.then(second);
    assertThrows(SQLException.class, () -> first(connection));
    assertEquals(List.of(), second.texts());
  }

  @Test
  void dataDefinitionIsNotTriedAgain() throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    transport.dead = true;
    links.then(second);
    assertThrows(SQLException.class, () -> execute(connection, "CREATE TABLE x (a INT)"));
    assertEquals(List.of(), second.texts());
  }

  @Test
  void settingsAreRestoredAndStatementsArePreparedAgain() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(QUERY + " WHERE a = ?")) {
      connection.setNetworkTimeout(null, 4321);
      connection.setSchema("other");
      connection.setClientInfo("ApplicationName", "me");
      statement.setString(1, "1");
      statement.executeQuery().close();
      transport.dead = true;
      links.then(second);
      ticker.pass(60_000);
      statement.executeQuery().close();
      assertEquals(
          List.of("SET SCHEMA \"other\"", "SET application_name = 'me'", PREPARED), second.texts());
      assertEquals(4321, second.timeoutMillis);
    }
  }

  @Test
  void aPreparedQueryWithoutAnAnswerIsPreparedAndAskedAgain() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(QUERY + " WHERE a = ?")) {
      statement.setString(1, "1");
      statement.executeQuery().close();
      transport.dead = true;
      links.then(second);
      try (ResultSet rows = statement.executeQuery()) {
        assertTrue(rows.next());
      }
      assertEquals(List.of(PREPARED), second.texts());
    }
  }

  @Test
  void aFirstBatchOfATransactionIsDoneAgain() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("DELETE FROM t WHERE a = ?")) {
      connection.setAutoCommit(false);
      transport.dead = true;
      links.then(second);
      statement.addBatch("DELETE FROM t");
      statement.executeBatch();
      assertEquals(List.of("BEGIN", "DELETE FROM t"), second.texts());
      connection.rollback();
      second.dead = true;
      ScriptedTransport third = new ScriptedTransport();
      links.then(third);
      prepared.setString(1, "1");
      prepared.addBatch();
      prepared.executeBatch();
      assertEquals(List.of("BEGIN", "DELETE FROM t WHERE a = $1"), third.texts());
    }
  }

  @Test
  void withoutAnotherSessionTheConnectionIsLost() throws SQLException {
    Connection connection = connect();
    transport.dead = true;
    ticker.pass(60_000);
    SQLException lost = assertThrows(SQLException.class, () -> first(connection));
    assertEquals("08006", lost.getSQLState());
    assertTrue(connection.isClosed());
    assertEquals("08003", assertThrows(SQLException.class, () -> first(connection)).getSQLState());
  }

  @Test
  void aNodeOfAnotherStoreIsNoReplacement() throws SQLException {
    transport.storeId = "one";
    second.storeId = "two";
    Connection connection = connect();
    transport.dead = true;
    links.then(second);
    ticker.pass(60_000);
    assertEquals("08006", assertThrows(SQLException.class, () -> first(connection)).getSQLState());
    assertTrue(second.closed);
    assertEquals(List.of(), second.texts());
  }

  @Test
  void withReconnectOffTheConnectionIsLost() throws SQLException {
    Connection connection = connect("reconnect", "false");
    transport.dead = true;
    links.then(second);
    ticker.pass(60_000);
    assertEquals("08006", assertThrows(SQLException.class, () -> first(connection)).getSQLState());
    assertFalse(connection.isValid(1));
  }

  @Test
  void aConnectionThatCanBeRenewedIsValid() throws SQLException {
    try (Connection connection = connect()) {
      transport.dead = true;
      links.then(second);
      assertTrue(connection.isValid(1));
      assertEquals(List.of(1000), links.limits);
      assertEquals(1, first(connection));
    }
  }

  @Test
  void aConnectionWhoseTransactionIsLostIsNotValid() throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    first(connection);
    transport.dead = true;
    links.then(second);
    assertFalse(connection.isValid(1));
    assertTrue(connection.isClosed());
  }

  @Test
  void aConnectionClosedWhileItIsRenewedStaysClosed() throws SQLException {
    Connection connection = connect();
    transport.dead = true;
    links.then(second);
    links.onOpen = () -> assertThrowsNothing(() -> connection.abort(Runnable::run));
    ticker.pass(60_000);
    assertEquals("08003", assertThrows(SQLException.class, () -> first(connection)).getSQLState());
    assertTrue(second.closed);
  }

  private interface Action {
    void run() throws SQLException;
  }

  private static void assertThrowsNothing(Action action) {
    try {
      action.run();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
