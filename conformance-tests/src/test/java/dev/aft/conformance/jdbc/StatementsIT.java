package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.BatchUpdateException;
import java.sql.ClientInfoStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Several results, keys, large counts, warnings, client info and closed objects. */
class StatementsIT extends JdbcTestBase {
  @Test
  void severalResultsComeOneAfterTheOtherAndAreKeptAsTold() throws SQLException {
    try (Statement s = connection.createStatement()) {
      assertTrue(
          s.execute("SELECT 1 AS a; INSERT INTO t VALUES (1, 'x'); SELECT 2 AS b; SELECT 3 AS c"));
      ResultSet first = s.getResultSet();
      assertTrue(first.next());
      assertEquals(-1, s.getUpdateCount());
      assertFalse(s.getMoreResults(Statement.KEEP_CURRENT_RESULT));
      assertEquals(1, s.getUpdateCount());
      assertEquals(1, s.getLargeUpdateCount());
      assertNull(s.getResultSet());
      assertTrue(s.getMoreResults());
      ResultSet second = s.getResultSet();
      assertTrue(second.next());
      assertEquals(2, second.getInt("b"));
      assertEquals(1, first.getInt("a"));
      assertTrue(s.getMoreResults(Statement.CLOSE_ALL_RESULTS));
      assertTrue(first.isClosed() && second.isClosed());
      assertTrue(s.getResultSet().next());
      assertFalse(s.getMoreResults());
      assertEquals(-1, s.getUpdateCount());
      assertState("22023", () -> s.getMoreResults(7));
    }
  }

