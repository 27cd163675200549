package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the ordinary path costs on the network: round trips, and bytes. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the test
class RoundTripsIT {
  private Target.Place place;
  private CountingProxy proxy;
  private Connection connection;

  @BeforeEach
  void connect() throws Exception {
    place = Target.SERVER.open();
    proxy = new CountingProxy(URI.create(place.url().substring("jdbc:".length())).getPort());
    connection = DriverManager.getConnection(proxy.url());
    JdbcTestBase.execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY, v BIGINT, d TEXT)");
    JdbcTestBase.execute(connection, "INSERT INTO t VALUES (1, 1000000000000, 'text')");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    proxy.close();
    place.close();
  }

  private CountingProxy.Count cost(Executable work) throws Exception {
    CountingProxy.Count before = proxy.count();
    try {
      work.execute();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return proxy.count().minus(before);
  }

  private void assertTrips(int expected, Executable work) throws Exception {
    assertEquals(expected, cost(work).roundTrips());
  }

  private static void read(PreparedStatement select, int key) throws SQLException {
    select.setInt(1, key);
    try (ResultSet rows = select.executeQuery()) {
      assertTrue(rows.next());
      assertEquals(1_000_000_000_000L, rows.getLong(1));
    }
  }

  @Test
  void connectingIsOneRoundTripAndMetadataOfTheConnectionNone() throws Exception {
    int port = URI.create(place.url().substring("jdbc:".length())).getPort();
    try (CountingProxy fresh = new CountingProxy(port);
        Connection other = DriverManager.getConnection(fresh.url())) {
      assertEquals("AFT", other.getMetaData().getDatabaseProductName());
      assertEquals(1, fresh.count().roundTrips());
    }
  }

  @Test
  void everyStatementInAutoCommitModeIsOneRoundTrip() throws Exception {
    try (Statement s = connection.createStatement()) {
      assertTrips(1, () -> s.executeQuery("SELECT v FROM t WHERE k = 1").close());
      assertTrips(1, () -> s.executeUpdate("UPDATE t SET v = 2 WHERE k = 1"));
      assertTrips(1, () -> s.execute("SELECT 1; SELECT 2; SELECT 3"));
    }
  }

  @Test
  void aTransactionOfNStatementsIsNPlusOneRoundTrips() throws Exception {
    connection.setAutoCommit(false);
    for (int n = 1; n <= 3; n++) {
      int statements = n;
      assertTrips(
          n + 1,
          () -> {
            try (Statement s = connection.createStatement()) {
              for (int i = 0; i < statements; i++) {
                s.executeUpdate("UPDATE t SET v = v + 1 WHERE k = 1");
              }
            }
            connection.commit();
          });
    }
    assertTrips(0, connection::commit);
    assertTrips(0, connection::rollback);
  }

  @Test
  void aPreparedStatementIsOneRoundTripAlsoTheFirstTimeAndSmallerAfterwards() throws Exception {
    try (PreparedStatement s = connection.prepareStatement("SELECT v FROM t WHERE k = ?")) {
      CountingProxy.Count first = cost(() -> read(s, 1));
      CountingProxy.Count second = cost(() -> read(s, 1));
      assertEquals(1, first.roundTrips());
      assertEquals(1, second.roundTrips());
      assertTrue(second.sent() < first.sent(), second + " after " + first);
      assertTrue(second.received() < first.received(), second + " after " + first);
    }
  }

  @Test
  void aStatementPreparedAgainIsThatOfTheCache() throws Exception {
    try (PreparedStatement s = connection.prepareStatement("SELECT v FROM t WHERE k = ?")) {
      read(s, 1);
    }
    CountingProxy.Count again =
        cost(
            () -> {
              try (PreparedStatement s =
                  connection.prepareStatement("SELECT v FROM t WHERE k = ?")) {
                read(s, 1);
              }
            });
    assertEquals(1, again.roundTrips());
    assertTrue(again.sent() < 60, again.toString());
  }

  /** Bind with one INTEGER and all results in binary, Execute, Sync; the answer has one BIGINT. */
  @Test
  void aPointReadTakesFewBytesBecauseNumbersTravelInBinary() throws Exception {
    try (PreparedStatement s = connection.prepareStatement("SELECT v FROM t WHERE k = ?")) {
      read(s, 1);
      CountingProxy.Count cost = cost(() -> read(s, 1));
      assertTrue(cost.sent() <= 50, cost.toString());
      assertTrue(cost.received() <= 50, cost.toString());
    }
  }

  @Test
  void aBatchIsOneRoundTripAndWithItsCommitTwo() throws Exception {
    try (PreparedStatement s = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
      assertTrips(1, () -> insert(s, 100, 200));
      connection.setAutoCommit(false);
      assertTrips(
          2,
          () -> {
            insert(s, 300, 1_300);
            connection.commit();
          });
      connection.setAutoCommit(true);
      CountingProxy.Count cost = cost(() -> insert(s, 2_000, 2_100));
      assertTrue(cost.sent() < 100 * 70, cost.toString());
    }
  }

  private static void insert(PreparedStatement s, int from, int to) throws SQLException {
    for (int i = from; i < to; i++) {
      s.setInt(1, i);
      s.setLong(2, i);
      s.setString(3, "text");
      s.addBatch();
    }
    assertEquals(to - from, s.executeBatch().length);
  }

  @Test
  void pagesOfALargeResultAreOneRoundTripEach() throws Exception {
    try (PreparedStatement s = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
      insert(s, 100, 199);
    }
    connection.setAutoCommit(false);
    try (Statement s = connection.createStatement()) {
      s.setFetchSize(25);
      assertTrips(
          5,
          () -> {
            int count = 0;
            try (ResultSet rows = s.executeQuery("SELECT k FROM t")) {
              while (rows.next()) {
                count++;
              }
            }
            assertEquals(100, count);
          });
    }
    connection.rollback();
  }

  @Test
  void whatAResultSaysOfItsTablesIsOneRoundTripAndTheRestNone() throws Exception {
    try (PreparedStatement s = connection.prepareStatement("SELECT v, d FROM t WHERE k = 1");
        ResultSet rows = s.executeQuery()) {
      ResultSetMetaData columns = rows.getMetaData();
      assertTrips(0, () -> assertEquals("v", columns.getColumnName(1)));
      assertTrips(1, () -> assertEquals("t", columns.getTableName(1)));
      assertTrips(0, () -> assertEquals(ResultSetMetaData.columnNullable, columns.isNullable(2)));
    }
  }

  @Test
  void whatIsAskedOfTheConnectionItselfCostsNothing() throws Exception {
    assertTrips(
        0,
        () -> {
          connection.getAutoCommit();
          connection.isReadOnly();
          connection.setReadOnly(false);
          connection.getTransactionIsolation();
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          connection.getNetworkTimeout();
          connection.getCatalog();
          connection.getSchema();
          connection.getMetaData().getDatabaseProductVersion();
          connection.clearWarnings();
          connection.prepareStatement("SELECT 1").close();
        });
    assertTrips(1, () -> connection.isValid(1));
    assertTrips(1, () -> connection.setSchema("public"));
  }
}
