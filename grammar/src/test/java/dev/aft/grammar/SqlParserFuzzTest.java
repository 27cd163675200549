package dev.aft.grammar;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SqlParserFuzzTest {
  private static final List<String> VALID =
      List.of(
          "SELECT DISTINCT a, count(*) AS n FROM s.t x WHERE a > $1 AND b IN (1, 2) ORDER BY 1 LIMIT 5",
          "INSERT INTO t (a, b) VALUES (1, 'x'), (DEFAULT, X'00') ON CONFLICT (a) DO UPDATE SET b = excluded.b",
          "CREATE TABLE IF NOT EXISTS t (a INT PRIMARY KEY, b VARCHAR(10) NOT NULL DEFAULT 'it''s')",
          "UPDATE t SET a = CASE WHEN b THEN -1.5e3 ELSE a::bigint END WHERE trim(BOTH 'x' FROM c) LIKE '%'",
          "BEGIN ISOLATION LEVEL REPEATABLE READ WITH (timeout = '30 s'); COMMIT; SHOW TABLES",
          "SCAN 'a' TO 'b' PREFIX 'c' LIMIT 10; PUT 'a' = E'\\n'; SET LOCAL x TO 1, 'y'");

  private static final List<String> PIECES =
      List.of(
          "SELECT", "FROM", "(", ")", ",", "'", "\"", "/*", "*/", "--", "$$", "$1", "?", ";",
          "CASE", "END", "NOT", "=", "::", "1", "a", ".", "JOIN", "E'", "X'", "[", "\\", "é", "😀",
          "\u00a0", "\ud800", "\u0000", "\u007f", "NULL", "VALUES", "AS", "*", "1e", "-", "||");

  /** Reads the text, and checks that a refusal is one that can be shown. */
  private static void read(String sql) {
    try {
      for (ParsedStatement statement : SqlParser.parseScript(sql)) {
        assertTrue(sql.startsWith(statement.text(), statement.startOffset()));
      }
    } catch (SqlSyntaxException e) {
      assertTrue(e.offset() >= 0 && e.offset() <= sql.length(), () -> "offset " + e.offset());
      assertTrue(e.line() >= 1 && e.column() >= 1);
      assertTrue(e.getMessage() != null && e.getMessage().length() < 400, e.getMessage());
    }
  }

  @Property(tries = 500)
  void anyTextIsReadOrRefused(@ForAll String text) {
    read(text);
  }

  @Property(tries = 500)
  void anyMixOfPiecesIsReadOrRefused(@ForAll("mixes") String text) {
    read(text);
  }

  @Property(tries = 600)
  void damagedStatementsAreReadOrRefused(@ForAll("damaged") String text) {
    read(text);
  }

  @Provide
  Arbitrary<String> mixes() {
    return Arbitraries.of(PIECES)
        .list()
        .ofMinSize(1)
        .ofMaxSize(25)
        .map(list -> String.join(" ", list));
  }

  @Provide
  Arbitrary<String> damaged() {
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 200);
    return Combinators.combine(
            Arbitraries.of(VALID),
            places,
            Arbitraries.integers().between(0, 6),
            Arbitraries.of(PIECES),
            Arbitraries.of(true, false))
        .as(
            (sql, place, length, piece, insert) -> {
              int start = Math.min(place, sql.length());
              int end = Math.min(start + length, sql.length());
              return sql.substring(0, start) + (insert ? piece : "") + sql.substring(end);
            });
  }
}
