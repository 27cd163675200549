package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EscapesIT extends JdbcTestBase {
  /** A call of every function that the metadata lists, and what it gives; empty for any value. */
  private static final Map<String, String> CALLS =
      Map.ofEntries(
          Map.entry("ABS(-7)", "7"),
          Map.entry("CEILING(1.2)", "2"),
          Map.entry("FLOOR(1.8)", "1"),
          Map.entry("MOD(7, 4)", "3"),
          Map.entry("POWER(2, 3)", "8"),
          Map.entry("ROUND(1.25, 1)", "1.3"),
          Map.entry("SIGN(-5)", "-1"),
          Map.entry("SQRT(16)", "4"),
          Map.entry("TRUNCATE(1.29, 1)", "1.2"),
          Map.entry("CHAR_LENGTH('abc')", "3"),
          Map.entry("CHARACTER_LENGTH('abc')", "3"),
          Map.entry("CONCAT('a', 'b')", "ab"),
          Map.entry("LCASE('AB')", "ab"),
          Map.entry("LEFT('abc', 2)", "ab"),
          Map.entry("LENGTH('abc')", "3"),
          Map.entry("LTRIM(' a')", "a"),
          Map.entry("OCTET_LENGTH('abc')", "3"),
          Map.entry("POSITION('b' IN 'abc')", "2"),
          Map.entry("REPEAT('ab', 2)", "abab"),
          Map.entry("REPLACE('abc', 'b', 'x')", "axc"),
          Map.entry("RIGHT('abc', 2)", "bc"),
          Map.entry("RTRIM('a ')", "a"),
          Map.entry("SUBSTRING('abc', 2, 1)", "b"),
          Map.entry("UCASE('ab')", "AB"),
          Map.entry("DATABASE()", "aft"),
          Map.entry("IFNULL(NULL, 'x')", "x"),
          Map.entry("USER()", ""),
          Map.entry("CURDATE()", ""),
          Map.entry("CURRENT_DATE()", ""),
          Map.entry("CURRENT_TIME ( )", ""),
          Map.entry("CURRENT_TIMESTAMP()", ""),
          Map.entry("CURTIME()", ""),
          Map.entry("NOW()", ""),
          Map.entry("DAYOFMONTH({d '2024-02-29'})", "29"),
          Map.entry("DAYOFYEAR({d '2024-02-29'})", "60"),
          Map.entry("EXTRACT(YEAR FROM {d '2024-02-29'})", "2024"),
          Map.entry("HOUR({t '12:34:56'})", "12"),
          Map.entry("MINUTE({t '12:34:56'})", "34"),
          Map.entry("MONTH({ts '2024-02-29 12:34:56'})", "2"),
          Map.entry("QUARTER({d '2024-02-29'})", "1"),
          Map.entry("SECOND({t '12:34:56'})", "56"),
          Map.entry("WEEK({d '2024-02-29'})", "9"),
          Map.entry("YEAR({d '2024-02-29'})", "2024"));

  @Test
  void everyFunctionThatTheMetadataListsCanBeCalled() throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    List<String> listed = new ArrayList<>();
    for (String names :
        List.of(
            metaData.getNumericFunctions(),
            metaData.getStringFunctions(),
            metaData.getSystemFunctions(),
            metaData.getTimeDateFunctions())) {
      listed.addAll(List.of(names.split(",")));
    }
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, String> call : CALLS.entrySet()) {
      String name = call.getKey().replaceAll("[ (].*", "");
      if (!listed.remove(name)) {
        wrong.add(name + " is not listed");
      }
      String came = value("SELECT {fn " + call.getKey() + "} AS v");
      boolean number = came.matches("[0-9]+\\.[0-9]+");
      String plain = number ? came.replaceAll("\\.?0+$", "") : came;
      if (!call.getValue().isEmpty() && !plain.equals(call.getValue())) {
        wrong.add(call.getKey() + " gives " + came);
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(List.of(), listed, "listed, and not called by this test");
  }

  private String value(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertTrue(rows.next(), sql);
      return rows.getString(1);
    }
  }

  @Test
  void everyFunctionOfTheServerThatIsListedExists() throws SQLException {
    try (ResultSet functions = connection.getMetaData().getFunctions(null, null, "%")) {
      int count = 0;
      while (functions.next()) {
        String name = functions.getString("FUNCTION_NAME");
        assertNotNull(name);
        try (Statement statement = connection.createStatement()) {
          statement.executeQuery("SELECT " + name + "()").close();
        } catch (SQLException e) {
          assertTrue(
              String.valueOf(e.getMessage())
                  .matches("(?s).*(takes these arguments|syntax error).*"),
              name + ": " + e.getMessage());
        }
        count++;
      }
      assertTrue(count > 40, "only " + count);
    }
  }

  @Test
  void datesTimesLimitsAndLikeEscapesWorkAlsoWithParameters() throws SQLException {
    fill(20, "100%");
    assertEquals("2024-02-29", value("SELECT {d '2024-02-29'}"));
    assertEquals("12:34:56", value("SELECT {t '12:34:56'}"));
    assertEquals("2024-02-29 12:34:56", value("SELECT {ts '2024-02-29 12:34:56'}"));
    assertEquals("5", value("SELECT k FROM t ORDER BY k {limit 1 offset 5}"));
    assertEquals("20", value("SELECT COUNT(*) FROM t WHERE v LIKE '100!%' {escape '!'}"));
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT {fn ucase(?)} FROM t WHERE v LIKE ? {escape '!'} ORDER BY k {limit 1}")) {
      s.setString(1, "a");
      s.setString(2, "100!%");
      try (ResultSet rows = s.executeQuery()) {
        assertTrue(rows.next());
        assertEquals("A", rows.getString(1));
      }
    }
  }

  @Test
  void callsAndJoinsAreRefusedAndNativeSqlShowsTheRest() throws SQLException {
    assertState("HYC00", () -> value("{call f(1)}"));
    assertState("HYC00", () -> value("{? = call f(1)}"));
    assertState("HYC00", () -> value("SELECT * FROM {oj t LEFT OUTER JOIN t ON 1 = 1}"));
    assertState("HYC00", () -> value("SELECT {fn CONVERT('1', SQL_INTEGER)}"));
    assertState("HYC00", () -> connection.prepareCall("{call f()}"));
    assertState("42601", () -> value("SELECT {d '2024-02-29'"));
    assertEquals(
        "SELECT EXTRACT(YEAR FROM DATE '2024-02-29'), CURRENT_DATE, '{d}'",
        connection.nativeSQL("SELECT {fn year({d '2024-02-29'})}, {fn curdate()}, '{d}'"));
    try (Statement s = connection.createStatement()) {
      s.setEscapeProcessing(false);
      assertState("42601", () -> s.executeQuery("SELECT {d '2024-02-29'}"));
    }
  }
}
