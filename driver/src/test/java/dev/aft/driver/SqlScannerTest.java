package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScannerTest {
  private static String scan(String sql) throws SQLException {
    List<SqlScanner.Statement> statements = SqlScanner.scan(sql, true, true);
    assertEquals(1, statements.size());
    return statements.get(0).sql();
  }

  @Test
  void zeroCharacterIsRefusedBeforeItBreaksTheConnection() {
    SQLException e = assertThrows(SQLException.class, () -> scan("SELECT 'a\0b'"));
    assertEquals("22021", e.getSQLState());
  }

  @Test
  void halfOfASurrogatePairIsRefusedBeforeItBecomesAnotherCharacter() throws SQLException {
    SQLException e = assertThrows(SQLException.class, () -> scan("SELECT 'a\ud83d'"));
    assertEquals("22021", e.getSQLState());
    assertEquals("SELECT '\ud83d\ude00'", scan("SELECT '\ud83d\ude00'"));
  }

  @Test
  void questionMarksBecomeNumbers() throws SQLException {
    assertEquals("a = $1 AND b = $2", scan("a = ? AND b = ?"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'?'",
        "'it''s ?;'",
        "\"a?\"\"b;\"",
        "1 -- what?;\n",
        "/* ? /* nested; */ ? */ 1",
        "$$ ? ; $$",
        "$tag$ ? $$ ; $tag$",
        "E'\\'?;'",
        "1 - 2 / 3",
        "'unfinished ?",
        "a$b$c"
      })
  void quotedTextStaysAsItIs(String sql) throws SQLException {
    assertEquals(sql, scan(sql));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{d '2024-01-02'}|DATE '2024-01-02'",
        "{t '01:02:03'}|TIME '01:02:03'",
        "{ts '2024-01-02 03:04:05'}|TIMESTAMP '2024-01-02 03:04:05'",
        "{fn ucase({fn lcase(x)})}|UPPER(LOWER(x))",
        "x LIKE ? {escape '!'}|x LIKE $1 ESCAPE '!'",
        "SELECT 1 {limit 5}|SELECT 1 LIMIT 5",
        "{fn year({d '2024-01-02'})}|EXTRACT(YEAR FROM DATE '2024-01-02')",
        "{ fn  curdate ( )} + 1|CURRENT_DATE + 1",
        "{fn user}|CURRENT_USER",
        "{fn unknown(1)}|unknown(1)",
      })
  void escapesAreTranslated(String sql, String expected) throws SQLException {
    assertEquals(expected, scan(sql));
  }

  @Test
  void callsAreRefusedAsNotSupported() {
    assertEquals("HYC00", assertThrows(SQLException.class, () -> scan("{call f()}")).getSQLState());
    assertEquals(
        "HYC00", assertThrows(SQLException.class, () -> scan("{? = call f()}")).getSQLState());
    assertEquals("42601", assertThrows(SQLException.class, () -> scan("{d '1'")).getSQLState());
    assertEquals(
        "HYC00", assertThrows(SQLException.class, () -> scan("{oj a JOIN b}")).getSQLState());
    assertEquals(
        "HYC00",
        assertThrows(SQLException.class, () -> scan("{fn convert(a, SQL_CHAR)}")).getSQLState());
  }

  @Test
  void statementsAreSplitAtSemicolons() throws SQLException {
    List<SqlScanner.Statement> statements = SqlScanner.scan("a ?;; b ? ?; -- end\n", true, true);
    assertEquals(
        List.of(new SqlScanner.Statement("a $1", 1), new SqlScanner.Statement(" b $1 $2", 2)),
        statements);
  }

  @Test
  void emptyTextIsOneEmptyStatement() throws SQLException {
    assertEquals(1, SqlScanner.scan("", true, true).size());
    assertEquals(1, SqlScanner.scan(" ; ", true, true).size());
  }
}
