package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aft.driver.AftDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionsIT extends JdbcTestBase {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  /** Runs for many seconds unless stopped. */
  private String slowQuery() throws SQLException {
    fill(20_000, "x".repeat(300) + "y".repeat(20));
    StringBuilder sql = new StringBuilder("SELECT COUNT(*) FROM t WHERE v = 'a'");
    for (int i = 0; i < 300; i++) {
      sql.append(" OR v LIKE '%x%y%q").append(i).append('\'');
    }
    return sql.toString();
  }

  @Test
  void aQueryTimeoutStopsTheStatementAndKeepsTheConnection() throws SQLException {
    String slow = slowQuery();
    try (Statement s = connection.createStatement()) {
      s.setQueryTimeout(1);
      SQLException e = assertState("57014", () -> s.executeQuery(slow));
      assertEquals(SQLException.class, e.getClass());
      s.execute("SELECT 1");
    }
    assertTrue(connection.isValid(1));
  }

  @Test
  void cancelFromAnotherThreadStopsTheStatement() throws Exception {
    String slow = slowQuery();
    try (Statement s = connection.createStatement()) {
      s.cancel();
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(
              () -> assertThrows(SQLException.class, () -> s.executeQuery(slow)), threads);
      while (!failure.isDone()) {
        TimeUnit.MILLISECONDS.sleep(20);
        s.cancel();
      }
      assertEquals("57014", failure.get().getSQLState());
      s.execute("SELECT 1");
    }
  }

  @Test
  void closeDuringAStatementEndsIt() throws Exception {
    assertEndsWith(() -> connection.close());
  }

  @Test
  void abortDuringAStatementEndsIt() throws Exception {
    assertEndsWith(() -> connection.abort(Runnable::run));
    assertTrue(connection.isClosed());
    connection.abort(Runnable::run);
  }

  private void assertEndsWith(org.junit.jupiter.api.function.Executable end) throws Exception {
    String slow = slowQuery();
    try (Connection other = connect()) {
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(
              () ->
                  assertThrows(
                      SQLException.class, () -> connection.createStatement().executeQuery(slow)),
              threads);
      TimeUnit.MILLISECONDS.sleep(300);
      assertFalse(failure.isDone());
      try {
        end.execute();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      assertEquals("08003", failure.get(5, TimeUnit.SECONDS).getSQLState());
      assertTrue(other.isValid(1));
    }
  }

  @Test
  void isValidTellsTheLivingFromTheClosed() throws SQLException {
    assertTrue(connection.isValid(0));
    assertTrue(connection.isValid(1));
    assertState("22023", () -> connection.isValid(-1));
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    assertTrue(connection.isValid(1));
    connection.commit();
    connection.close();
    assertFalse(connection.isValid(1));
  }

  @Test
  void aStoppedNodeIsNoticed() throws SQLException {
    assumeTrue(isRemote(), "an embedded node stops with its connections");
    try (Connection other = connect()) {
      connection.setAutoCommit(false);
      execute("INSERT INTO t VALUES (1, 'a')");
      place.close();
      SQLException lost = assertThrows(SQLException.class, () -> execute("SELECT 1"));
      assertTrue(
          lost.getSQLState().equals("08006") || lost.getSQLState().equals("57P01"), lost::toString);
      assertState("08003", () -> execute("SELECT 1"));
      assertTrue(connection.isClosed());
      assertFalse(other.isValid(1));
      assertInstanceOf(SQLTransientConnectionException.class, assertState("08001", this::connect));
    }
  }

  @Test
  void aConnectionCutInTheMiddleIs08006() throws Exception {
    assumeTrue(isRemote(), "embedded connections have no wire");
    int port = Integer.parseInt(place.url().replaceAll(".*:(\\d+)/.*", "$1"));
    try (CuttingProxy proxy = new CuttingProxy(port);
        Connection through =
            DriverManager.getConnection("jdbc:aft://127.0.0.1:" + proxy.port() + "/aft")) {
      through.setAutoCommit(false);
      execute(through, "INSERT INTO t VALUES (1, 'a')");
      proxy.cut();
      SQLException lost = assertState("08006", () -> execute(through, "SELECT 1"));
      assertInstanceOf(SQLNonTransientConnectionException.class, lost);
    }
    assertEquals(0, committed());
  }

  @Test
  void aServerThatDoesNotAnswerRunsIntoTheNetworkTimeout() throws Exception {
    assumeTrue(isRemote(), "embedded connections have no wire");
    int port = Integer.parseInt(place.url().replaceAll(".*:(\\d+)/.*", "$1"));
    try (CuttingProxy proxy = new CuttingProxy(port);
        Connection through =
            DriverManager.getConnection("jdbc:aft://127.0.0.1:" + proxy.port() + "/aft")) {
      through.setNetworkTimeout(Runnable::run, 200);
      assertEquals(200, through.getNetworkTimeout());
      execute(through, "SELECT 1");
      proxy.freeze();
      assertState("08006", () -> execute(through, "SELECT 1"));
      assertTrue(through.isClosed());
    }
  }

  @Test
  void aServerThatDoesNotReadRunsIntoTheNetworkTimeout() throws Exception {
    assumeTrue(isRemote(), "embedded connections have no wire");
    int port = Integer.parseInt(place.url().replaceAll(".*:(\\d+)/.*", "$1"));
    try (CuttingProxy proxy = new CuttingProxy(port);
        Connection through =
            DriverManager.getConnection("jdbc:aft://127.0.0.1:" + proxy.port() + "/aft");
        PreparedStatement insert = through.prepareStatement("INSERT INTO t VALUES (1, ?)")) {
      through.setNetworkTimeout(Runnable::run, 300);
      proxy.freeze();
      insert.setString(1, "x".repeat(14_000_000));
      assertState("08007", insert::executeUpdate);
    }
  }

  @Test
  void aNetworkTimeoutEndsAStatementThatTakesTooLong() throws SQLException {
    String slow = slowQuery();
    connection.setNetworkTimeout(Runnable::run, 200);
    assertState("08006", () -> execute(slow));
    assertTrue(connection.isClosed());
    try (Connection again = connect()) {
      assertTrue(again.isValid(1));
    }
  }

  @Test
  void nobodyListeningIs08001() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    SQLException e =
        assertState(
            "08001", () -> DriverManager.getConnection("jdbc:aft://127.0.0.1:" + free + "/"));
    assertTrue(String.valueOf(e.getMessage()).contains(Integer.toString(free)), e::toString);
  }

  @Test
  void closedObjectsSaySo() throws SQLException {
    execute("INSERT INTO t VALUES (1, 'a')");
    Statement first = connection.createStatement();
    ResultSet rows = first.executeQuery("SELECT * FROM t");
    ResultSet next = first.executeQuery("SELECT * FROM t");
    assertTrue(rows.isClosed());
    assertState("24000", rows::next);
    next.close();
    next.close();
    assertState("24000", next::next);
    first.close();
    first.close();
    assertState("HY010", () -> first.executeQuery("SELECT 1"));
    Statement second = connection.createStatement();
    ResultSet open = second.executeQuery("SELECT * FROM t");
    PreparedStatement prepared = connection.prepareStatement("SELECT * FROM t");
    connection.close();
    connection.close();
    assertTrue(second.isClosed() && open.isClosed() && prepared.isClosed());
    assertState("24000", open::next);
    assertState("08003", () -> second.execute("SELECT 1"));
    assertState("08003", prepared::executeQuery);
    assertState("08003", connection::createStatement);
    assertState("08003", connection::getAutoCommit);
  }

  @Test
  void closeOnCompletionClosesTheStatementWithItsResult() throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.closeOnCompletion();
      assertTrue(s.isCloseOnCompletion());
      s.executeQuery("SELECT 1").close();
      assertTrue(s.isClosed());
    }
  }

  @Test
  void errorsHaveTheClassOfTheirState() throws SQLException {
    assertInstanceOf(
        java.sql.SQLSyntaxErrorException.class, assertState("42601", () -> execute("SELEC 1")));
    assertInstanceOf(
        java.sql.SQLSyntaxErrorException.class,
        assertState("42703", () -> execute("SELECT nothing FROM t")));
    assertInstanceOf(
        java.sql.SQLDataException.class, assertState("22012", () -> execute("SELECT 1 / 0")));
    execute("INSERT INTO t VALUES (1, 'a')");
    assertInstanceOf(
        java.sql.SQLIntegrityConstraintViolationException.class,
        assertState("23505", () -> execute("INSERT INTO t VALUES (1, 'a')")));
    assertInstanceOf(
        SQLFeatureNotSupportedException.class,
        assertState("HYC00", () -> execute("SELECT v, COUNT(*) FROM t GROUP BY v")));
    assertThrows(SQLFeatureNotSupportedException.class, () -> connection.prepareCall("{call x}"));
    assertTrue(connection.isValid(1));
  }

  @Test
  void unknownPropertiesWarnOrAreRefusedByTheStore() throws SQLException {
    String url = place.url() + "?apllicationName=x";
    if (isRemote()) {
      try (Connection warned = DriverManager.getConnection(url)) {
        SQLWarning warning = warned.getWarnings();
        assertNotNull(warning);
        assertTrue(
            String.valueOf(warning.getMessage()).contains("applicationName"), warning::toString);
        warned.clearWarnings();
        assertNull(warned.getWarnings());
      }
    } else {
      SQLException e = assertThrows(SQLException.class, () -> DriverManager.getConnection(url));
      assertEquals("08004", e.getSQLState(), e::toString);
      assertTrue(String.valueOf(e.getMessage()).contains("apllicationName"), e::toString);
    }
    assertState("22023", () -> DriverManager.getConnection(place.url() + "?readOnly=perhaps"));
  }

  @Test
  void schemaAndCatalogAreTold() throws SQLException {
    assertEquals("aft", connection.getCatalog());
    connection.setCatalog("other");
    assertEquals("public", connection.getSchema());
    execute("CREATE SCHEMA s");
    connection.setSchema("s");
    assertEquals("s", connection.getSchema());
    execute("CREATE TABLE inside (k INT PRIMARY KEY)");
    assertEquals(0, count(connection, "s.inside"));
    try (Connection other = DriverManager.getConnection(place.url() + "?currentSchema=s")) {
      assertEquals("s", other.getSchema());
      assertEquals(0, count(other, "inside"));
    }
    connection.setSchema("public");
    assertState("42P01", () -> count(connection, "inside"));
  }

  @Test
  void theDataSourceConnects() throws SQLException {
    AftDataSource source = new AftDataSource();
    source.setUrl(place.url());
    source.setLoginTimeout(5);
    assertEquals(5, source.getLoginTimeout());
    try (Connection one = source.getConnection();
        Connection two = source.getConnection("somebody", "")) {
      assertEquals(0, count(one, "t"));
      assertEquals("somebody", two.getMetaData().getUserName());
    }
  }

  @Test
  void clientInfoAndPropertiesAreTaken() throws SQLException {
    Properties info = new Properties();
    info.setProperty("applicationName", "tests");
    try (Connection named = DriverManager.getConnection(place.url(), info)) {
      assertEquals("tests", named.getClientInfo("ApplicationName"));
      named.setClientInfo("ApplicationName", "it's");
      assertEquals("it's", named.getClientInfo("ApplicationName"));
      try (Statement s = named.createStatement();
          ResultSet rows = s.executeQuery("SHOW application_name")) {
        assertTrue(rows.next());
        assertEquals("it's", rows.getString(1));
      }
    }
  }

  @Test
  void oneConnectionServesManyThreads() throws Exception {
    try (PreparedStatement warmUp = connection.prepareStatement("SELECT 1")) {
      warmUp.executeQuery().close();
    }
    CompletableFuture<?>[] all = new CompletableFuture<?>[8];
    for (int i = 0; i < all.length; i++) {
      int thread = i;
      all[i] = CompletableFuture.runAsync(() -> writeRows(thread), threads);
    }
    CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
    assertEquals(8 * 50, committed());
  }

  private void writeRows(int thread) {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int i = 0; i < 50; i++) {
        insert.setInt(1, thread * 1_000 + i);
        insert.setString(2, "v");
        assertEquals(1, insert.executeUpdate());
      }
    } catch (SQLException e) {
      throw new java.util.concurrent.CompletionException(e);
    }
  }

  @Test
  void closingFromAnotherThreadWhileStatementsRunNeverHangs() throws Exception {
    for (int round = 0; round < 100; round++) {
      Connection victim = connect();
      CompletableFuture<SQLException> loop =
          CompletableFuture.supplyAsync(
              () ->
                  assertThrows(
                      SQLException.class,
                      () -> {
                        while (true) {
                          count(victim, "t");
                        }
                      }),
              threads);
      if (round % 2 == 0) {
        TimeUnit.MICROSECONDS.sleep(round * 20L);
      }
      victim.close();
      try {
        loop.get(10, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError("round " + round, e);
      }
    }
    assertEquals(0, committed());
  }
}
