package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.AftConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.Test;

/** Apache Commons DBCP as it is: its pool of statements, its validation, its clean return. */
class DbcpIT extends OneNode {
  private static BasicDataSource pool(int size) {
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl(url);
    pool.setMaxTotal(size);
    pool.setMaxWait(Duration.ofSeconds(30));
    pool.setAccessToUnderlyingConnectionAllowed(true);
    return pool;
  }

  private static Object physical(BasicDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return physical(connection);
    }
  }

  private static BasicDataSource pageOpen() {
    // page begins: open
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl(url);
    pool.setMaxTotal(10);
    pool.setDefaultAutoCommit(false);
    pool.setValidationQueryTimeout(Duration.ofSeconds(5)); // without a query: isValid
    pool.setTestOnBorrow(true);
    pool.setFastFailValidation(true); // what was seen to die is not asked again
    pool.setPoolPreparedStatements(true);
    pool.setConnectionProperties("applicationName=orders;socketTimeout=30");
    // page ends
    return pool;
  }

  private static void pageUse(BasicDataSource pool) throws SQLException {
    // page begins: use
    try (Connection connection = pool.getConnection();
        PreparedStatement place = connection.prepareStatement("INSERT INTO orders VALUES (?, ?)")) {
      for (int line = 1; line <= 3; line++) {
        place.setString(1, "order/" + line);
        place.setInt(2, 10 * line);
        place.addBatch();
      }
      place.executeBatch(); // one round trip
      connection.commit(); // all three or none
    }
    // page ends
  }

  @Test
  void thePagePlacesThreeOrders() throws SQLException {
    execute("CREATE TABLE orders (id TEXT PRIMARY KEY, total INTEGER)");
    try (BasicDataSource pool = pageOpen()) {
      pageUse(pool);
      assertEquals(60, number("SELECT SUM(total) FROM orders"));
      assertThrows(SQLException.class, () -> pageUse(pool));
      assertEquals(0, pool.getNumActive());
    }
  }

  @Test
  void aReturnedConnectionIsRolledBackAndReset() throws SQLException {
    try (BasicDataSource pool = pool(1)) {
      Object first;
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        first = physical(connection);
        connection.setAutoCommit(false);
        statement.executeUpdate("PUT 'dirty' = 'never committed'");
      }
      try (Connection connection = pool.getConnection()) {
        assertSame(first, physical(connection));
        assertTrue(connection.getAutoCommit());
      }
      assertEquals(0, number("SELECT COUNT(*) FROM kv WHERE key = 'dirty'"));
    }
  }

  @Test
  void defaultsOfThePoolReachEveryConnection() throws SQLException {
    try (BasicDataSource pool = pool(1)) {
      pool.setDefaultReadOnly(true);
      pool.setDefaultAutoCommit(false);
      pool.setDefaultCatalog("aft");
      pool.setDefaultSchema("public");
      pool.setDefaultTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      pool.setDefaultQueryTimeout(Duration.ofSeconds(30));
      pool.setConnectionInitSqls(List.of("SELECT 1"));
      for (int i = 0; i < 2; i++) {
        try (Connection connection = pool.getConnection();
            Statement statement = connection.createStatement()) {
          assertEquals(30, statement.getQueryTimeout());
          assertFalse(connection.getAutoCommit());
          assertEquals(
              Connection.TRANSACTION_REPEATABLE_READ, connection.getTransactionIsolation());
          assertState(
              "25006", assertThrows(SQLException.class, () -> statement.execute("PUT 'r' = 'o'")));
        }
      }
    }
  }

  @Test
  void pooledStatementsWorkAgainAndAgain() throws SQLException {
    try (BasicDataSource pool = pool(1)) {
      pool.setPoolPreparedStatements(true);
      pool.setMaxOpenPreparedStatements(2);
      for (int i = 0; i < 6; i++) {
        try (Connection connection = pool.getConnection();
            PreparedStatement query = connection.prepareStatement("SELECT ?::INTEGER + " + i % 3)) {
          query.setInt(1, i);
          try (ResultSet rows = query.executeQuery()) {
            assertTrue(rows.next());
            assertEquals(i + i % 3, rows.getInt(1));
          }
        }
      }
    }
  }

  @Test
  void deadConnectionsAreFoundAtBorrow() throws SQLException {
    try (BasicDataSource pool = pool(1)) {
      pool.setTestOnBorrow(true);
      Object first = physical(pool);
      ((AftConnection) first).abort(Runnable::run);
      assertNotSame(first, physical(pool));
    }
  }

  @Test
  void theEvictorDropsDeadConnections() throws SQLException {
    try (BasicDataSource pool = pool(1)) {
      pool.setTestWhileIdle(true);
      pool.setDurationBetweenEvictionRuns(Duration.ofMillis(50));
      Object first = physical(pool);
      ((AftConnection) first).abort(Runnable::run);
      await("the dead one is dropped", () -> pool.getNumIdle() == 0);
      assertNotSame(first, physical(pool));
    }
  }

  @Test
  void connectionsPastTheirLifetimeAreReplaced() throws SQLException {
    try (BasicDataSource pool = pool(1)) {
      pool.setMaxConn(Duration.ofMillis(100));
      pool.setLogExpiredConnections(false);
      Object first = physical(pool);
      await("its time is over", () -> isReplaced(pool, first));
    }
  }

  @Test
  void errorsOfStatementsDoNotEvict() throws SQLException {
    try (BasicDataSource pool = pool(1)) {
      pool.setFastFailValidation(true);
      pool.setTestOnBorrow(true);
      Object first = physical(pool);
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        assertThrows(SQLException.class, () -> statement.execute("SELECT * FROM nowhere"));
        assertThrows(SQLException.class, () -> statement.execute("SELECT k FROM kv GROUP BY k"));
      }
      assertSame(first, physical(pool));
    }
  }

  @Test
  void anAbandonedConnectionIsTakenBack() throws SQLException {
    try (BasicDataSource pool = pool(1)) {
      pool.setRemoveAbandonedOnBorrow(true);
      pool.setRemoveAbandonedTimeout(Duration.ofMillis(1));
      pool.setLogAbandoned(false);
      pool.setMaxWait(Duration.ofMillis(200));
      Connection abandoned = pool.getConnection();
      Object first = physical(abandoned);
      await("its time is over", () -> isReplaced(pool, first));
      assertTrue(abandoned.isClosed());
    }
  }

  private static boolean isReplaced(BasicDataSource pool, Object connection) {
    try {
      return physical(pool) != connection;
    } catch (SQLException e) {
      return false; // It is not given back yet.
    }
  }

  @Test
  void closingThePoolLeavesNoConnectionAtTheNode() throws SQLException {
    await("those of other tests are gone", () -> connections() == 0);
    try (BasicDataSource pool = pool(3)) {
      try (Connection one = pool.getConnection();
          Connection another = pool.getConnection()) {
        assertEquals(2, connections());
        assertTrue(one.isValid(5) && another.isValid(5));
      }
    }
    await("the node to notice", () -> connections() == 0);
  }
}
