package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.AftConnection;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransactionsIT extends JdbcTestBase {
  @Test
  void autoCommitCommitsEachStatement() throws SQLException {
    assertTrue(connection.getAutoCommit());
    execute("INSERT INTO t VALUES (1, 'a')");
    assertEquals(1, committed());
    assertState("25P01", connection::commit);
    assertState("25P01", connection::rollback);
    assertState("25P01", connection::setSavepoint);
  }

  @Test
  void manualCommitShowsNothingBeforeCommitAndNothingAfterRollback() throws SQLException {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    execute("INSERT INTO t VALUES (2, 'b')");
    assertEquals(0, committed());
    connection.commit();
    assertEquals(2, committed());
    execute("DELETE FROM t");
    connection.rollback();
    assertEquals(2, count(connection, "t"));
    connection.rollback();
    connection.commit();
  }

  @Test
  void switchingAutoCommitOnCommits() throws SQLException {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    connection.setAutoCommit(false);
    assertEquals(0, committed());
    connection.setAutoCommit(true);
    assertEquals(1, committed());
  }

  @Test
  void closingInATransactionRollsBack() throws SQLException {
    try (Connection other = connect()) {
      other.setAutoCommit(false);
      execute(other, "INSERT INTO t VALUES (1, 'a')");
    }
    assertEquals(0, committed());
  }

  @Test
  void savepointsUndoWhatCameAfterThem() throws SQLException {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    Savepoint unnamed = connection.setSavepoint();
    execute("INSERT INTO t VALUES (2, 'b')");
    Savepoint named = connection.setSavepoint("It's \"mine\"");
    execute("INSERT INTO t VALUES (3, 'c')");
    connection.rollback(named);
    assertEquals(2, count(connection, "t"));
    assertEquals("It's \"mine\"", named.getSavepointName());
    assertTrue(unnamed.getSavepointId() > 0);
    connection.releaseSavepoint(named);
    assertState("3B001", () -> connection.rollback(named));
    connection.rollback(unnamed);
    connection.commit();
    assertEquals(1, committed());
  }

  @Test
  void aSavepointSurvivesAnErrorAfterIt() throws SQLException {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    Savepoint savepoint = connection.setSavepoint();
    assertState("23505", () -> execute("INSERT INTO t VALUES (1, 'b')"));
    assertState("25P02", () -> execute("INSERT INTO t VALUES (2, 'b')"));
    connection.rollback(savepoint);
    execute("INSERT INTO t VALUES (2, 'b')");
    connection.commit();
    assertEquals(2, committed());
  }

  @Test
  void committingAFailedTransactionSaysThatNothingIsCommitted() throws SQLException {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    assertState("42P01", () -> execute("SELECT * FROM nowhere"));
    assertInstanceOf(
        SQLTransactionRollbackException.class, assertState("40000", connection::commit));
    assertEquals(0, committed());
    execute("INSERT INTO t VALUES (1, 'a')");
    connection.commit();
    assertEquals(1, committed());
  }

  @Test
  void updateCountsAreExact() throws SQLException {
    try (Statement s = connection.createStatement()) {
      assertEquals(3, s.executeUpdate("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')"));
      assertEquals(2, s.executeUpdate("UPDATE t SET v = 'x' WHERE k >= 2"));
      assertEquals(0, s.executeUpdate("UPDATE t SET v = 'x' WHERE k = 9"));
      assertEquals(0, s.executeUpdate("DELETE FROM t WHERE k = 9"));
      assertEquals(0, s.executeUpdate("INSERT INTO t VALUES (1, 'z') ON CONFLICT (k) DO NOTHING"));
      assertEquals(1, s.executeUpdate("UPSERT INTO t VALUES (1, 'z')"));
      assertEquals(0, s.executeUpdate("CREATE TABLE u (k INT PRIMARY KEY)"));
      assertEquals(3L, s.executeLargeUpdate("DELETE FROM t"));
      assertFalse(s.execute("INSERT INTO t VALUES (1, 'a')"));
      assertEquals(1, s.getUpdateCount());
      assertFalse(s.getMoreResults());
      assertEquals(-1, s.getUpdateCount());
      assertState("0100E", () -> s.executeUpdate("SELECT * FROM t"));
      assertState("07005", () -> s.executeQuery("DELETE FROM t WHERE k = 9"));
    }
  }

  @Test
  void severalStatementsInOneTextHaveTheirResultsInOrder() throws SQLException {
    try (Statement s = connection.createStatement()) {
      assertFalse(s.execute("INSERT INTO t VALUES (1, 'a'); SELECT v FROM t; DELETE FROM t"));
      assertEquals(1, s.getUpdateCount());
      assertTrue(s.getMoreResults());
      ResultSet rows = s.getResultSet();
      assertNotNull(rows);
      assertTrue(rows.next());
      assertEquals("a", rows.getString(1));
      assertFalse(s.getMoreResults());
      assertEquals(1, s.getUpdateCount());
    }
  }

  @Test
  void aBatchCountsEachOfItsStatements() throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int i = 0; i < 2_500; i++) {
        insert.setInt(1, i);
        insert.setString(2, i % 3 == 0 ? null : "v" + i);
        insert.addBatch();
      }
      int[] counts = insert.executeBatch();
      assertEquals(2_500, counts.length);
      assertTrue(Arrays.stream(counts).allMatch(count -> count == 1));
      assertArrayEquals(new int[0], insert.executeBatch());
    }
    try (Statement s = connection.createStatement()) {
      s.addBatch("UPDATE t SET v = 'u' WHERE k < 10");
      s.addBatch("DELETE FROM t WHERE k >= 2000");
      assertArrayEquals(new int[] {10, 500}, s.executeBatch());
    }
    connection.commit();
    assertEquals(2_000, committed());
  }

  @Test
  void aFailedBatchInATransactionCountsWhatCameBefore() throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, 'x')")) {
      for (int key : new int[] {1, 2, 2, 3}) {
        insert.setInt(1, key);
        insert.addBatch();
      }
      BatchUpdateException e = assertThrows(BatchUpdateException.class, insert::executeBatch);
      assertEquals("23505", e.getSQLState());
      assertArrayEquals(new int[] {1, 1}, e.getUpdateCounts());
    }
    connection.rollback();
    assertEquals(0, committed());
  }

  @Test
  void aFailedBatchInAutoCommitLeavesNothing() throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.addBatch("INSERT INTO t VALUES (1, 'a')");
      s.addBatch("INSERT INTO t VALUES (1, 'b')");
      BatchUpdateException e = assertThrows(BatchUpdateException.class, s::executeBatch);
      assertArrayEquals(
          new int[] {Statement.EXECUTE_FAILED, Statement.EXECUTE_FAILED}, e.getUpdateCounts());
    }
    assertEquals(0, committed());
    execute("INSERT INTO t VALUES (1, 'a')");
  }

  @Test
  void aQueryInABatchIsRefusedAndTheConnectionStaysUsable() throws SQLException {
    try (Statement s = connection.createStatement();
        PreparedStatement p = connection.prepareStatement("SELECT * FROM t WHERE k = ?")) {
      s.addBatch("INSERT INTO t VALUES (1, 'a')");
      s.addBatch("SELECT * FROM t");
      assertThrows(BatchUpdateException.class, s::executeBatch);
      p.setInt(1, 1);
      p.addBatch();
      assertThrows(BatchUpdateException.class, p::executeBatch);
      s.addBatch("INSERT INTO t VALUES (5, 'a') RETURNING v");
      assertArrayEquals(new int[] {1}, s.executeBatch());
    }
    assertEquals(1, committed());
  }

  @Test
  void generatedKeysAreTheRowsThatWereWritten() throws SQLException {
    execute("CREATE TABLE d (k INT PRIMARY KEY, v VARCHAR DEFAULT 'filled')");
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO d (k) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
      insert.setInt(1, 7);
      assertEquals(1, insert.executeUpdate());
      assertKeys(insert, 7, "filled");
      insert.setInt(1, 8);
      insert.addBatch();
      insert.executeBatch();
      assertKeys(insert, 8, "filled");
    }
    try (Statement s = connection.createStatement()) {
      s.executeUpdate("INSERT INTO d VALUES (9, 'own')", new String[] {"v"});
      try (ResultSet keys = s.getGeneratedKeys()) {
        assertTrue(keys.next());
        assertEquals("own", keys.getString("v"));
        assertEquals(1, keys.getMetaData().getColumnCount());
      }
    }
  }

  private static void assertKeys(PreparedStatement statement, int key, String value)
      throws SQLException {
    try (ResultSet keys = statement.getGeneratedKeys()) {
      assertTrue(keys.next());
      assertEquals(key, keys.getInt(1));
      assertEquals(value, keys.getString("v"));
      assertFalse(keys.next());
    }
  }

  @Test
  void isolationUpToRepeatableReadIsTakenAndSerializableRefused() throws SQLException {
    assertEquals(Connection.TRANSACTION_READ_COMMITTED, connection.getTransactionIsolation());
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    assertEquals(Connection.TRANSACTION_REPEATABLE_READ, connection.getTransactionIsolation());
    assertThrows(
        SQLFeatureNotSupportedException.class,
        () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
    try (Connection lax =
        DriverManager.getConnection(place.url() + "?serializableIsolation=warn")) {
      lax.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      assertNotNull(lax.getWarnings());
    }
  }

  @Test
  void readsAreRepeatable() throws SQLException {
    execute("INSERT INTO t VALUES (1, 'old')");
    connection.setAutoCommit(false);
    assertEquals("old", value(connection));
    try (Connection other = connect()) {
      execute(other, "UPDATE t SET v = 'new'");
      assertEquals("new", value(other));
    }
    assertEquals("old", value(connection));
    connection.commit();
    assertEquals("new", value(connection));
  }

  private static String value(Connection on) throws SQLException {
    try (Statement s = on.createStatement();
        ResultSet rows = s.executeQuery("SELECT v FROM t WHERE k = 1")) {
      assertTrue(rows.next());
      return rows.getString(1);
    }
  }

  @Test
  void aReadOnlyConnectionRefusesWrites() throws SQLException {
    connection.setReadOnly(true);
    assertTrue(connection.isReadOnly());
    assertState("25006", () -> execute("INSERT INTO t VALUES (1, 'a')"));
    assertEquals(0, count(connection, "t"));
    connection.setAutoCommit(false);
    assertState("25006", () -> execute("INSERT INTO t VALUES (1, 'a')"));
    assertState("25001", () -> connection.setReadOnly(false));
    connection.rollback();
    connection.setReadOnly(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    connection.commit();
    assertEquals(1, committed());
  }

  @Test
  void theTransactionIdStaysForTheTransaction() throws SQLException {
    AftConnection aft = connection.unwrap(AftConnection.class);
    assertTrue(aft.transactionId().isEmpty());
    connection.setAutoCommit(false);
    String first = aft.transactionId().orElseThrow();
    execute("INSERT INTO t VALUES (1, 'a')");
    assertEquals(first, aft.transactionId().orElseThrow());
    connection.commit();
    assertFalse(first.equals(aft.transactionId().orElseThrow()));
  }

  @Test
  void aTransactionThatIdlesTooLongIsEndedWhileItsClientDoesNothing() throws Exception {
    try (Connection idle = connect()) {
      execute(idle, "SET idle_in_transaction_session_timeout = 100");
      idle.setAutoCommit(false);
      execute(idle, "INSERT INTO t VALUES (1, 'a')");
      TimeUnit.MILLISECONDS.sleep(400);
      SQLException e = assertThrows(SQLException.class, () -> execute(idle, "SELECT 1"));
      assertEquals("25P03", e.getSQLState(), e::toString);
    }
    assertEquals(0, committed());
  }
}
