package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** PostgreSQL's own JDBC driver. */
class PgjdbcIT {
  private static final List<Object> VALUES =
      List.of(
          true,
          (short) -2,
          Integer.MIN_VALUE,
          Long.MAX_VALUE,
          1.5f,
          0.1,
          new BigDecimal("-12345678901234567890.123456"),
          "abc",
          "t\u00e9xt \uD83D\uDE00 ?",
          "bytes".getBytes(StandardCharsets.UTF_8),
          LocalDate.of(2026, 1, 2),
          LocalTime.of(23, 59, 59, 999_999_000),
          LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_901_000),
          OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 678_901_000, ZoneOffset.UTC),
          UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));

  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.inMemory();
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE every (id INTEGER PRIMARY KEY, b BOOLEAN, s SMALLINT, i INTEGER, l BIGINT,"
              + " r REAL, d DOUBLE PRECISION, n DECIMAL(30,6), c CHAR(3), t TEXT, x BYTEA, da DATE,"
              + " ti TIME, ts TIMESTAMP, tz TIMESTAMPTZ, u UUID);"
              + "CREATE TABLE numbers (i INTEGER PRIMARY KEY, t TEXT)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO numbers VALUES (?, ?)")) {
        for (int i = 0; i < 1000; i++) {
          insert.setInt(1, i);
          insert.setString(2, "some text " + i);
          insert.addBatch();
        }
        assertEquals(1000, insert.executeBatch().length);
      }
    }
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Connection connect(String more) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + node.port() + "/aft?user=aft&password=x" + more);
  }

  private static void assertState(String state, String words, Executable action) {
    SQLException e = assertThrows(SQLException.class, action);
    assertEquals(state, e.getSQLState(), e.getMessage());
    assertTrue(String.valueOf(e.getMessage()).contains(words), e::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&prepareThreshold=-1&binaryTransfer=true",
        "&prepareThreshold=1",
        "&prepareThreshold=0",
        "&preferQueryMode=simple",
        "&preferQueryMode=extendedForPrepared",
        "&preferQueryMode=extendedCacheEverything",
        "&binaryTransfer=false"
      })
  void everyTypeKeepsItsValueInEveryMode(String mode) throws SQLException {
    String marks = "?" + ", ?".repeat(VALUES.size());
    try (Connection connection = connect(mode);
        PreparedStatement upsert =
            connection.prepareStatement("UPSERT INTO every VALUES (" + marks + ")");
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM every WHERE id = ? ORDER BY id")) {
      assertTrue(connection.isValid(30));
      for (int id = 0; id < 7; id++) {
        upsert.setInt(1, id);
        for (int i = 0; i < VALUES.size(); i++) {
          upsert.setObject(i + 2, VALUES.get(i));
        }
        assertEquals(1, upsert.executeUpdate());
        select.setInt(1, id);
        try (ResultSet row = select.executeQuery()) {
          assertTrue(row.next());
          for (int i = 0; i < VALUES.size(); i++) {
            assertValue(VALUES.get(i), row, i + 2);
          }
          assertFalse(row.next());
        }
      }
    }
  }

  private static void assertValue(Object expected, ResultSet row, int column) throws SQLException {
    if (expected instanceof byte[] bytes) {
      assertArrayEquals(bytes, row.getBytes(column));
    } else if (expected instanceof Short number) {
      assertEquals(number, row.getShort(column));
    } else {
      assertEquals(expected, row.getObject(column, expected.getClass()));
    }
  }

  @Test
  void nullOfEveryTypeIsNull() throws SQLException {
    int[] types = {
      Types.BOOLEAN, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.REAL, Types.DOUBLE,
      Types.NUMERIC, Types.CHAR, Types.VARCHAR, Types.BINARY, Types.DATE, Types.TIME,
      Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE, Types.OTHER
    };
    try (Connection connection = connect("&prepareThreshold=1");
        PreparedStatement upsert =
            connection.prepareStatement(
                "UPSERT INTO every VALUES (100" + ", ?".repeat(types.length) + ") RETURNING *")) {
      for (int i = 0; i < types.length; i++) {
        upsert.setNull(i + 1, types[i]);
      }
      try (ResultSet row = upsert.executeQuery()) {
        assertTrue(row.next());
        for (int i = 0; i < types.length; i++) {
          assertNull(row.getObject(i + 2));
        }
      }
    }
  }

  @Test
  void whatTheDialectHasNotIsRefusedAndTheConnectionGoesOn() throws SQLException {
    try (Connection connection = connect("&prepareThreshold=-1");
        Statement statement = connection.createStatement();
        PreparedStatement select = connection.prepareStatement("SELECT * FROM every WHERE da = ?");
        PreparedStatement any =
            connection.prepareStatement("UPDATE every SET t = ? WHERE id = 1")) {
      CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
      assertState("0A000", "COPY", () -> copies.copyIn("COPY numbers FROM STDIN"));
      assertState("0A000", "COPY", () -> copies.copyOut("COPY numbers TO STDOUT"));
      assertState("0A000", "LISTEN", () -> statement.execute("LISTEN x"));
      any.setArray(1, connection.createArrayOf("integer", new Integer[] {1, 2}));
      assertState("0A000", "array", any::executeUpdate);
      select.setObject(1, LocalDate.MAX);
      assertState("22008", "infinite", select::executeQuery);
      assertState(
          "42P01", "SHOW TABLES", () -> connection.getMetaData().getTables(null, null, "%", null));
      assertTrue(statement.execute("SELECT 1"));
    }
  }

  @Test
  void aFetchSizeReadsByPortalInsideATransaction() throws SQLException {
    try (Connection connection = connect("&defaultRowFetchSize=7")) {
      connection.setAutoCommit(false);
      int rows = 0;
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("SELECT i FROM numbers ORDER BY i")) {
        while (result.next()) {
          assertEquals(rows, result.getInt(1));
          rows++;
          if (rows == 500) {
            // Another portal between two fetches of this one.
            assertTrue(connection.createStatement().executeQuery("SELECT 1").next());
          }
        }
      }
      assertEquals(1000, rows);
      connection.rollback();
    }
  }

  @Test
  void rewrittenBatchesWriteAllRowsAndAFailedBatchNone() throws SQLException {
    try (Connection connection = connect("&reWriteBatchedInserts=true");
        Statement statement = connection.createStatement();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO numbers VALUES (?, ?)")) {
      connection.setAutoCommit(false);
      for (int i = 2000; i < 2300; i++) {
        insert.setInt(1, i);
        insert.setString(2, "x");
        insert.addBatch();
      }
      assertEquals(300, insert.executeBatch().length);
      assertEquals(300, statement.executeUpdate("DELETE FROM numbers WHERE i >= 2000"));
      connection.commit();
      for (int i : new int[] {3000, 1, 3001}) {
        insert.setInt(1, i);
        insert.addBatch();
      }
      BatchUpdateException e = assertThrows(BatchUpdateException.class, insert::executeBatch);
      assertEquals("23505", e.getSQLState());
      connection.rollback();
    }
  }

  @Test
  void anErrorCarriesItsFieldsAndTheTransactionGoesOnFromASavepoint() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      Savepoint before = connection.setSavepoint("before");
      PSQLException e =
          assertThrows(
              PSQLException.class, () -> statement.execute("INSERT INTO numbers VALUES (1, 'x')"));
      assertEquals("23505", e.getSQLState());
      ServerErrorMessage fields = e.getServerErrorMessage();
      assertNotNull(fields);
      assertEquals("numbers", fields.getTable());
      assertEquals("numbers_pkey", fields.getConstraint());
      assertState("25P02", "aborted", () -> statement.execute("SELECT 1"));
      connection.rollback(before);
      assertTrue(statement.execute("SELECT 1"));
      assertState("42P01", "nothing", () -> statement.execute("SELECT * FROM nothing"));
      connection.rollback();
      assertTrue(statement.execute("SELECT 1"));
    }
  }

  @Test
  void savepointsOfTheDriverLetAStatementFailAlone() throws SQLException {
    try (Connection connection = connect("&autosave=always");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertState("22012", "zero", () -> statement.execute("SELECT 1/0"));
      assertTrue(statement.execute("SELECT 1"));
      connection.commit();
    }
  }

  @Test
  void cancelAndQueryTimeoutStopAStatement() throws Exception {
    String slow = "SELECT COUNT(*) FROM numbers WHERE md5(repeat(t, 5000)) LIKE '%x%'";
    ScheduledExecutorService canceller = Executors.newSingleThreadScheduledExecutor();
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      Future<?> unused =
          canceller.scheduleWithFixedDelay(
              () -> {
                try {
                  statement.cancel();
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              },
              50,
              50,
              TimeUnit.MILLISECONDS);
      assertState("57014", "user request", () -> runOften(statement, slow));
      canceller.shutdownNow();
      assertTrue(canceller.awaitTermination(30, TimeUnit.SECONDS));
      statement.setQueryTimeout(1);
      assertTrue(statement.execute("SELECT 1"));
      statement.execute("SET statement_timeout = 50");
      assertState("57014", "timeout", () -> runOften(statement, slow));
    } finally {
      canceller.shutdownNow();
    }
  }

  private static void runOften(Statement statement, String sql) throws SQLException {
    for (int i = 0; i < 50; i++) {
      statement.execute(sql);
    }
  }

  @Test
  void modesAndSettingsOfAConnectionAreTaken() throws SQLException {
    String more =
        "&ApplicationName=mine&options=-c%20TimeZone=Europe/Berlin&readOnly=true"
            + "&assumeMinServerVersion=15&sslmode=prefer&tcpKeepAlive=true";
    try (Connection connection = connect(more);
        Statement statement = connection.createStatement()) {
      try (ResultSet name = statement.executeQuery("SHOW application_name")) {
        assertTrue(name.next());
        assertEquals("mine", name.getString(1));
      }
      connection.setAutoCommit(false);
      assertState("25006", "read-only", () -> statement.execute("DELETE FROM numbers"));
      connection.rollback();
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      assertEquals(Connection.TRANSACTION_REPEATABLE_READ, connection.getTransactionIsolation());
      connection.rollback();
      assertState(
          "0A000",
          "SERIALIZABLE",
          () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
    }
  }
}
