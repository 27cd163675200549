package dev.aft.conformance.bounds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.server.setting.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goes past each bound over SQL: the documented SQLState that names the setting, then the
 * connection and the node go on.
 */
class BoundsIT {
  private Path folder;

  @BeforeEach
  void use(@TempDir Path empty) {
    folder = empty;
  }

  private TestNode node(Object... settings) {
    Map<Setting, String> wanted = new EnumMap<>(Setting.class);
    wanted.put(Setting.MAX_KEY_SIZE, "1 KiB");
    wanted.put(Setting.MAX_VALUE_SIZE, "16 KiB");
    wanted.put(Setting.METRICS, "on");
    wanted.put(Setting.METRICS_LISTEN, "127.0.0.1:0");
    for (int i = 0; i < settings.length; i += 2) {
      wanted.put((Setting) settings[i], (String) settings[i + 1]);
    }
    return TestNode.on("rocksdb:" + folder.resolve("data"), wanted);
  }

  private static Connection connect(TestNode node) throws SQLException {
    Connection connection = node.connect();
    run(connection, "CREATE TABLE IF NOT EXISTS t (k VARCHAR(2000) PRIMARY KEY, v TEXT)");
    return connection;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertTrue(rows.next());
      return rows.getLong(1);
    }
  }

  private static void insert(Connection connection, int from, int to, int bytes)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int i = from; i < to; i++) {
        insert.setString(1, "key-" + i);
        insert.setString(2, "v".repeat(bytes));
        insert.executeUpdate();
      }
    }
  }

  /** What the node counts of refusals because of a bound. */
  private static void assertCounted(TestNode node, Setting setting, long atLeast)
      throws IOException {
    String name = "aft_limits_refused_" + setting.key().replace('-', '_') + "_total ";
    String metrics = node.metrics();
    double counted =
        metrics
            .lines()
            .filter(line -> line.startsWith(name))
            .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
            .findFirst()
            .orElseThrow(() -> new AssertionError(name + "is not in " + metrics));
    assertTrue(counted >= atLeast, () -> name + counted);
  }

  private static void assertRefused(String state, String setting, Work work) {
    SQLException refused = assertThrows(SQLException.class, work::run);
    assertEquals(state, refused.getSQLState(), refused::getMessage);
    assertTrue(String.valueOf(refused.getMessage()).contains(setting), refused::getMessage);
  }

  /** The connection that was refused something, and the node, work as before. */
  private static void assertUsable(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    run(connection, "UPSERT INTO t VALUES ('after', 'all')");
    assertEquals(1, number(connection, "SELECT COUNT(*) FROM t WHERE k = 'after'"));
  }

  private interface Work {
    void run() throws SQLException;
  }

  @Test
  void aTransactionLargerThanItsMemorySpillsAndCommits() throws SQLException {
    try (TestNode node =
            node(Setting.TRANSACTION_WRITE_BUFFER, "64 KiB", Setting.TRANSACTION_MEMORY, "1 MiB");
        Connection connection = connect(node);
        Connection other = connect(node)) {
      connection.setAutoCommit(false);
      insert(connection, 0, 300, 4000);
      run(connection, "UPDATE t SET v = v || '!' WHERE k >= 'key-2'");
      connection.setSavepoint("s");
      run(connection, "DELETE FROM t");
      assertEquals(0, number(connection, "SELECT COUNT(*) FROM t"));
      run(connection, "ROLLBACK TO SAVEPOINT s");
      assertEquals(300, number(connection, "SELECT COUNT(*) FROM t"));
      assertEquals(4001, number(connection, "SELECT MAX(LENGTH(v)) FROM t"));
      assertEquals(0, number(other, "SELECT COUNT(*) FROM t"));
      connection.commit();
      assertEquals(300, number(other, "SELECT COUNT(*) FROM t"));
      assertEquals(4001, number(other, "SELECT LENGTH(v) FROM t WHERE k = 'key-299'"));
    }
  }

  @Test
  void oneStatementLargerThanTheMemoryOfItsTransactionSpills() throws SQLException {
    String rows =
        IntStream.range(0, 100)
            .mapToObj(i -> "('key-" + i + "', repeat('x', 8000))")
            .collect(Collectors.joining(", "));
    try (TestNode node = node(Setting.TRANSACTION_WRITE_BUFFER, "64 KiB");
        Connection connection = connect(node)) {
      run(connection, "INSERT INTO t VALUES " + rows);
      run(connection, "UPDATE t SET v = v || 'y'");
      assertEquals(100, number(connection, "SELECT COUNT(*) FROM t WHERE LENGTH(v) = 8001"));
    }
  }

  @Test
  void theSizeOfATransactionIsBoundedWithWhatItSpilled() throws IOException, SQLException {
    try (TestNode node =
            node(
                Setting.TRANSACTION_WRITE_BUFFER, "64 KiB", Setting.MAX_TRANSACTION_SIZE, "1 MiB");
        Connection connection = connect(node)) {
      connection.setAutoCommit(false);
      assertRefused("54000", "max-transaction-size", () -> insert(connection, 0, 400, 4000));
      assertCounted(node, Setting.MAX_TRANSACTION_SIZE, 1);
      assertUsable(connection);
    }
  }

  @Test
  void theKeysOfATransactionAreBoundedWhenTheyAreWritten() throws IOException, SQLException {
    try (TestNode node = node(Setting.MAX_TRANSACTION_KEY_SIZE, "10 KiB");
        Connection connection = connect(node)) {
      connection.setAutoCommit(false);
      assertRefused("54000", "max-transaction-key-size", () -> insert(connection, 0, 1000, 1));
      assertCounted(node, Setting.MAX_TRANSACTION_KEY_SIZE, 1);
      assertUsable(connection);
    }
  }

  @Test
  void keysThatDoNotFitIntoTheMemoryOfAllAreRefused() throws IOException, SQLException {
    try (TestNode node =
            node(Setting.TRANSACTION_WRITE_BUFFER, "64 KiB", Setting.TRANSACTION_MEMORY, "64 KiB");
        Connection connection = connect(node)) {
      connection.setAutoCommit(false);
      assertRefused("53200", "transaction-memory", () -> insert(connection, 0, 2000, 1));
      assertCounted(node, Setting.TRANSACTION_MEMORY, 1);
      assertUsable(connection);
    }
  }

  @Test
  void keysAndValuesAreBounded() throws IOException, SQLException {
    try (TestNode node = node();
        Connection connection = connect(node)) {
      assertRefused(
          "54000",
          "max-key-size",
          () -> run(connection, "INSERT INTO t VALUES (repeat('k', 1500), '')"));
      assertRefused("54000", "max-value-size", () -> insert(connection, 0, 1, 20_000));
      assertCounted(node, Setting.MAX_KEY_SIZE, 1);
      assertCounted(node, Setting.MAX_VALUE_SIZE, 1);
      assertUsable(connection);
    }
  }

  @Test
  void theReadSetIsBounded() throws IOException, SQLException {
    try (TestNode node = node(Setting.MAX_READ_SET, "100");
        Connection connection = connect(node)) {
      connection.setAutoCommit(false);
      assertRefused(
          "54000",
          "max-read-set",
          () -> {
            for (int i = 0; i < 200; i++) {
              number(connection, "SELECT COUNT(*) FROM t WHERE k = 'key-" + i + "'");
            }
          });
      assertCounted(node, Setting.MAX_READ_SET, 1);
      assertUsable(connection);
    }
  }

  @Test
  void transactionsAtOneTimeAreBounded() throws IOException, SQLException {
    try (TestNode node = node(Setting.MAX_TRANSACTIONS, "1");
        Connection one = connect(node);
        Connection two = connect(node)) {
      one.setAutoCommit(false);
      insert(one, 0, 1, 1);
      assertRefused("54000", "max-transactions", () -> run(two, "UPSERT INTO t VALUES ('b', '')"));
      one.commit();
      assertCounted(node, Setting.MAX_TRANSACTIONS, 1);
      assertUsable(two);
    }
  }

  @Test
  void whoHoldsAllTransactionsKeepsNobodyFromLoggingIn() throws SQLException {
    try (TestNode node = node(Setting.MAX_TRANSACTIONS, "1");
        Connection holder = connect(node)) {
      holder.setAutoCommit(false);
      insert(holder, 0, 1, 1);
      try (Connection late = node.connect()) {
        assertRefused("54000", "max-transactions", () -> run(late, "GET 'k'"));
        holder.rollback();
        assertUsable(late);
      }
    }
  }

  @Test
  void connectionsAreBounded() throws SQLException {
    try (TestNode node = node(Setting.MAX_CONNECTIONS, "1");
        Connection one = connect(node)) {
      assertRefused("53300", "", () -> node.connect().close());
      assertUsable(one);
    }
  }

  @Test
  void rowsAndMemoryOfAStatementAreBounded() throws IOException, SQLException {
    try (TestNode node =
            node(Setting.MAX_STATEMENT_ROWS, "100", Setting.MAX_STATEMENT_MEMORY, "1 MiB");
        Connection connection = connect(node)) {
      insert(connection, 0, 200, 1);
      assertRefused("54000", "max-statement-rows", () -> run(connection, "UPDATE t SET v = 'x'"));
      insert(connection, 5000, 5090, 15_000);
      assertRefused(
          "54000",
          "max-statement-memory",
          () ->
              run(
                  connection,
                  "UPDATE t SET v = v || repeat('x', 1000) WHERE k >= 'key-5000' AND k < 'key-51'"));
      assertCounted(node, Setting.MAX_STATEMENT_ROWS, 1);
      assertCounted(node, Setting.MAX_STATEMENT_MEMORY, 1);
      assertUsable(connection);
    }
  }

  @Test
  void theLifetimeOfATransactionIsBounded() throws SQLException, InterruptedException {
    try (TestNode node = node(Setting.TRANSACTION_LIFETIME, "1 s");
        Connection connection = connect(node)) {
      connection.setAutoCommit(false);
      insert(connection, 0, 1, 1);
      Thread.sleep(1200);
      assertRefused("25P03", "", () -> insert(connection, 1, 2, 1));
      assertUsable(connection);
    }
  }

  @Test
  void theTimeOfAStatementIsBounded() throws SQLException {
    try (TestNode node = node();
        Connection connection = connect(node)) {
      insert(connection, 0, 2000, 10);
      run(connection, "SET statement_timeout = '1ms'");
      assertRefused(
          "57014",
          "",
          () -> {
            for (int i = 0; i < 1000; i++) {
              number(connection, "SELECT COUNT(*) FROM t WHERE v LIKE '%a%b%c%'");
            }
          });
      run(connection, "SET statement_timeout = 0");
      assertUsable(connection);
    }
  }

  @Test
  void idempotencyKeysAndResultsAreBounded() throws IOException, SQLException {
    try (TestNode node =
            node(Setting.MAX_IDEMPOTENCY_KEY_SIZE, "16 B", Setting.MAX_RESULT_SIZE, "1 KiB");
        Connection connection = connect(node)) {
      assertRefused(
          "54000",
          "max-idempotency-key-size",
          () -> run(connection, "BEGIN WITH (idempotency_key = '" + "k".repeat(17) + "')"));
      run(connection, "BEGIN");
      run(connection, "UPSERT INTO t VALUES ('lost', '')");
      assertRefused(
          "54000",
          "max-result-size",
          () -> run(connection, "COMMIT WITH (result = '" + "r".repeat(2000) + "')"));
      run(connection, "ROLLBACK");
      assertEquals(0, number(connection, "SELECT COUNT(*) FROM t WHERE k = 'lost'"));
      assertCounted(node, Setting.MAX_IDEMPOTENCY_KEY_SIZE, 1);
      assertCounted(node, Setting.MAX_RESULT_SIZE, 1);
      assertUsable(connection);
    }
  }

  @Test
  void aTransactionThatWaitsForItsClientTooLongIsEndedAndTheNodeGoesOn()
      throws SQLException, InterruptedException {
    try (TestNode node = node(Setting.IDLE_IN_TRANSACTION_TIMEOUT, "300 ms");
        Connection idle = connect(node);
        Connection other = connect(node)) {
      idle.setAutoCommit(false);
      insert(idle, 0, 1, 1);
      Thread.sleep(1000);
      assertThrows(SQLException.class, () -> insert(idle, 1, 2, 1));
      assertUsable(other);
      assertEquals(0, number(other, "SELECT COUNT(*) FROM t WHERE k = 'key-0'"));
    }
  }

  /** Nothing but ROLLBACK is left, so that others need not wait for it. */
  @Test
  void aFailedTransactionGivesItsMemoryBackBeforeItIsRolledBack() throws SQLException {
    try (TestNode node = node(Setting.MAX_TRANSACTIONS, "1");
        Connection failed = connect(node);
        Connection other = connect(node)) {
      failed.setAutoCommit(false);
      insert(failed, 0, 1, 1);
      assertRefused("42P01", "", () -> run(failed, "SELECT * FROM nowhere"));
      assertUsable(other);
      assertRefused("25P02", "", () -> insert(failed, 1, 2, 1));
      assertUsable(failed);
    }
  }

  @Test
  void aFailedTransactionWithASavepointCanGoBackToIt() throws SQLException {
    try (TestNode node = node();
        Connection connection = connect(node)) {
      connection.setAutoCommit(false);
      insert(connection, 0, 1, 1);
      run(connection, "SAVEPOINT s");
      assertRefused("42P01", "", () -> run(connection, "SELECT * FROM nowhere"));
      run(connection, "ROLLBACK TO SAVEPOINT s");
      connection.commit();
      assertEquals(1, number(connection, "SELECT COUNT(*) FROM t"));
    }
  }
}
