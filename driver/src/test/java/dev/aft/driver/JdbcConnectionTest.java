package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.TypeId;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JdbcConnectionTest extends DriverTestBase {
  private static final String SELECT = "SELECT v FROM t WHERE k = ?";
  private static final String ON_SERVER = "SELECT v FROM t WHERE k = $1";

  private static String state(org.junit.jupiter.api.function.Executable executable) {
    return String.valueOf(assertThrows(SQLException.class, executable).getSQLState());
  }

  @Test
  void preparedStatementIsParsedOnceAndThenBoundOnly() throws SQLException {
    answer(ON_SERVER, List.of(TypeId.INT4), List.of(List.of(42)));
    JdbcConnection connection = connect();
    for (int i = 0; i < 2; i++) {
      try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
        statement.setString(1, "a");
        try (ResultSet rows = statement.executeQuery()) {
          assertTrue(rows.next());
          assertEquals(42, rows.getInt("C1"));
          assertFalse(rows.next());
        }
      }
      assertEquals(
          i == 0 ? "Parse Describe Bind Execute Sync" : "Bind Execute Sync", transport.lastKinds());
    }
    assertEquals(2, transport.roundTrips());
  }

  @Test
  void beginTravelsWithTheFirstStatementAndCommitIsOneRoundTrip() throws SQLException {
    answerCount("UPDATE t SET v = 1", "UPDATE 3");
    JdbcConnection connection = connect();
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    assertEquals(3, statement.executeUpdate("UPDATE t SET v = 1"));
    assertEquals(3, statement.executeUpdate("UPDATE t SET v = 1"));
    connection.commit();
    assertEquals(3, transport.roundTrips());
    connection.commit();
    connection.rollback();
    assertEquals(3, transport.roundTrips());
  }

  @Test
  void batchIsOneRoundTripWithExactCounts() throws SQLException {
    answerCount("INSERT INTO t VALUES ($1)", "INSERT 0 1");
    PreparedStatement statement = connect().prepareStatement("INSERT INTO t VALUES (?)");
    for (int i = 0; i < 3; i++) {
      statement.setInt(1, i);
      statement.addBatch();
    }
    assertArrayEquals(new int[] {1, 1, 1}, statement.executeBatch());
    assertEquals(1, transport.roundTrips());
    assertEquals(
        "Parse Describe Bind Execute Bind Execute Bind Execute Sync", transport.lastKinds());
  }

  @Test
  void longBatchIsSentInChunksOfOneTransaction() throws SQLException {
    answerCount("DELETE FROM t WHERE k = $1", "DELETE 1");
    PreparedStatement statement = connect().prepareStatement("DELETE FROM t WHERE k = ?");
    for (int i = 0; i < 2500; i++) {
      statement.setInt(1, i);
      statement.addBatch();
    }
    assertEquals(2500, statement.executeBatch().length);
    assertEquals(3, transport.roundTrips());
    assertTrue(transport.lastKinds().endsWith("Sync"));
    assertEquals(
        "Flush",
        transport.sent.get(0).get(transport.sent.get(0).size() - 1).getClass().getSimpleName());
  }

  @Test
  void failedBatchTellsTheCountsBeforeIt() throws SQLException {
    answerCount("a", "UPDATE 5");
    transport.fail("b", "23505", "duplicate");
    JdbcConnection connection = connect();
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.addBatch("a");
    statement.addBatch("b");
    statement.addBatch("a");
    BatchUpdateException e = assertThrows(BatchUpdateException.class, statement::executeBatch);
    assertArrayEquals(new int[] {5}, e.getUpdateCounts());
    assertEquals("23505", e.getSQLState());
    assertInstanceOf(java.sql.SQLIntegrityConstraintViolationException.class, e.getNextException());
    assertEquals("40000", state(connection::commit));
  }

  @Test
  void failedBatchInAutoCommitModeCountsAsFailedWhole() throws SQLException {
    transport.fail("b", "23505", "duplicate");
    Statement statement = connect().createStatement();
    statement.addBatch("a");
    statement.addBatch("b");
    BatchUpdateException e = assertThrows(BatchUpdateException.class, statement::executeBatch);
    assertArrayEquals(
        new int[] {Statement.EXECUTE_FAILED, Statement.EXECUTE_FAILED}, e.getUpdateCounts());
  }

  @Test
  void fetchSizeReadsPagesThroughAPortalInsideATransaction() throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rows.add(List.of((long) i));
    }
    answer("SELECT n FROM t", List.of(TypeId.INT8), rows);
    JdbcConnection connection = connect();
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.setFetchSize(2);
    ResultSet result = statement.executeQuery("SELECT n FROM t");
    int seen = 0;
    while (result.next()) {
      assertEquals(seen++, result.getLong(1));
    }
    assertEquals(5, seen);
    assertEquals(3, transport.roundTrips());
  }

  @Test
  void restOfAResultEndsWithItsTransaction() throws SQLException {
    answer("SELECT n FROM t", List.of(TypeId.INT8), List.of(List.of(1L), List.of(2L), List.of(3L)));
    JdbcConnection connection = connect();
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.setFetchSize(1);
    ResultSet result = statement.executeQuery("SELECT n FROM t");
    assertTrue(result.next());
    connection.commit();
    assertEquals("24000", state(result::next));
  }

  @Test
  void maxRowsCutsTheResult() throws SQLException {
    answer("q", List.of(TypeId.INT8), List.of(List.of(1L), List.of(2L)));
    Statement statement = connect().createStatement();
    statement.setMaxRows(1);
    ResultSet result = statement.executeQuery("q");
    assertTrue(result.next());
    assertFalse(result.next());
  }

  @Test
  void lostStatementIsPreparedAgainOutsideATransaction() throws SQLException {
    answer(ON_SERVER, List.of(TypeId.INT4), List.of(List.of(1)));
    PreparedStatement statement = connect().prepareStatement(SELECT);
    statement.setString(1, "a");
    statement.executeQuery().close();
    transport.forgetStatements();
    assertTrue(statement.executeQuery().next());
  }

  @Test
  void severalStatementsGiveSeveralResults() throws SQLException {
    answer("SELECT 1", List.of(TypeId.INT4), List.of(List.of(1)));
    answerCount(" UPDATE t", "UPDATE 2");
    Statement statement = connect().createStatement();
    assertTrue(statement.execute("SELECT 1; UPDATE t;"));
    assertFalse(statement.getMoreResults());
    assertEquals(2, statement.getUpdateCount());
    assertFalse(statement.getMoreResults());
    assertEquals(-1, statement.getUpdateCount());
    assertEquals(1, transport.roundTrips());
  }

  @Test
  void readOnlyAutoCommitStatementRunsInAReadOnlyTransaction() throws SQLException {
    answer("q", List.of(TypeId.INT8), List.of(List.of(1L)));
    JdbcConnection connection = connect();
    connection.setReadOnly(true);
    assertTrue(connection.createStatement().executeQuery("q").next());
    assertEquals(1, transport.roundTrips());
    transport.fail("w", "25006", "read only");
    assertEquals("25006", state(() -> connection.createStatement().execute("w")));
    assertTrue(connection.createStatement().executeQuery("q").next());
  }

  @Test
  void missingParameterIs07001AndWrongIndex07009() throws SQLException {
    PreparedStatement statement = connect().prepareStatement(SELECT);
    assertEquals("07001", state(statement::executeQuery));
    assertEquals("07009", state(() -> statement.setInt(2, 1)));
    assertEquals(0, transport.roundTrips());
  }

  @Test
  void readingOutsideTheRowsIsRefused() throws SQLException {
    answer("q", List.of(TypeId.INT8), List.of(List.of(1L)));
    ResultSet result = connect().createStatement().executeQuery("q");
    assertEquals("24000", state(() -> result.getInt(1)));
    assertTrue(result.next());
    assertEquals("07009", state(() -> result.getInt(2)));
    assertEquals("42703", state(() -> result.getInt("x")));
    result.close();
    assertEquals("24000", state(result::next));
  }

  @Test
  void silentServerBreaksTheConnection() throws SQLException {
    JdbcConnection connection = connect();
    transport.silent = true;
    assertEquals("08006", state(() -> connection.createStatement().execute("SELECT 1")));
    assertTrue(connection.isClosed());
    assertFalse(connection.isValid(1));
    assertEquals("08003", state(connection::createStatement));
  }

  @Test
  void statementThatCommitsByItselfAndIsLostIs08007() throws SQLException {
    JdbcConnection connection = connect();
    PreparedStatement update = connection.prepareStatement("UPDATE t SET v = 1");
    transport.dead = true;
    assertEquals("08007", state(update::executeUpdate));
  }

  @Test
  void batchThatCommitsByItselfAndIsLostIs08007() throws SQLException {
    Statement batch = connect().createStatement();
    batch.addBatch("UPDATE t SET v = 1");
    transport.dead = true;
    assertEquals("08007", state(batch::executeBatch));
  }

  @Test
  void lossInCommitOfAnUnknownIdIs08007() throws SQLException {
    JdbcConnection connection = connect();
    connection.setAutoCommit(false);
    connection.createStatement().execute("q");
    transport.dead = true;
    assertEquals("08007", state(connection::commit));
  }

  @Test
  void unsupportedOnTheServerIsUnsupportedHere() throws SQLException {
    transport.fail("SELECT joins", "0A000", "there are no joins");
    SQLException e =
        assertThrows(SQLException.class, () -> connect().createStatement().execute("SELECT joins"));
    assertInstanceOf(SQLFeatureNotSupportedException.class, e);
    assertEquals("HYC00", e.getSQLState());
  }

  @Test
  void serializableIsRefusedUnlessAskedToWarn() throws SQLException {
    assertEquals("HYC00", state(() -> connect().setTransactionIsolation(8)));
    JdbcConnection lenient = connect("serializableIsolation", "warn");
    lenient.setTransactionIsolation(8);
    assertTrue(lenient.getWarnings() != null);
  }

  @Test
  void isValidIsARoundTripAndNeverThrows() throws SQLException {
    JdbcConnection connection = connect();
    assertTrue(connection.isValid(1));
    assertEquals("Sync", transport.lastKinds());
    assertEquals("22023", state(() -> connection.isValid(-1)));
    connection.close();
    assertFalse(connection.isValid(1));
    assertTrue(transport.closed);
  }
}
