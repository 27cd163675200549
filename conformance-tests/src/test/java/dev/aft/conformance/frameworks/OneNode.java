package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.driver.AftConnection;
import dev.aft.server.setting.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** One node in memory for all tests of a class. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the tests
abstract class OneNode {
  /** Long for a machine under load; a wait ends as soon as it may. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final AtomicInteger STORES = new AtomicInteger();

  static TestNode node;

  /** What the code of the pages calls the address of the node. */
  static String url;

  @BeforeAll
  static void startNode() {
    node =
        TestNode.on(
            "memory:frameworks-" + STORES.incrementAndGet(),
            Map.of(Setting.METRICS, "on", Setting.METRICS_LISTEN, "127.0.0.1:0"));
    url = node.url();
  }

  @AfterAll
  static void stopNode() {
    node.close();
  }

  /** Executes each statement by itself, on a connection of its own. */
  static void execute(String... statements) throws SQLException {
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The number that a query gives, as others see it. */
  static long number(String query) throws SQLException {
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertTrue(rows.next(), query);
      return rows.getLong(1);
    }
  }

  /** How many connections the node serves now. */
  static long connections() {
    try {
      return node.metrics()
          .lines()
          .filter(line -> line.startsWith("aft_connections "))
          .mapToLong(line -> (long) Double.parseDouble(line.split(" ", -1)[1]))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time: " + what);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** A query that runs for many seconds unless stopped. */
  static String slowQuery() throws SQLException {
    execute("CREATE TABLE IF NOT EXISTS slow (k INTEGER PRIMARY KEY, v TEXT)");
    try (Connection connection = node.connect();
        PreparedStatement fill = connection.prepareStatement("UPSERT INTO slow VALUES (?, ?)")) {
      for (int i = 0; i < 8_000; i++) {
        fill.setInt(1, i);
        fill.setString(2, "x".repeat(600) + "y".repeat(100));
        fill.addBatch();
      }
      fill.executeBatch();
    }
    StringBuilder sql = new StringBuilder("SELECT COUNT(*) FROM slow WHERE v = 'a'");
    for (int i = 0; i < 300; i++) {
      sql.append(" OR v LIKE '%x%y%q").append(i).append('\'');
    }
    return sql.toString();
  }

  /** The connection of the driver behind one of a pool. */
  static Object physical(Connection connection) throws SQLException {
    return connection.unwrap(AftConnection.class);
  }

  static void assertState(String expected, @Nullable Throwable e) {
    SQLException failure = assertInstanceOf(SQLException.class, e);
    assertEquals(expected, failure.getSQLState(), failure::toString);
  }
}
