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
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.junit.jupiter.api.Test;

/** The pool of Tomcat as it is, with the interceptors that most set. */
class TomcatIT extends OneNode {
  private static final String INTERCEPTORS =
      "ConnectionState;StatementFinalizer;StatementCache(max=50)"
          + ";QueryTimeoutInterceptor(queryTimeout=30)";

  private static PoolProperties properties(int size) {
    PoolProperties properties = new PoolProperties();
    properties.setUrl(url);
    properties.setDriverClassName("dev.aft.driver.AftDriver");
    properties.setInitialSize(0);
    properties.setMaxActive(size);
    properties.setMinIdle(0);
    properties.setMaxWait(30_000);
    properties.setRollbackOnReturn(true);
    properties.setJdbcInterceptors(INTERCEPTORS);
    properties.setJmxEnabled(false);
    return properties;
  }

  private static DataSource pageOpen() {
    // page begins: open
    PoolProperties properties = new PoolProperties();
    properties.setUrl(url);
    properties.setDriverClassName("dev.aft.driver.AftDriver");
    properties.setMaxActive(10);
    properties.setDefaultAutoCommit(false);
    properties.setRollbackOnReturn(true); // its default keeps the transaction of a borrower open
    properties.setTestOnBorrow(true); // without a query: isValid
    properties.setValidationInterval(1_000); // milliseconds between two looks at one connection
    properties.setJdbcInterceptors("ConnectionState;StatementFinalizer");
    properties.setConnectionProperties("applicationName=orders;socketTimeout=30");
    DataSource pool = new DataSource(properties);
    // page ends
    return pool;
  }

  private static void pageUse(DataSource pool) throws SQLException {
    // page begins: use
    try (Connection connection = pool.getConnection();
        PreparedStatement put = connection.prepareStatement("UPSERT INTO kv VALUES (?, ?)")) {
      put.setString(1, "session/7");
      put.setBytes(2, new byte[] {1, 2, 3});
      put.executeUpdate();
      connection.commit();
    }
    // page ends
  }

  private static Object physical(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return physical(connection);
    }
  }

  @Test
  void thePageWritesOneKey() throws SQLException {
    DataSource pool = pageOpen();
    pageUse(pool);
    pool.close();
    assertEquals(1, number("SELECT COUNT(*) FROM kv WHERE key = 'session/7'"));
  }

  @Test
  void aReturnedConnectionIsRolledBackAndReset() throws SQLException {
    PoolProperties properties = properties(1);
    properties.setDefaultAutoCommit(false); // only then it rolls back
    properties.setDefaultReadOnly(false);
    properties.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    DataSource pool = new DataSource(properties);
    Object first;
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      first = physical(connection);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.executeUpdate("PUT 'dirty' = 'never committed'");
    }
    try (Connection connection = pool.getConnection()) {
      assertSame(first, physical(connection));
      assertFalse(connection.getAutoCommit());
      assertEquals(Connection.TRANSACTION_READ_COMMITTED, connection.getTransactionIsolation());
    }
    pool.close();
    assertEquals(0, number("SELECT COUNT(*) FROM kv WHERE key = 'dirty'"));
  }

  @Test
  void deadConnectionsAreFoundAtBorrow() throws SQLException {
    PoolProperties properties = properties(1);
    properties.setTestOnBorrow(true);
    properties.setValidationInterval(0);
    properties.setValidationQueryTimeout(5);
    DataSource pool = new DataSource(properties);
    Object first = physical(pool);
    ((AftConnection) first).abort(Runnable::run);
    assertNotSame(first, physical(pool));
    pool.close();
  }

  @Test
  void aValidationQueryWorksToo() throws SQLException {
    PoolProperties properties = properties(1);
    properties.setTestOnBorrow(true);
    properties.setValidationInterval(0);
    properties.setValidationQuery("SELECT 1");
    properties.setInitSQL("SET application_name = 'tomcat'");
    DataSource pool = new DataSource(properties);
    assertSame(physical(pool), physical(pool));
    pool.close();
  }

  @Test
  void errorsOfStatementsDoNotEvict() throws SQLException {
    DataSource pool = new DataSource(properties(1));
    Object first = physical(pool);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      assertEquals(30, statement.getQueryTimeout());
      assertThrows(SQLException.class, () -> statement.execute("SELECT * FROM nowhere"));
    }
    assertSame(first, physical(pool));
    pool.close();
  }

  @Test
  void statementsLeftOpenAreClosedOnReturn() throws SQLException {
    DataSource pool = new DataSource(properties(1));
    Statement forgotten;
    try (Connection connection = pool.getConnection()) {
      forgotten = connection.createStatement();
      forgotten.execute("SELECT 1");
    }
    assertTrue(forgotten.isClosed());
    pool.close();
  }

  @Test
  void closingThePoolLeavesNoConnectionAtTheNode() throws SQLException {
    await("those of other tests are gone", () -> connections() == 0);
    PoolProperties properties = properties(3);
    properties.setInitialSize(3);
    DataSource pool = new DataSource(properties);
    assertFalse(pool.getConnection().isClosed());
    assertEquals(3, connections());
    pool.close(true);
    await("the node to notice", () -> connections() == 0);
  }
}
