package dev.aft.conformance.jdbc;

import static dev.aft.conformance.jdbc.JdbcTestBase.assertState;
import static dev.aft.conformance.jdbc.JdbcTestBase.count;
import static dev.aft.conformance.jdbc.JdbcTestBase.execute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.conformance.jdbc.CuttingProxy.Cut;
import dev.aft.conformance.jdbc.CuttingProxy.Side;
import dev.aft.driver.AftConnection;
import dev.aft.driver.OutcomeUnknownException;
import dev.aft.driver.TransactionOutcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a real node that are cut during commit, at every byte of the way. */
class LostCommitIT {
  /** The node that a test restarts. */
  private static final class CurrentNode {
    private TestNode now;

    CurrentNode(TestNode first) {
      this.now = first;
    }
  }

  private static void nothing() {}

  /** COMMIT takes about 50 bytes; the question, with its connecting, about 450. */
  private static final int COMMIT_BYTES = 60;

  private static final int QUESTION_BYTES = 500;

  private static Connection manual(CuttingProxy proxy, String properties) throws SQLException {
    Connection connection = DriverManager.getConnection(proxy.url() + properties);
    connection.setAutoCommit(false);
    return connection;
  }

  private static void createTable(TestNode node) throws SQLException {
    try (Connection connection = node.connect()) {
      execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");
    }
  }

