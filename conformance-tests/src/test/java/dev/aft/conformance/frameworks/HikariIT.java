package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aft.conformance.TestNode;
import dev.aft.driver.AftConnection;
import dev.aft.server.setting.Setting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** HikariCP as it is: borrowing, returning dirty, evicting what is dead or old. */
class HikariIT extends OneNode {
  private static HikariConfig config(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(30_000);
    return config;
  }

  private static HikariDataSource pool(int size) {
    return new HikariDataSource(config(size));
  }

  private static Object physical(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return physical(connection);
    }
  }

  private static HikariDataSource pageOpen() {
    // page begins: open
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(10);
    config.setAutoCommit(false); // optional: every borrower works in transactions
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(10));
    config.addDataSourceProperty("applicationName", "orders");
    config.addDataSourceProperty("socketTimeout", "30"); // seconds: a frozen node counts as lost
    HikariDataSource pool = new HikariDataSource(config);
    // page ends
    return pool;
  }

  private static void pageUse(HikariDataSource pool) throws SQLException {
    // page begins: use
    try (Connection connection = pool.getConnection();
        PreparedStatement take =
            connection.prepareStatement("UPDATE stock SET n = n - ? WHERE sku = ?")) {
      take.setInt(1, 2);
      take.setString(2, "pen");
      take.executeUpdate();
      connection.commit(); // what is not committed is rolled back when the connection returns
    }
    // page ends
  }

  @Test
  void thePageTakesTwoPensFromTheStock() throws SQLException {
    execute("CREATE TABLE stock (sku TEXT PRIMARY KEY, n INTEGER)");
    execute("INSERT INTO stock VALUES ('pen', 5)");
    try (HikariDataSource pool = pageOpen()) {
      pageUse(pool);
    }
    assertEquals(3, number("SELECT n FROM stock WHERE sku = 'pen'"));
  }

  @Test
  void aReturnedConnectionIsRolledBackAndReset() throws SQLException {
    execute("CREATE SCHEMA other");
    HikariConfig config = config(1);
    config.setSchema("public"); // without it the pool leaves the schema to its borrowers
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Object first;
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        first = physical(connection);
        connection.setSchema("other");
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setNetworkTimeout(Runnable::run, 12_345);
        connection.setAutoCommit(false);
        statement.executeUpdate("PUT 'dirty' = 'never committed'");
      }
      try (Connection connection = pool.getConnection()) {
        assertSame(first, physical(connection));
        assertTrue(connection.getAutoCommit());
        assertEquals(0, connection.getNetworkTimeout());
        assertEquals("public", connection.getSchema());
        assertEquals(Connection.TRANSACTION_READ_COMMITTED, connection.getTransactionIsolation());
        connection.setReadOnly(true);
        assertReadOnly(connection);
      }
      try (Connection connection = pool.getConnection()) {
        assertFalse(connection.isReadOnly());
      }
      assertEquals(0, number("SELECT COUNT(*) FROM kv WHERE key = 'dirty'"));
    }
  }

  private static void assertReadOnly(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      SQLException refused =
          assertThrows(SQLException.class, () -> statement.execute("PUT 'read' = 'only'"));
      assertState("25006", refused);
    }
  }

  @Test
  void settingsOfThePoolReachEveryConnection() throws SQLException {
    HikariConfig config = config(1);
    config.setAutoCommit(false);
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    config.setSchema("public");
    config.setConnectionInitSql("SELECT 1");
    config.setConnectionTestQuery("SELECT 1");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      for (int i = 0; i < 2; i++) {
        try (Connection connection = pool.getConnection()) {
          assertFalse(connection.getAutoCommit());
          assertTrue(connection.isReadOnly());
          assertEquals(
              Connection.TRANSACTION_REPEATABLE_READ, connection.getTransactionIsolation());
          assertReadOnly(connection);
        }
      }
    }
  }

  @Test
  void aPoolThatWantsSerializableIsRefusedUnlessToldOtherwise() throws SQLException {
    HikariConfig config = config(1);
    config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    RuntimeException refused =
        assertThrows(RuntimeException.class, () -> new HikariDataSource(config).close());
    assertTrue(String.valueOf(refused.getMessage()).contains("serializableIsolation=warn"));
    config.setJdbcUrl(url + "?serializableIsolation=warn");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      physical(pool);
    }
  }

  @Test
  void errorsOfStatementsDoNotEvict() throws SQLException {
    try (HikariDataSource pool = pool(1)) {
      Object first = physical(pool);
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        for (String wrong :
            List.of("SELECT nonsense FROM kv", "SELECT a FROM kv GROUP BY a", "SELECT 1 / 0")) {
          assertThrows(SQLException.class, () -> statement.execute(wrong));
        }
        connection.setAutoCommit(false);
        assertThrows(SQLException.class, () -> statement.execute("SELECT 1 FROM nowhere"));
        assertState("25P02", assertThrows(SQLException.class, () -> statement.execute("GET 'k'")));
      }
      assertSame(first, physical(pool));
    }
  }

  @Test
  void aQueryTimeoutDoesNotEvict() throws SQLException {
    String slow = slowQuery();
    try (HikariDataSource pool = pool(1)) {
      Object first = physical(pool);
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(1);
        SQLException late =
            assertThrows(SQLException.class, () -> statement.executeQuery(slow).close());
        assertState("57014", late);
      }
      assertSame(first, physical(pool));
    }
  }

  @Test
  void aDeadConnectionIsEvictedAndReplaced() throws SQLException {
    try (HikariDataSource pool = pool(2)) {
      Connection dead = pool.getConnection();
      Object first = physical(dead);
      dead.unwrap(AftConnection.class).abort(Runnable::run);
      assertFalse(dead.isValid(1));
      assertThrows(SQLException.class, dead::close, "the pool hears that it is dead");
      for (int i = 0; i < 3; i++) {
        assertNotSame(first, physical(pool));
      }
      assertEquals(0, pool.getHikariPoolMXBean().getActiveConnections());
    }
  }

  @Test
  void connectionsPastTheirLifetimeAreReplaced() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(url);
      pool.setMaximumPoolSize(1);
      pool.setMinimumIdle(0);
      physical(pool);
      pool.getHikariPoolMXBean().softEvictConnections();
      pool.getHikariConfigMXBean().setMaxLifetime(200); // it allows what validation would not
      Set<Object> seen = ConcurrentHashMap.newKeySet();
      await(
          "three lifetimes",
          () -> {
            seen.add(borrow(pool));
            return seen.size() >= 4;
          });
    }
  }

  private static Object borrow(HikariDataSource pool) {
    try {
      return physical(pool);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepaliveDropsADeadConnection() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(url);
      pool.setMaximumPoolSize(1);
      pool.setMinimumIdle(0);
      Connection first = pool.getConnection();
      pool.setKeepaliveTime(150); // of connections made from now on
      pool.evictConnection(first);
      first.close();
      Object kept = physical(pool);
      ((AftConnection) kept).abort(Runnable::run);
      await(
          "the dead one is dropped without a borrower",
          () -> pool.getHikariPoolMXBean().getTotalConnections() == 0);
      assertNotSame(kept, physical(pool));
    }
  }

  @Test
  void aLeakIsReportedWithItsPlace() throws SQLException {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger("com.zaxxer.hikari.pool.ProxyLeakTask");
    logger.addAppender(log);
    logger.setAdditive(false);
    HikariConfig config = config(1);
    config.setLeakDetectionThreshold(2_000); // the least that it takes
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Connection leaked = pool.getConnection();
      await("the report", () -> log.list.stream().anyMatch(e -> e.getMessage().contains("leak")));
      leaked.close();
      await(
          "the all-clear",
          () -> log.list.stream().anyMatch(e -> e.getMessage().contains("returned")));
    } finally {
      logger.detachAppender(log);
      logger.setAdditive(true);
    }
  }

  @Test
  void anExhaustedPoolSaysSoAndRecovers() throws SQLException {
    HikariConfig config = config(1);
    config.setConnectionTimeout(250);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection held = pool.getConnection()) {
        assertThrows(SQLTransientConnectionException.class, pool::getConnection);
        assertTrue(held.isValid(5));
      }
      physical(pool);
    }
  }

  @Test
  void closingThePoolLeavesNoConnectionAtTheNode() {
    await("those of other tests are gone", () -> connections() == 0);
    HikariDataSource pool = pool(5);
    await("a full pool", () -> pool.getHikariPoolMXBean().getTotalConnections() == 5);
    assertEquals(5, connections());
    pool.close();
    await("the node to notice", () -> connections() == 0);
  }

  @Test
  void aRestartedNodeIsFoundAgain(@TempDir Path folder) throws SQLException {
    TestNode first = TestNode.on("rocksdb:" + folder);
    HikariConfig config = config(3);
    config.setJdbcUrl(first.url());
    config.setConnectionTimeout(500);
    config.setValidationTimeout(250);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      put(pool, "before");
      Connection borrowed = pool.getConnection();
      first.close();
      SQLException lost =
          assertThrows(SQLException.class, () -> borrowed.createStatement().execute("SELECT 1"));
      assertTrue(lost.getSQLState().matches("08...|57P0."), lost.toString());
      assertThrows(SQLException.class, pool::getConnection, "no node, no connection");
      borrowed.close();
      try (TestNode second =
          TestNode.on("rocksdb:" + folder, Map.of(Setting.LISTEN, "127.0.0.1:" + first.port()))) {
        assertEquals(first.port(), second.port());
        await("a connection", () -> works(pool));
        put(pool, "after");
        try (Connection connection = pool.getConnection();
            Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM kv")) {
          assertTrue(rows.next());
          assertEquals(2, rows.getInt(1));
        }
        await("all are back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
      }
    }
  }

  private static boolean works(HikariDataSource pool) {
    try {
      physical(pool);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void put(HikariDataSource pool, String key) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      assertEquals(1, statement.executeUpdate("PUT '" + key + "' = 'x'"));
    }
  }
}
