package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** PostgreSQL's own JDBC driver for plain queries. */
class PgjdbcIT {
  private static Connection connect(TestNode node) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + node.port() + "/aft?user=aft&password=x");
  }

  @Test
  void preparedStatementsSwitchToBinaryAndKeepTheirValues() throws SQLException {
    try (TestNode node = TestNode.inMemory();
        Connection connection = connect(node);
        Statement statement = connection.createStatement()) {
      assertTrue(connection.isValid(2));
      statement.execute(
          "CREATE TABLE t (id INTEGER PRIMARY KEY, l BIGINT, d DOUBLE PRECISION, n DECIMAL(20,4),"
              + " s TEXT, ts TIMESTAMP, x BYTEA)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)")) {
        for (int i = 0; i < 10; i++) {
          insert.setInt(1, i);
          insert.setLong(2, Long.MAX_VALUE - i);
          insert.setDouble(3, 0.1 * i);
          insert.setBigDecimal(4, new BigDecimal("123456789.1234"));
          insert.setString(5, "text " + i);
          insert.setTimestamp(6, java.sql.Timestamp.valueOf("2026-01-02 03:04:05.678901"));
          insert.setBytes(7, new byte[] {0, (byte) i, -1});
          assertEquals(1, insert.executeUpdate());
        }
      }
      try (PreparedStatement select = connection.prepareStatement("SELECT * FROM t WHERE id = ?")) {
        for (int i = 0; i < 10; i++) {
          select.setInt(1, i);
          try (ResultSet result = select.executeQuery()) {
            assertTrue(result.next());
            assertEquals(Long.MAX_VALUE - i, result.getLong("l"));
            assertEquals(0.1 * i, result.getDouble("d"));
            assertEquals(new BigDecimal("123456789.1234"), result.getBigDecimal("n"));
            assertEquals("text " + i, result.getString("s"));
            assertEquals(
                java.sql.Timestamp.valueOf("2026-01-02 03:04:05.678901"),
                result.getTimestamp("ts"));
            assertEquals(i, result.getBytes("x")[1]);
            assertFalse(result.next());
          }
        }
      }
    }
  }

  @Test
  void aFetchSizeReadsByPortalInsideATransaction() throws SQLException {
    try (TestNode node = TestNode.inMemory();
        Connection connection = connect(node)) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("UPSERT INTO kv (key, value) VALUES (?, ?)")) {
        for (int i = 0; i < 500; i++) {
          insert.setString(1, "key" + i);
          insert.setBytes(2, new byte[] {1});
          insert.addBatch();
        }
        insert.executeBatch();
      }
      connection.commit();
      int rows = 0;
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(7);
        try (ResultSet result = statement.executeQuery("SELECT key FROM kv ORDER BY key")) {
          while (result.next()) {
            rows++;
          }
        }
      }
      assertEquals(500, rows);
      connection.rollback();
    }
  }

  @Test
  void anErrorCarriesItsStateAndTheTransactionCanGoOnAfterRollback() throws SQLException {
    try (TestNode node = TestNode.inMemory();
        Connection connection = connect(node);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      SQLException e =
          assertThrows(SQLException.class, () -> statement.execute("SELECT * FROM nothing"));
      assertEquals("42P01", e.getSQLState());
      connection.rollback();
      assertTrue(statement.execute("SELECT 1"));
    }
  }
}
