package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aft.conformance.TestNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** HikariCP as it is: borrowing, returning dirty, evicting dead connections. */
class HikariIT {
  private static HikariDataSource pool(TestNode node, int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(node.url());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(5_000);
    config.setValidationTimeout(1_000);
    return new HikariDataSource(config);
  }

  @Test
  void aReturnedConnectionIsRolledBackAndReset() throws SQLException {
    try (TestNode node = TestNode.inMemory();
        HikariDataSource pool = pool(node, 1)) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        connection.setReadOnly(false);
        statement.executeUpdate("PUT 'dirty' = 'never committed'");
      }
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM kv")) {
        assertTrue(connection.getAutoCommit());
        assertTrue(result.next());
        assertEquals(0, result.getInt(1));
      }
    }
  }

  @Test
  void anOrdinaryErrorDoesNotEvict() throws SQLException {
    try (TestNode node = TestNode.inMemory();
        HikariDataSource pool = pool(node, 1)) {
      AftIdentity first = identity(pool);
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        assertThrows(SQLException.class, () -> statement.execute("SELECT nonsense FROM kv"));
        SQLException unsupported =
            assertThrows(
                SQLException.class, () -> statement.execute("SELECT a FROM kv GROUP BY a"));
        assertFalse("0A000".equals(unsupported.getSQLState()), "0A000 would evict the connection");
      }
      assertEquals(first, identity(pool));
    }
  }

  /** The physical connection behind a pooled one. */
  private record AftIdentity(int hash) {}

  private static AftIdentity identity(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return new AftIdentity(
          System.identityHashCode(connection.unwrap(dev.aft.driver.AftConnection.class)));
    }
  }

  @Test
  void deadConnectionsAreEvictedAndReplaced() throws SQLException {
    try (TestNode node = TestNode.inMemory();
        HikariDataSource pool = pool(node, 2)) {
      AftIdentity first = identity(pool);
      Connection dead = pool.getConnection();
      dead.unwrap(dev.aft.driver.AftConnection.class).abort(Runnable::run);
      assertFalse(dead.isValid(1));
      assertThrows(SQLException.class, dead::close, "the pool hears that it is dead");
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        assertTrue(statement.execute("SELECT 1"));
      }
      assertFalse(first.equals(identity(pool)));
    }
  }
}
