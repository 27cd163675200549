package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class ResultsIT extends JdbcTestBase {
  private static final int ROWS_OF_40_MB = 40_000;

  @Test
  void aFetchSizePagesThroughALargeResultInConstantMemory() throws SQLException {
    fill(ROWS_OF_40_MB, "x".repeat(1_000));
    connection.setAutoCommit(false);
    long before = usedMemory();
    long most = 0;
    try (Statement s = connection.createStatement()) {
      s.setFetchSize(500);
      try (ResultSet rows = s.executeQuery("SELECT k, v FROM t ORDER BY k")) {
        int expected = 0;
        while (rows.next()) {
          assertEquals(expected++, rows.getInt(1));
          if (expected % 10_000 == 0) {
            most = Math.max(most, usedMemory() - before);
          }
        }
        assertEquals(ROWS_OF_40_MB, expected);
        assertTrue(rows.isAfterLast());
      }
    }
    connection.commit();
    assertTrue(most < 15L << 20, "the result took " + (most >> 20) + " MiB");
  }

  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void twoPagedResultsAreReadSideBySide() throws SQLException {
    fill(1_000, "v");
    connection.setAutoCommit(false);
    try (PreparedStatement up = connection.prepareStatement("SELECT k FROM t ORDER BY k");
        PreparedStatement down = connection.prepareStatement("SELECT k FROM t ORDER BY k DESC")) {
      up.setFetchSize(10);
      down.setFetchSize(7);
      try (ResultSet ups = up.executeQuery();
          ResultSet downs = down.executeQuery()) {
        for (int i = 0; i < 1_000; i++) {
          assertTrue(ups.next() && downs.next());
          assertEquals(999, ups.getInt(1) + downs.getInt(1));
        }
        assertFalse(ups.next() || downs.next());
      }
    }
  }

  @Test
  void whatIsLeftOfAPagedResultEndsWithItsTransaction() throws SQLException {
    fill(100, "v");
    connection.setAutoCommit(false);
    try (Statement s = connection.createStatement()) {
      s.setFetchSize(10);
      ResultSet rows = s.executeQuery("SELECT k FROM t");
      assertTrue(rows.next());
      connection.commit();
      assertState(
          "24000",
          () -> {
            while (rows.next()) {
              rows.getInt(1);
            }
          });
    }
  }

  @Test
  void maxRowsLimitsPagedAndWholeResults() throws SQLException {
    fill(100, "v");
    for (int fetchSize : new int[] {0, 3, 25, 50}) {
      connection.setAutoCommit(fetchSize == 0);
      try (Statement s = connection.createStatement()) {
        s.setMaxRows(25);
        s.setFetchSize(fetchSize);
        int read = 0;
        try (ResultSet rows = s.executeQuery("SELECT k FROM t")) {
          while (rows.next()) {
            read++;
          }
        }
        assertEquals(25, read, "fetch size " + fetchSize);
      }
    }
  }

  @Test
  void aScrollableResultMovesBothWays() throws SQLException {
    fill(10, "v");
    try (Statement s =
            connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        ResultSet rows = s.executeQuery("SELECT k FROM t ORDER BY k")) {
      assertTrue(rows.last());
      assertEquals(10, rows.getRow());
      assertTrue(rows.absolute(3));
      assertEquals(2, rows.getInt(1));
      assertTrue(rows.previous());
      assertTrue(rows.relative(5));
      assertEquals(6, rows.getInt("k"));
      rows.beforeFirst();
      assertTrue(rows.next() && rows.isFirst());
    }
  }

  @Test
  void wrongColumnsParametersAndPositionsSaySo() throws SQLException {
    execute("INSERT INTO t VALUES (1, NULL)");
    try (PreparedStatement s =
        connection.prepareStatement("SELECT k, v AS Label FROM t WHERE k = ?")) {
      assertState("07001", s::executeQuery);
      assertState("07009", () -> s.setInt(0, 1));
      assertState("07009", () -> s.setInt(2, 1));
      s.setInt(1, 1);
      try (ResultSet rows = s.executeQuery()) {
        assertState("24000", () -> rows.getInt(1));
        assertTrue(rows.next());
        assertState("07009", () -> rows.getInt(0));
        assertState("07009", () -> rows.getInt(3));
        assertState("42703", () -> rows.getInt("nothing"));
        assertEquals(2, rows.findColumn("LABEL"));
        assertFalse(rows.next());
        assertState("24000", () -> rows.getInt(1));
        assertFalse(rows.next());
      }
    }
  }

  @Test
  void nullIsZeroAndWasNullTellsThem() throws SQLException {
    execute("CREATE TABLE n (k INT PRIMARY KEY, i INT, b BOOLEAN, d DOUBLE PRECISION, s VARCHAR)");
    execute("INSERT INTO n (k) VALUES (0)");
    try (Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery("SELECT * FROM n")) {
      assertTrue(rows.next());
      assertEquals(0, rows.getInt("k"));
      assertFalse(rows.wasNull());
      assertEquals(0, rows.getInt("i"));
      assertTrue(rows.wasNull());
      assertFalse(rows.getBoolean("b"));
      assertTrue(rows.wasNull());
      assertEquals(0.0, rows.getDouble("d"));
      assertTrue(rows.wasNull());
      assertNull(rows.getString("s"));
      assertTrue(rows.wasNull());
      assertNull(rows.getObject("i"));
      assertNull(rows.getObject("i", Integer.class));
      assertNull(rows.getBigDecimal("d"));
      assertNull(rows.getBytes("s"));
    }
  }

  @Test
  void aTableThatChangesUnderAPreparedStatementIsNoticed() throws SQLException {
    try (PreparedStatement s = connection.prepareStatement("SELECT * FROM t")) {
      s.executeQuery().close();
      execute("DROP TABLE t");
      execute("CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR, more INTEGER DEFAULT 3)");
      execute("INSERT INTO t (k) VALUES (1)");
      try (ResultSet rows = s.executeQuery()) {
        assertTrue(rows.next());
        assertEquals(3, rows.getInt(3));
      }
    }
  }

  @Test
  void aStatementThatFailsToPrepareWorksOnceItsTableExists() throws SQLException {
    try (PreparedStatement s = connection.prepareStatement("SELECT * FROM later WHERE k = ?")) {
      s.setInt(1, 1);
      assertState("42P01", s::executeQuery);
      assertState("42P01", s::executeQuery);
      execute("CREATE TABLE later (k INTEGER PRIMARY KEY)");
      try (ResultSet rows = s.executeQuery()) {
        assertFalse(rows.next());
      }
    }
  }

  @Test
  void aSmallStatementCacheKeepsWorking() throws SQLException {
    try (java.sql.Connection small =
        java.sql.DriverManager.getConnection(place.url() + "?preparedStatementCacheSize=2")) {
      for (int i = 0; i < 50; i++) {
        try (PreparedStatement s =
            small.prepareStatement("SELECT k + " + i % 7 + " FROM t WHERE k = ?")) {
          s.setInt(1, i);
          s.executeQuery().close();
        }
      }
    }
  }
}
