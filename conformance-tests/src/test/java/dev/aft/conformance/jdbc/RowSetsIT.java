package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetFactory;
import javax.sql.rowset.RowSetProvider;
import javax.sql.rowset.WebRowSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The row sets of the JDK, filled from the driver. */
class RowSetsIT extends JdbcTestBase {
  private static final String QUERY = "SELECT k, v, d, b, ts, n FROM r ORDER BY k";

  @BeforeEach
  void createTable() throws SQLException {
    execute(
        "CREATE TABLE r (k INTEGER PRIMARY KEY, v VARCHAR(20), d DECIMAL(10, 2), b VARBINARY,"
            + " ts TIMESTAMP, n BIGINT)");
    execute(
        "INSERT INTO r VALUES (1, 'one', 1.50, X'01ff', TIMESTAMP '2024-02-29 12:34:56', 7),"
            + " (2, NULL, NULL, NULL, NULL, NULL)");
  }

  private static RowSetFactory factory() throws SQLException {
    return RowSetProvider.newFactory();
  }

  @Test
  void aCachedRowSetIsFilledFromAResultSet() throws Exception {
    try (Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery(QUERY);
        CachedRowSet cached = factory().createCachedRowSet()) {
      cached.populate(rows);
      connection.close();
      assertEquals(2, cached.size());
      assertRows(cached);
    }
  }

  private static void assertRows(ResultSet rows) throws SQLException {
    assertTrue(rows.next());
    assertEquals(1, rows.getInt("k"));
    assertEquals("one", rows.getString("V"));
    assertEquals(new BigDecimal("1.50"), rows.getBigDecimal(3));
    assertEquals(7, rows.getLong("n"));
    assertEquals(Timestamp.valueOf("2024-02-29 12:34:56"), rows.getTimestamp("ts"));
    assertTrue(rows.next());
    assertEquals(null, rows.getString(2));
    assertTrue(rows.wasNull());
    assertFalse(rows.next());
  }

  @Test
  void aCachedRowSetFillsItselfByUrl() throws Exception {
    try (CachedRowSet cached = factory().createCachedRowSet()) {
      cached.setUrl(place.url());
      cached.setUsername("");
      cached.setPassword("");
      cached.setCommand("SELECT k, v, d, b, ts, n FROM r WHERE k <= ? ORDER BY k");
      cached.setInt(1, 2);
      cached.execute();
      assertRows(cached);
    }
  }

  @Test
  void aWebRowSetWritesAndReadsItsXml() throws Exception {
    StringWriter xml = new StringWriter();
    try (Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery("SELECT k, v, d, n FROM r ORDER BY k");
        WebRowSet web = factory().createWebRowSet()) {
      web.populate(rows);
      web.beforeFirst();
      web.writeXml(xml);
    }
    assertTrue(xml.toString().contains("one"), xml.toString());
    try (WebRowSet back = factory().createWebRowSet()) {
      back.readXml(new StringReader(xml.toString()));
      back.beforeFirst();
      assertTrue(back.next());
      assertEquals("one", back.getString(2));
      assertEquals(7, back.getLong(4));
    }
  }

  @Test
  void aJdbcRowSetScrollsOverAQuery() throws Exception {
    try (var rows = factory().createJdbcRowSet()) {
      rows.setUrl(place.url());
      rows.setUsername("");
      rows.setPassword("");
      rows.setCommand(QUERY);
      rows.execute();
      assertRows(rows);
      assertTrue(rows.first());
      assertEquals(1, rows.getInt(1));
    }
  }
}
