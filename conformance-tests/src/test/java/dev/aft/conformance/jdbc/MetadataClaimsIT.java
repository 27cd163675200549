package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the metadata claims of the dialect is what the dialect does. */
class MetadataClaimsIT extends JdbcTestBase {
  private DatabaseMetaData metaData;

  @BeforeEach
  void fillTable() throws SQLException {
    metaData = connection.getMetaData();
    execute("INSERT INTO t VALUES (1, 'a'), (2, NULL), (3, 'c')");
  }

  private boolean runs(String sql) {
    try (Connection other = connect()) {
      execute(other, sql);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void aPartOfSqlIsClaimedIfAndOnlyIfItRuns() throws Exception {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("supportsColumnAliasing", "SELECT k AS alias FROM t");
    claims.put("supportsExpressionsInOrderBy", "SELECT k FROM t ORDER BY k + 1");
    claims.put("supportsOrderByUnrelated", "SELECT v FROM t ORDER BY k");
    claims.put("supportsGroupBy", "SELECT v FROM t GROUP BY v");
    claims.put("supportsGroupByUnrelated", "SELECT v FROM t GROUP BY k, v");
    claims.put("supportsLikeEscapeClause", "SELECT k FROM t WHERE v LIKE 'a' ESCAPE '!'");
    claims.put("supportsUnion", "SELECT 1 UNION SELECT 2");
    claims.put("supportsUnionAll", "SELECT 1 UNION ALL SELECT 2");
    claims.put("supportsSelectForUpdate", "SELECT k FROM t WHERE k = 1 FOR UPDATE");
    claims.put("supportsSubqueriesInComparisons", "SELECT k FROM t WHERE k = (SELECT 1)");
    claims.put("supportsSubqueriesInExists", "SELECT k FROM t WHERE EXISTS (SELECT 1)");
    claims.put("supportsSubqueriesInIns", "SELECT k FROM t WHERE k IN (SELECT 1)");
    claims.put("supportsSubqueriesInQuantifieds", "SELECT k FROM t WHERE k = ANY (SELECT 1)");
    claims.put("supportsOuterJoins", "SELECT 1 FROM t a LEFT JOIN t b ON a.k = b.k");
    claims.put("supportsFullOuterJoins", "SELECT 1 FROM t a FULL JOIN t b ON a.k = b.k");
    claims.put("supportsTableCorrelationNames", "SELECT x.k FROM t AS x");
    claims.put("supportsNonNullableColumns", "CREATE TABLE nn (k INT PRIMARY KEY, v INT NOT NULL)");
    claims.put("supportsAlterTableWithAddColumn", "ALTER TABLE t ADD COLUMN x INTEGER");
    claims.put("supportsAlterTableWithDropColumn", "ALTER TABLE t DROP COLUMN v");
    claims.put("supportsSchemasInDataManipulation", "INSERT INTO public.t VALUES (9, 'x')");
    claims.put("supportsSchemasInTableDefinitions", "CREATE TABLE public.st (k INT PRIMARY KEY)");
    claims.put("supportsSchemasInIndexDefinitions", "CREATE INDEX public.i ON t (v)");
    claims.put(
        "supportsIntegrityEnhancementFacility", "CREATE TABLE fk (k INT PRIMARY KEY REFERENCES t)");
    claims.put("supportsStoredProcedures", "CALL f()");
    claims.put("supportsPositionedUpdate", "UPDATE t SET v = 'x' WHERE CURRENT OF c");
    claims.put("supportsMultipleResultSets", "SELECT 1; SELECT 2");
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, String> claim : claims.entrySet()) {
      Object claimed = DatabaseMetaData.class.getMethod(claim.getKey()).invoke(metaData);
      if (!claimed.equals(runs(claim.getValue()))) {
        wrong.add(claim.getKey() + " is claimed: " + claimed + ", of " + claim.getValue());
      }
    }
    assertEquals(List.of(), wrong);
  }

  private List<String> column(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
    }
    return values;
  }

  /** So that tools leave the catalog out: names of another catalog do not work. */
  @Test
  void catalogsInNamesAreNotClaimedAlthoughTheOwnOneWorks() throws SQLException {
    execute("CREATE DATABASE elsewhere");
    assertFalse(metaData.supportsCatalogsInDataManipulation());
    assertFalse(metaData.supportsCatalogsInTableDefinitions());
    assertTrue(runs("SELECT k FROM aft.public.t"));
    assertFalse(runs("SELECT * FROM elsewhere.public.kv"));
  }