  @Test
  void aKeptResultIsClosedByTheNextExecution() throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute("SELECT 1; SELECT 2");
      ResultSet first = s.getResultSet();
      s.getMoreResults(Statement.KEEP_CURRENT_RESULT);
      s.executeQuery("SELECT 3").close();
      assertTrue(first.isClosed());
    }
  }

  @Test
  void closeOnCompletionClosesTheStatementWithItsLastResult() throws SQLException {
    Statement s = connection.createStatement();
    s.closeOnCompletion();
    assertTrue(s.isCloseOnCompletion());
    s.execute("SELECT 1; SELECT 2");
    s.getResultSet().close();
    assertFalse(s.isClosed());
    s.getMoreResults();
    s.getResultSet().close();
    assertTrue(s.isClosed());
  }

  @Test
  void generatedKeysComeFromTextsPreparedStatementsAndBatches() throws SQLException {
    execute("CREATE TABLE g (id UUID DEFAULT gen_random_uuid() PRIMARY KEY, v TEXT)");
    try (Statement s = connection.createStatement()) {
      String insert = "INSERT INTO g (v) VALUES ('a'), ('b')";
      assertEquals(2, s.executeUpdate(insert, Statement.RETURN_GENERATED_KEYS));
      assertKeys(s, 2, 2);
      assertEquals(2, s.executeLargeUpdate(insert, new String[] {"id"}));
      assertKeys(s, 2, 1);
      assertFalse(s.execute(insert, new String[] {"ID", "V"}));
      assertEquals(2, s.getUpdateCount());
      assertKeys(s, 2, 2);
      assertEquals(2, s.executeUpdate(insert, Statement.NO_GENERATED_KEYS));
      assertFalse(s.getGeneratedKeys().next());
      assertState("22023", () -> s.executeUpdate(insert, 7));
      assertEquals(2, s.executeUpdate(insert, new int[] {1}));
      assertKeys(s, 2, 1);
      assertEquals(2, s.executeUpdate(insert, new int[] {2, 1}));
      assertKeys(s, 2, 2);
      assertEquals(2, s.executeUpdate(insert, new int[] {3}));
      assertState("07009", s::getGeneratedKeys);
      assertState("42703", () -> s.executeUpdate(insert, new String[] {"nothing"}));
    }
    String one = "INSERT INTO g (v) VALUES (?)";
    try (PreparedStatement s = connection.prepareStatement(one, new String[] {"id"})) {
      for (int i = 0; i < 3; i++) {
        s.setString(1, "v" + i);
        s.addBatch();
      }
      assertArrayEquals(new long[] {1, 1, 1}, s.executeLargeBatch());
      assertKeys(s, 3, 1);
      s.setString(1, "x");
      assertEquals(1, s.executeLargeUpdate());
      assertKeys(s, 1, 1);
    }
    try (PreparedStatement s = connection.prepareStatement(one, new int[] {1})) {
      s.setString(1, "x");
      assertEquals(1, s.executeUpdate());
      assertKeys(s, 1, 1);
    }
  }

  private static void assertKeys(Statement s, int count, int columns) throws SQLException {
    try (ResultSet keys = s.getGeneratedKeys()) {
      assertEquals(columns, keys.getMetaData().getColumnCount());
      for (int i = 0; i < count; i++) {
        assertTrue(keys.next());
        assertNotNull(keys.getObject("id", java.util.UUID.class));
      }
      assertFalse(keys.next());
    }
  }

  @Test
  void aBatchHasOneCountForEachTextAlsoIfATextHasSeveralStatements() throws SQLException {
    connection.setAutoCommit(false);
    try (Statement s = connection.createStatement()) {
      s.addBatch("INSERT INTO t VALUES (1, 'a'), (2, 'b'); INSERT INTO t VALUES (3, 'c')");
      s.addBatch("DELETE FROM t WHERE k = 1");
      assertArrayEquals(new int[] {3, 1}, s.executeBatch());
      s.addBatch("DELETE FROM t WHERE k = 2");
      s.addBatch("DELETE FROM t; INSERT INTO t VALUES (1, 'a'), (1, 'a')");
      s.addBatch("DELETE FROM t");
      BatchUpdateException e = assertThrows(BatchUpdateException.class, s::executeBatch);
      assertEquals("23505", e.getSQLState());
      assertArrayEquals(new int[] {1}, e.getUpdateCounts());
      connection.rollback();
      connection.setAutoCommit(true);
      s.addBatch("DELETE FROM t; INSERT INTO t VALUES (1, 'a'), (1, 'a')");
      s.addBatch("DELETE FROM t");
      e = assertThrows(BatchUpdateException.class, s::executeBatch);
      int failed = Statement.EXECUTE_FAILED;
      assertArrayEquals(new int[] {failed, failed}, e.getUpdateCounts());
    }
  }

  @Test
  void aKindOfResultSetThatThereIsNotGivesAWarningAndTheNearest() throws SQLException {
    try (Statement s =
        connection.createStatement(ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
      assertEquals("01S02", connection.getWarnings().getSQLState());
      assertEquals(ResultSet.TYPE_SCROLL_INSENSITIVE, s.getResultSetType());
      assertEquals(ResultSet.CONCUR_READ_ONLY, s.getResultSetConcurrency());
      connection.clearWarnings();
      assertNull(connection.getWarnings());
      ResultSet rows = s.executeQuery("SELECT 1 AS v");
      assertTrue(rows.next());
      assertFalse(rows.rowUpdated() || rows.rowDeleted() || rows.rowInserted());
      assertState("HYC00", () -> rows.updateInt(1, 2));
      assertState("HYC00", rows::deleteRow);
    }
    assertState("22023", () -> connection.createStatement(1, 2));
  }

  @Test
  void scrollingGoesEverywhereAndForwardOnlyDoesNot() throws SQLException {
    fill(3, "v");
    try (Statement s =
            connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        ResultSet rows = s.executeQuery("SELECT k FROM t ORDER BY k")) {
      assertTrue(rows.isBeforeFirst());
      assertFalse(rows.absolute(0));
      assertTrue(rows.absolute(-1) && rows.isLast());
      assertFalse(rows.relative(5));
      assertTrue(rows.isAfterLast());
      assertEquals(0, rows.getRow());
      assertTrue(rows.previous() && rows.getInt(1) == 2);
      assertTrue(rows.first() && rows.isFirst());
      assertFalse(rows.previous());
      assertTrue(rows.isBeforeFirst());
      rows.afterLast();
      assertState("24000", () -> rows.getInt(1));
      rows.setFetchDirection(ResultSet.FETCH_REVERSE);
      assertEquals(ResultSet.FETCH_REVERSE, rows.getFetchDirection());
    }
    try (Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery("SELECT k FROM t")) {
      for (Executable move :
          new Executable[] {
            rows::first,
            rows::last,
            rows::previous,
            rows::beforeFirst,
            rows::afterLast,
            () -> rows.absolute(1),
            () -> rows.relative(1),
            () -> rows.setFetchDirection(ResultSet.FETCH_REVERSE)
          }) {
        assertState("24000", move);
      }
    }
  }

  @Test
  void clientInfoIsReplacedAsAWholeAndSaysWhatFailed() throws SQLException {
    connection.setClientInfo("ApplicationName", "one");
    connection.setClientInfo("CommitResult", "r");
    Properties only = new Properties();
    only.setProperty("applicationname", "two");
    connection.setClientInfo(only);
    assertEquals("two", connection.getClientInfo("ApplicationName"));
    assertNull(connection.getClientInfo("CommitResult"));
    assertEquals("two", connection.getClientInfo().getProperty("ApplicationName"));
    connection.setClientInfo("nothing", "x");
    assertEquals("01S00", connection.getWarnings().getSQLState());
    connection.close();
    SQLClientInfoException e =
        assertThrows(
            SQLClientInfoException.class, () -> connection.setClientInfo("ApplicationName", "x"));
    assertEquals(
        Map.of("ApplicationName", ClientInfoStatus.REASON_UNKNOWN), e.getFailedProperties());
  }

  @Test
  void namesAndTextsAreQuotedWhereTheyNeedIt() throws SQLException {
    try (Statement s = connection.createStatement()) {
      assertEquals("'it''s'", s.enquoteLiteral("it's"));
      assertEquals("'it''s'", s.enquoteNCharLiteral("it's"));
      assertEquals("Name_1", s.enquoteIdentifier("Name_1", false));
      assertEquals("\"Name_1\"", s.enquoteIdentifier("Name_1", true));
      assertEquals("\"a \"\"b\"\"\"", s.enquoteIdentifier("a \"b\"", false));
      assertEquals("\"a b\"", s.enquoteIdentifier("\"a b\"", false));
      assertEquals("\"order\"", s.enquoteIdentifier("order", false));
      assertTrue(s.isSimpleIdentifier("abc"));
      assertFalse(
          s.isSimpleIdentifier("1a") || s.isSimpleIdentifier("") || s.isSimpleIdentifier("select"));
      assertState("42602", () -> s.enquoteIdentifier("", true));
      assertState("22023", () -> s.enquoteLiteral(null));
      try (ResultSet rows =
          s.executeQuery(
              "SELECT "
                  + s.enquoteLiteral("x'y\\z")
                  + " AS "
                  + s.enquoteIdentifier("A \"q\" b", false))) {
        assertEquals("A \"q\" b", rows.getMetaData().getColumnLabel(1));
        assertTrue(rows.next());
        assertEquals("x'y\\z", rows.getString(1));
      }
    }
  }

  @Test
  void closingAConnectionClosesWhatCameFromIt() throws SQLException {
    Connection other = connect();
    Statement s = other.createStatement();
    PreparedStatement p = other.prepareStatement("SELECT 1");
    ResultSet rows = s.executeQuery("SELECT 1");
    other.close();
    other.close();
    assertTrue(s.isClosed() && p.isClosed() && rows.isClosed());
    assertState("08003", other::createStatement);
    assertState("08003", () -> s.executeQuery("SELECT 1"));
    assertState("08003", p::executeQuery);
    assertState("24000", rows::next);
    s.close();
    rows.close();
  }

  @Test
  void catalogsAndSchemasAreToldAndSet() throws SQLException {
    assertEquals("aft", connection.getCatalog());
    connection.setCatalog("other");
    assertEquals("aft", connection.getCatalog());
    execute("CREATE SCHEMA \"Odd name\"");
    connection.setSchema("Odd name");
    assertEquals("Odd name", connection.getSchema());
    execute("CREATE TABLE here (k INTEGER PRIMARY KEY)");
    assertEquals(0, count(connection, "\"Odd name\".here"));
    assertState("3F000", () -> connection.setSchema("nothing"));
    assertState("22023", () -> connection.setSchema(null));
  }
}