  /**
   * The row of each number is inserted in a transaction of its own, and again only if the driver
   * says so: a row too few or a duplicate is a wrong answer.
   */
  private static int insertOnce(Connection connection, CuttingProxy proxy, int number, Cut... cuts)
      throws SQLException {
    int attempts = 0;
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, 'a')")) {
      while (true) {
        attempts++;
        insert.setInt(1, number);
        assertEquals(1, insert.executeUpdate());
        if (attempts == 1) {
          proxy.cutLater(cuts);
        }
        try {
          connection.commit();
          return attempts;
        } catch (SQLTransactionRollbackException e) {
          assertEquals("40001", e.getSQLState());
          proxy.cutLater();
        }
      }
    } finally {
      proxy.cutLater();
    }
  }

  @Test
  void everyCutLeavesTheTransactionCommittedExactlyOnce() throws Exception {
    try (TestNode node = TestNode.inMemory();
        CuttingProxy proxy = new CuttingProxy(node.port())) {
      createTable(node);
      int rows = 0;
      AtomicInteger cut = new AtomicInteger();
      int again = 0;
      try (Connection connection = manual(proxy, "")) {
        for (Side side : Side.values()) {
          for (int round = 0; round < 10; round++) {
            for (int bytes = 0; bytes < COMMIT_BYTES; bytes++) {
              Cut here = new Cut(side, bytes, cut::incrementAndGet);
              again += insertOnce(connection, proxy, rows++, here) - 1;
            }
          }
        }
        assertEquals(rows, count(connection, "t"));
      }
      int cuts = cut.get();
      assertTrue(cuts > rows / 2, () -> "only " + cuts + " cuts came");
      assertTrue(again > 0 && again < cuts, "committed and aborted are both to be met");
    }
  }

  /** The INSERT of a script, and the answer to it, take some 250 bytes more. */
  @Test
  void everyCutOfAScriptThatEndsWithCommitLeavesItCommittedExactlyOnce() throws Exception {
    try (TestNode node = TestNode.inMemory();
        CuttingProxy proxy = new CuttingProxy(node.port())) {
      createTable(node);
      int rows = 0;
      try (Connection connection = manual(proxy, "");
          Statement statement = connection.createStatement()) {
        for (Side side : Side.values()) {
          for (int bytes = 0; bytes < 5 * COMMIT_BYTES; bytes++) {
            int row = rows++;
            execute(connection, "GET 'open'");
            proxy.cutLater(new Cut(side, bytes, LostCommitIT::nothing));
            try {
              statement.execute("INSERT INTO t VALUES (" + row + ", 'a'); /* end */ COMMIT");
            } catch (SQLTransactionRollbackException e) {
              proxy.cutLater();
              statement.execute("INSERT INTO t VALUES (" + row + ", 'a'); COMMIT");
            } finally {
              proxy.cutLater();
            }
          }
        }
        assertEquals(rows, count(connection, "t"));
      }
    }
  }

  @Test
  void cutsInTheQuestionLeaveItCommittedExactlyOnceToo() throws Exception {
    try (TestNode node = TestNode.inMemory();
        CuttingProxy proxy = new CuttingProxy(node.port())) {
      createTable(node);
      Random random = new Random(7);
      int rows = 0;
      try (Connection connection = manual(proxy, "")) {
        for (; rows < 400; rows++) {
          Cut[] cuts = new Cut[1 + random.nextInt(3)];
          for (int i = 0; i < cuts.length; i++) {
            int bytes = random.nextInt(i == 0 ? COMMIT_BYTES : QUESTION_BYTES);
            cuts[i] =
                new Cut(
                    random.nextBoolean() ? Side.CLIENT : Side.NODE, bytes, LostCommitIT::nothing);
          }
          insertOnce(connection, proxy, rows, cuts);
        }
        assertEquals(rows, count(connection, "t"));
      }
    }
  }

  @Test
  void aNodeThatStartsAgainKnowsTheOutcome(@TempDir Path folder) throws Exception {
    String storage = "rocksdb:" + folder;
    CurrentNode node = new CurrentNode(TestNode.on(storage));
    try (CuttingProxy proxy = new CuttingProxy(node.now.port())) {
      createTable(node.now);
      Runnable restart =
          () -> {
            node.now.close();
            node.now = TestNode.on(storage);
            proxy.retarget(node.now.port());
          };
      try (Connection connection = manual(proxy, "")) {
        assertEquals(1, insertOnce(connection, proxy, 1, new Cut(Side.NODE, 0, restart)));
        assertEquals(2, insertOnce(connection, proxy, 2, new Cut(Side.CLIENT, 3, restart)));
        assertEquals(2, count(connection, "t"));
      }
    } finally {
      node.now.close();
    }
  }

  @Test
  void theRenewedConnectionIsLikeTheOldOne() throws Exception {
    try (TestNode node = TestNode.inMemory();
        CuttingProxy proxy = new CuttingProxy(node.port());
        Connection connection = manual(proxy, "?applicationName=before&timeZone=Asia/Tokyo")) {
      execute(connection, "CREATE SCHEMA s");
      connection.commit();
      connection.setSchema("s");
      connection.setClientInfo("ApplicationName", "it's");
      connection.setNetworkTimeout(Runnable::run, 5_000);
      execute(connection, "SET statement_timeout = '7s'");
      execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");
      connection.commit();
      insertOnce(connection, proxy, 1, new Cut(Side.NODE, 0, LostCommitIT::nothing));
      try (Connection fresh = node.connect()) {
        assertNotEquals(
            fresh.unwrap(AftConnection.class).causalityToken(),
            connection.unwrap(AftConnection.class).causalityToken());
      }
      assertEquals("it's", show(connection, "application_name"));
      assertEquals("7s", show(connection, "statement_timeout"));
      assertEquals("Asia/Tokyo", show(connection, "TimeZone"));
      assertEquals(5_000, connection.getNetworkTimeout());
      assertFalse(connection.getAutoCommit());
      assertEquals(1, count(connection, "s.t"));
      assertEquals(1, count(connection, "t"));
    }
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW " + setting)) {
      assertTrue(rows.next());
      return rows.getString(1);
    }
  }

  @Test
  void anOutcomeThatNobodyTellsInTimeIsUnknownAndCanBeAskedForLater() throws Exception {
    try (TestNode node = TestNode.inMemory();
        CuttingProxy proxy = new CuttingProxy(node.port())) {
      createTable(node);
      for (Side side : Side.values()) {
        Connection connection = manual(proxy, "?connectTimeout=1");
        connection.setNetworkTimeout(Runnable::run, 400);
        execute(connection, "INSERT INTO t VALUES (" + (side == Side.NODE ? 1 : 0) + ", 'a')");
        proxy.retarget(1);
        proxy.cutLater(new Cut(side, 0, LostCommitIT::nothing));
        OutcomeUnknownException e = assertThrows(OutcomeUnknownException.class, connection::commit);
        assertTrue(connection.isClosed());
        OutcomeUnknownException again =
            assertThrows(OutcomeUnknownException.class, connection::rollback);
        assertEquals(e.transactionId(), again.transactionId());
        proxy.retarget(node.port());
        try (Connection later = node.connect()) {
          TransactionOutcome outcome =
              later.unwrap(AftConnection.class).finalOutcome(e.transactionId());
          assertEquals(
              side == Side.NODE
                  ? TransactionOutcome.State.COMMITTED
                  : TransactionOutcome.State.ABORTED,
              outcome.state());
        }
      }
      try (Connection later = node.connect()) {
        assertEquals(1, count(later, "t"));
      }
    }
  }

  @Test
  void aStatementThatCommitsByItselfCannotBeResolved() throws Exception {
    try (TestNode node = TestNode.inMemory();
        CuttingProxy proxy = new CuttingProxy(node.port());
        Connection connection = DriverManager.getConnection(proxy.url())) {
      createTable(node);
      proxy.cutLater(new Cut(Side.NODE, 0, LostCommitIT::nothing));
      assertInstanceOf(
          java.sql.SQLNonTransientConnectionException.class,
          assertState("08007", () -> execute(connection, "INSERT INTO t VALUES (1, 'a')")));
      assertTrue(connection.isClosed());
    }
  }
}