  @Test
  void nullsAreSortedHighAndNullPlusSomethingIsNull() throws SQLException {
    assertTrue(metaData.nullsAreSortedHigh());
    assertFalse(metaData.nullsAreSortedLow());
    assertEquals(List.of("a", "c", "null"), column("SELECT v FROM t ORDER BY v"));
    assertEquals(List.of("null", "c", "a"), column("SELECT v FROM t ORDER BY v DESC"));
    assertTrue(metaData.nullPlusNonNullIsNull());
    assertEquals(List.of("null"), column("SELECT v || 'x' FROM t WHERE k = 2"));
  }

  @Test
  void namesAreFoldedToLowerCaseUnlessTheyAreQuoted() throws SQLException {
    execute("CREATE TABLE Folded (K INTEGER PRIMARY KEY)");
    execute("CREATE TABLE \"Quoted\" (\"K\" INTEGER PRIMARY KEY)");
    assertTrue(metaData.storesLowerCaseIdentifiers());
    assertTrue(metaData.supportsMixedCaseQuotedIdentifiers());
    assertFalse(metaData.supportsMixedCaseIdentifiers());
    assertTrue(runs("SELECT k FROM FOLDED"));
    assertTrue(runs("SELECT \"K\" FROM \"Quoted\""));
    assertFalse(runs("SELECT * FROM quoted"));
    assertEquals("\"", metaData.getIdentifierQuoteString());
    for (char extra : metaData.getExtraNameCharacters().toCharArray()) {
      assertTrue(runs("SELECT 1 AS a" + extra), "a name with " + extra);
    }
  }

  @Test
  void definitionsAreOfTheTransaction() throws SQLException {
    assertTrue(metaData.supportsDataDefinitionAndDataManipulationTransactions());
    assertFalse(metaData.dataDefinitionCausesTransactionCommit());
    assertFalse(metaData.dataDefinitionIgnoredInTransactions());
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (7, 'x')");
    execute("CREATE TABLE later (k INTEGER PRIMARY KEY)");
    execute("INSERT INTO later VALUES (1)");
    connection.rollback();
    assertFalse(runs("SELECT * FROM later"));
    assertEquals(3, committed());
    connection.rollback();
  }

  @Test
  void statementsSurviveTransactionsAndSavepointsWork() throws SQLException {
    assertTrue(metaData.supportsOpenStatementsAcrossCommit());
    assertTrue(metaData.supportsOpenStatementsAcrossRollback());
    assertTrue(metaData.supportsSavepoints() && metaData.supportsMultipleOpenResults());
    connection.setAutoCommit(false);
    try (PreparedStatement s = connection.prepareStatement("SELECT COUNT(*) FROM t")) {
      for (int i = 0; i < 2; i++) {
        s.executeQuery().close();
        connection.commit();
        s.executeQuery().close();
        connection.rollback();
      }
    }
  }

  @Test
  void isolationLevelsAndKindsOfResultsAreTakenAsClaimed() throws SQLException {
    List<String> wrong = new ArrayList<>();
    for (int level : new int[] {0, 1, 2, 4, 8}) {
      boolean taken = true;
      try {
        connection.setTransactionIsolation(level);
      } catch (SQLException e) {
        taken = false;
      }
      if (taken != metaData.supportsTransactionIsolationLevel(level)) {
        wrong.add("isolation " + level);
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(2, metaData.getDefaultTransactionIsolation());
    assertTrue(metaData.supportsResultSetType(ResultSet.TYPE_SCROLL_INSENSITIVE));
    assertFalse(metaData.supportsResultSetType(ResultSet.TYPE_SCROLL_SENSITIVE));
    assertFalse(
        metaData.supportsResultSetConcurrency(
            ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE));
    assertEquals(connection.getHoldability(), metaData.getResultSetHoldability());
  }

  @Test
  void limitsAreThoseOfTheServer() throws SQLException {
    int most = metaData.getMaxColumnsInSelect();
    assertTrue(runs("SELECT " + "1,".repeat(most - 1) + "1"), "a result of " + most);
    assertFalse(runs("SELECT " + "1,".repeat(most) + "1"), "a result of more than " + most);
    int widest = metaData.getMaxColumnsInTable();
    assertTrue(runs(tableOf("w1", widest)), "a table of " + widest);
    assertFalse(runs(tableOf("w2", widest + 1)), "a table of more than " + widest);
    assertEquals(1, metaData.getMaxTablesInSelect());
  }

  private static String tableOf(String name, int columns) {
    StringBuilder sql = new StringBuilder("CREATE TABLE " + name + " (c1 INTEGER PRIMARY KEY");
    for (int i = 2; i <= columns; i++) {
      sql.append(", c").append(i).append(" INTEGER");
    }
    return sql.append(')').toString();
  }

  @Test
  void keywordsBeyondSqlAreTheWordsThatStartStatements() throws SQLException {
    for (String word : metaData.getSQLKeywords().split(",", -1)) {
      assertTrue(word.matches("[a-z]+"), word);
    }
  }
}
