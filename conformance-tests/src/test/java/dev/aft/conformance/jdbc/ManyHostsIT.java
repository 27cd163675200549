package dev.aft.conformance.jdbc;

import static dev.aft.conformance.jdbc.JdbcTestBase.assertState;
import static dev.aft.conformance.jdbc.JdbcTestBase.count;
import static dev.aft.conformance.jdbc.JdbcTestBase.execute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.server.setting.Setting;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several ways to one node, some of which end; and a node that is restarted. */
@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
class ManyHostsIT {
  @TempDir Path folder;

  private static String url(int... ports) {
    StringBuilder hosts = new StringBuilder();
    for (int port : ports) {
      hosts.append(hosts.length() == 0 ? "" : ",").append("127.0.0.1:").append(port);
    }
    return "jdbc:aft://" + hosts + "/aft";
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void createTable(Connection connection) throws SQLException {
    execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");
  }

  @Test
  void aHostThatIsDownFullOrNoNodeIsPassedOver() throws Exception {
    try (TestNode full =
            TestNode.on("memory:many-hosts-full", Map.of(Setting.MAX_CONNECTIONS, "1"));
        Connection taken = full.connect();
        TestNode node = TestNode.inMemory();
        Connection connection =
            DriverManager.getConnection(url(closedPort(), full.port(), node.port()))) {
      assertTrue(taken.isValid(30));
      createTable(connection);
    }
  }

  @Test
  void whenNobodyLetsUsInTheErrorListsAll() throws Exception {
    try (TestNode full =
            TestNode.on("memory:many-hosts-none", Map.of(Setting.MAX_CONNECTIONS, "1"));
        Connection taken = full.connect()) {
      assertTrue(taken.isValid(30));
      int down = closedPort();
      SQLException all =
          assertThrows(
              SQLException.class, () -> DriverManager.getConnection(url(down, full.port())));
      assertEquals("08001", all.getSQLState());
      assertEquals(2, all.getSuppressed().length);
      assertState("53300", () -> DriverManager.getConnection(full.url()));
    }
  }

  @Test
  void aConnectionGoesOnOverTheOtherWayWithItsSettingsAndStatements() throws Exception {
    try (TestNode node = TestNode.inMemory();
        CuttingProxy first = new CuttingProxy(node.port());
        CuttingProxy second = new CuttingProxy(node.port());
        Connection connection =
            DriverManager.getConnection(url(first.port(), second.port()) + "?idleCheckSeconds=0")) {
      createTable(connection);
      int nobody = closedPort();
      connection.setClientInfo("ApplicationName", "goes on");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t VALUES (?, 'a')")) {
        for (int i = 0; i < 10; i++) {
          insert.setInt(1, i);
          assertEquals(1, insert.executeUpdate());
          if (i == 3) {
            first.retarget(nobody);
            first.cut();
          } else {
            second.cut();
          }
        }
      }
      assertEquals(10, count(connection, "t"));
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SHOW application_name")) {
        assertTrue(rows.next());
        assertEquals("goes on", rows.getString(1));
      }
    }
  }

  @Test
  void inAutoCommitEveryRowIsWrittenOnceOrItsLossIsSaid() throws Exception {
    try (TestNode node = TestNode.inMemory();
        CuttingProxy proxy = new CuttingProxy(node.port());
        Connection direct = node.connect()) {
      createTable(direct);
      Connection connection = DriverManager.getConnection(proxy.url());
      int unknown = 0;
      for (int i = 0; i < 60; i++) {
        proxy.cutLater(new CuttingProxy.Cut(side(i), i * 3, () -> {}));
        try {
          execute(connection, "INSERT INTO t VALUES (" + i + ", 'a')");
        } catch (SQLException e) {
          assertEquals("08007", e.getSQLState());
          unknown++;
          proxy.cutLater();
          connection = DriverManager.getConnection(proxy.url());
        }
        proxy.cutLater();
      }
      connection.close();
      assertTrue(unknown > 0);
      long written = count(direct, "t");
      assertTrue(written >= 60 - unknown && written <= 60, written + " of 60");
    }
  }

  private static CuttingProxy.Side side(int i) {
    return i % 2 == 0 ? CuttingProxy.Side.CLIENT : CuttingProxy.Side.NODE;
  }

  @Test
  void aNodeThatWasRestartedIsFoundAgain() throws Exception {
    String storage = "rocksdb:" + folder;
    TestNode node = TestNode.on(storage);
    try (CuttingProxy proxy = new CuttingProxy(node.port());
        Connection connection = DriverManager.getConnection(proxy.url())) {
      createTable(connection);
      connection.setAutoCommit(false);
      execute(connection, "INSERT INTO t VALUES (1, 'a')");
      connection.commit();
      node.close();
      node = TestNode.on(storage);
      proxy.retarget(node.port());
      execute(connection, "INSERT INTO t VALUES (2, 'a')");
      connection.commit();
      assertEquals(2, count(connection, "t"));
    } finally {
      node.close();
    }
  }

  @Test
  void aConnectionInATransactionIsLostAndSaysSo() throws Exception {
    try (TestNode node = TestNode.inMemory();
        CuttingProxy proxy = new CuttingProxy(node.port());
        Connection connection = DriverManager.getConnection(proxy.url())) {
      createTable(connection);
      connection.setAutoCommit(false);
      execute(connection, "INSERT INTO t VALUES (1, 'a')");
      proxy.cut();
      assertState("08006", () -> execute(connection, "INSERT INTO t VALUES (2, 'a')"));
      assertTrue(connection.isClosed());
    }
  }

  @Test
  void aNodeOfAnotherStoreIsNotTakenForTheFirst() throws Exception {
    try (TestNode first = TestNode.inMemory();
        TestNode second = TestNode.inMemory();
        CuttingProxy proxy = new CuttingProxy(first.port());
        Connection connection = DriverManager.getConnection(proxy.url() + "?idleCheckSeconds=0")) {
      assertTrue(connection.isValid(30));
      proxy.retarget(second.port());
      proxy.cut();
      assertState("08006", () -> execute(connection, "SELECT 1"));
      assertFalse(connection.isValid(30));
    }
  }
}
