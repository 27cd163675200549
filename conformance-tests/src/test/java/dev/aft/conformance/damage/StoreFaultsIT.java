package dev.aft.conformance.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Fault;
import dev.aft.storage.contract.StoreCall.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client sees of a store that answers late, not at all, with an error or with "unknown". */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreFaultsIT {
  private static final Set<String> HANGING = Set.of("57014", "40003");
  private static final Set<String> FAILING = Set.of("53000", "58030", "40003", "57014", "40001");

  private final FaultyNode node = new FaultyNode();
  private int lastKey = 1_000;

  @BeforeEach
  void createTable() throws SQLException {
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)");
      statement.execute("INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)");
    }
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** Statements that together need every kind of call, each on keys that no cache knows. */
  private List<String> statements() {
    int key = lastKey += 10;
    return List.of(
        "SELECT v FROM t WHERE k = " + (key + 1),
        "SELECT v FROM t WHERE k IN (" + (key + 2) + ", " + (key + 3) + ")",
        "SELECT * FROM t ORDER BY k",
        "UPDATE t SET v = 1 WHERE k = 1",
        "DELETE FROM t WHERE k = " + (key + 4),
        "PUT 'key" + key + "' = 'value'",
        "CREATE TABLE t" + key + " (k INTEGER PRIMARY KEY)");
  }

  /** The SQLState of the error, or "" when there is none. */
  private static String stateOf(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return "";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }

  private static int intOf(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertTrue(result.next());
      return result.getInt(1);
    }
  }

  /** Whatever the connection's timeout: a healthy store is only as fast as the machine. */
  private void requireWell(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = 0");
      assertEquals(1, intOf(connection, "SELECT 1"));
      assertEquals(3, intOf(connection, "SELECT count(*) FROM t WHERE k BETWEEN 1 AND 3"));
      impatient(connection);
    }
  }

  private static Connection impatient(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = '50 ms'");
    }
    return connection;
  }

  @Test
  void storeThatHangsEndsInTheStatementTimeoutAndTheConnectionGoesOn() throws SQLException {
    Set<String> seen = new TreeSet<>();
    for (Kind kind : EnumSet.allOf(Kind.class)) {
      try (Connection connection = impatient(node.connect())) {
        for (String sql : statements()) {
          node.hang(call -> call.kind() == kind);
          String state = stateOf(connection, sql);
          node.heal();
          assertTrue(state.isEmpty() || HANGING.contains(state), kind + " " + sql + ": " + state);
          seen.add(state);
          requireWell(connection);
        }
      }
    }
    assertEquals(Set.of("", "40003", "57014"), seen);
  }

  @Test
  void lateAnswerDoesNotReachTheNextStatement() throws SQLException {
    try (Connection connection = impatient(node.connect())) {
      for (int i = 0; i < 3; i++) {
        node.hang(call -> !call.kind().isWrite());
        assertEquals("57014", stateOf(connection, "SELECT v FROM t WHERE k = " + ++lastKey));
        node.heal();
        assertEquals(i, intOf(connection, "SELECT " + i));
        requireWell(connection);
      }
    }
  }

  @Test
  void statementGivenUpInATransactionCannotWriteAfterItsRollback() throws SQLException {
    try (Connection connection = impatient(node.connect());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (100, 1)");
      statement.execute("SAVEPOINT s");
      node.hang(call -> !call.kind().isWrite());
      String update = "UPDATE t SET v = v + 100 WHERE k BETWEEN 1 AND 3";
      assertEquals("57014", stateOf(connection, update));
      assertEquals("40000", stateOf(connection, "ROLLBACK TO SAVEPOINT s"));
      connection.rollback();
      node.heal();
      connection.setAutoCommit(true);
      assertEquals(6, intOf(connection, "SELECT sum(v) FROM t"));
    }
  }

  @Test
  void cancelEndsAStatementWhoseStoreHangs() throws Exception {
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      node.hang(call -> !call.kind().isWrite());
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(
              () ->
                  assertThrows(
                      SQLException.class,
                      () -> statement.executeQuery("SELECT v FROM t WHERE k = 777")));
      awaitHanging();
      statement.cancel();
      assertEquals("57014", failure.get(10, TimeUnit.SECONDS).getSQLState());
      node.heal();
      requireWell(connection);
    }
  }

  private void awaitHanging() {
    while (!node.isHanging()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void storeThatAnswersLateOnlyTakesTime() throws Exception {
    try (Connection connection = node.connect()) {
      for (String sql : statements()) {
        node.hang(call -> true);
        CompletableFuture<String> state =
            CompletableFuture.supplyAsync(() -> stateOf(connection, sql));
        while (!state.isDone()) {
          if (node.isHanging()) {
            node.heal();
          }
          Thread.onSpinWait();
        }
        assertEquals("", state.get(), sql);
        requireWell(connection);
      }
    }
  }

  @Test
  void storeThatFailsGivesAClearErrorAndTheNodeRecoversWithIt() throws SQLException {
    for (Kind kind : EnumSet.allOf(Kind.class)) {
      for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.NONE))) {
        try (Connection connection = impatient(node.connect())) {
          for (String sql : statements()) {
            node.fail(call -> call.kind() == kind ? fault : Fault.NONE);
            String state = stateOf(connection, sql);
            node.heal();
            assertTrue(
                state.isEmpty() || FAILING.contains(state),
                kind + " " + fault + " " + sql + ": " + state);
            requireWell(connection);
          }
        }
      }
    }
  }

  @Test
  void acknowledgedWritesStayRefusedOnesDoNotHappenUnknownOnesAreOneOfBoth() throws SQLException {
    List<Integer> acknowledged = new ArrayList<>();
    List<Integer> refused = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      for (Kind kind : List.of(Kind.COMMIT_IF_ABSENT, Kind.COMMIT, Kind.SCAN, Kind.READ)) {
        try (Connection connection = impatient(node.connect())) {
          node.fail(call -> call.kind() == kind ? fault : Fault.NONE);
          int key = ++lastKey;
          String state = stateOf(connection, "INSERT INTO t VALUES (" + key + ", 0)");
          node.heal();
          if (state.isEmpty()) {
            acknowledged.add(key);
          } else if (!state.equals("40003")) {
            refused.add(key);
          }
        }
      }
    }
    assertTrue(!acknowledged.isEmpty() && !refused.isEmpty(), acknowledged + " " + refused);
    try (Connection connection = node.connect()) {
      for (int key : acknowledged) {
        assertEquals(1, intOf(connection, "SELECT count(*) FROM t WHERE k = " + key));
      }
      for (int key : refused) {
        assertEquals(0, intOf(connection, "SELECT count(*) FROM t WHERE k = " + key));
      }
    }
  }
}
