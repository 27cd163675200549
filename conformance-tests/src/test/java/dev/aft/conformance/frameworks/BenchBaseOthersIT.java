package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What those of BenchBase's other workloads send that a node can run (the page says which), as seen
 * in a run of its own classes, through this driver and through pgjdbc.
 */
class BenchBaseOthersIT extends OneNode {
  private static final String AFT = "jdbc:aft";
  private static final String POSTGRES = "jdbc:postgresql";
  private static final int ACCOUNTS = 50;

  /** A prepared statement that has only a semicolon. */
  @ParameterizedTest
  @ValueSource(strings = {AFT, POSTGRES})
  void noOpHasNoResultAndNoUpdateCount(String protocol) throws SQLException {
    try (Connection connection = worker(protocol)) {
      for (int i = 0; i < 10; i++) {
        try (PreparedStatement statement = connection.prepareStatement(";")) {
          assertFalse(statement.execute());
        }
        connection.commit();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {AFT, POSTGRES})
  void siBenchFindsTheLeastValueAndCountsUp(String protocol) throws SQLException {
    execute(
        "DROP TABLE IF EXISTS sitest",
        "CREATE TABLE sitest (     id    int PRIMARY KEY,     value int NOT NULL )");
    try (Connection connection = worker(protocol)) {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO sitest VALUES (?, ?)")) {
        for (int id = 1; id <= 20; id++) {
          insert.setInt(1, id);
          insert.setInt(2, 100 - id);
          insert.addBatch();
        }
        assertEquals(20, insert.executeBatch().length);
      }
      connection.commit();
      assertEquals(20, first(connection, "SELECT MAX(id) FROM sitest"));
      String least = "SELECT id FROM sitest ORDER BY value ASC LIMIT 1";
      assertEquals(20, first(connection, least));
      update(connection, "UPDATE sitest SET value = value + 1 WHERE id = ?", 20);
      update(connection, "UPDATE sitest SET value = value + 1 WHERE id = ?", 20);
      connection.commit();
      assertEquals(19, first(connection, least));
    }
  }

  /** With the script of the page in the place of its own, which has an index and foreign keys. */
  @ParameterizedTest
  @ValueSource(strings = {AFT, POSTGRES})
  void smallBankPaysWithTheScriptOfThePage(String protocol) throws Exception {
    execute(script().toArray(String[]::new));
    try (Connection connection = worker(protocol)) {
      loadAccounts(connection);
      assertEquals(7, first(connection, "SELECT * FROM accounts WHERE name = ?", name(7)));
      String pay = "UPDATE checking   SET bal = bal + ?  WHERE custid = ?";
      update(connection, pay, 5.0d * -1d, 7L);
      update(connection, pay, 5.0d, 8L);
      update(connection, "UPDATE savings   SET bal = bal - ?  WHERE custid = ?", 20.20d, 7L);
      update(connection, "UPDATE checking   SET bal = 0.0  WHERE custid = ?", 9L);
      connection.commit();
      assertEquals(9_995, balance(connection, "checking", 7));
      assertEquals(10_005, balance(connection, "checking", 8));
      assertEquals(9_979.8, balance(connection, "savings", 7));
      assertEquals(0, balance(connection, "checking", 9));
    }
  }

  /** The schemas of the workloads that the page says are refused: by name, before any load. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX IDX_ACCOUNTS_NAME ON ACCOUNTS (name)",
        "CREATE TABLE t (k BIGINT NOT NULL, PRIMARY KEY (k), FOREIGN KEY (k) REFERENCES u (k))",
        "CREATE TABLE t (k integer NOT NULL PRIMARY KEY, v varchar(15) NOT NULL UNIQUE)",
        "DROP VIEW IF EXISTS v_votes_by_phone_number"
      })
  void whatASchemaMayNotHaveIsRefusedAsAFeature(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "aft", "");
        Statement statement = connection.createStatement()) {
      SQLException refused = assertThrows(SQLException.class, () -> statement.execute(sql));
      assertEquals("HYC00", refused.getSQLState(), refused::toString);
    }
  }

  /** What the newest workers ask before they roll back a transaction that they run again. */
  @Test
  void afterALostConflictTheConnectionIsNeitherClosedNorReadOnly() throws SQLException {
    execute("CREATE TABLE lost (k INT PRIMARY KEY, v INT)", "INSERT INTO lost VALUES (1, 1)");
    try (Connection one = worker(AFT);
        Connection another = worker(AFT)) {
      assertEquals(1, first(one, "SELECT v FROM lost WHERE k = 1 FOR UPDATE"));
      update(another, "UPDATE lost SET v = 2 WHERE k = ?", 1);
      another.commit();
      update(one, "UPDATE lost SET v = 3 WHERE k = ?", 1);
      SQLException lost = assertThrows(SQLException.class, one::commit);
      assertEquals("40001", lost.getSQLState(), lost::toString);
      assertFalse(one.isClosed());
      assertFalse(one.isReadOnly());
      one.rollback();
      assertEquals(2, first(one, "SELECT v FROM lost WHERE k = 1 FOR UPDATE"));
    }
  }

  private static Connection worker(String protocol) throws SQLException {
    Connection connection =
        DriverManager.getConnection(protocol + "://127.0.0.1:" + node.port() + "/aft", "aft", "");
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    return connection;
  }

  private static List<String> script() throws Exception {
    String file = "src/test/resources/dev/aft/conformance/frameworks/benchbase-smallbank.sql";
    return Files.readString(Path.of(file)).lines().map(line -> line.replace(";", "")).toList();
  }

  private static void loadAccounts(Connection connection) throws SQLException {
    try (PreparedStatement accounts =
            connection.prepareStatement("INSERT INTO accounts VALUES (?, ?)");
        PreparedStatement savings =
            connection.prepareStatement("INSERT INTO savings VALUES (?, ?)");
        PreparedStatement checking =
            connection.prepareStatement("INSERT INTO checking VALUES (?, ?)")) {
      for (long account = 0; account < ACCOUNTS; account++) {
        accounts.setLong(1, account);
        accounts.setString(2, name(account));
        accounts.addBatch();
        for (PreparedStatement balance : List.of(savings, checking)) {
          balance.setLong(1, account);
          balance.setInt(2, 10_000);
          balance.addBatch();
        }
      }
      for (PreparedStatement insert : List.of(accounts, savings, checking)) {
        assertEquals(ACCOUNTS, insert.executeBatch().length);
      }
    }
    connection.commit();
  }

  private static String name(long account) {
    return String.format("%064d", account);
  }

  private static double balance(Connection connection, String table, long account)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT bal FROM " + table + " WHERE custid = ?")) {
      statement.setObject(1, account);
      try (ResultSet rows = statement.executeQuery()) {
        assertTrue(rows.next());
        return rows.getDouble(1);
      }
    }
  }

  private static int first(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        assertTrue(rows.next(), sql);
        return rows.getInt(1);
      }
    }
  }

  private static void update(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      assertEquals(1, statement.executeUpdate(), sql);
    }
  }

  private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }
}
