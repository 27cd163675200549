package dev.aft.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.grammar.SqlSyntaxException.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxErrorTest {
  private static SqlSyntaxException refused(String sql) {
    return assertThrows(SqlSyntaxException.class, () -> SqlParser.parseStatement(sql));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FORM t | 1, column 10: found \"FORM\", expected \"FROM\"",
        "SELECT a FORM t | 1, column 10: found \"FORM\", expected \"FROM\"",
        "SELCT 1 | 1, column 1: found \"SELCT\", expected \"SELECT\"",
        "foo | 1, column 1: found \"foo\", expected a statement",
        "SELECT * FROM | 1, column 14: found end of statement, expected an identifier",
        "SELECT * FROM t WHER a = 1 | 1, column 17: found \"WHER\", expected \"WHERE\"",
        "SELECT * FROM t WHERE | 1, column 22: found end of statement, expected an expression",
        "SELECT * FROM t ODER BY a | 1, column 17: found \"ODER\", expected \"ORDER\"",
        "INSERT INTO t VALEUS (1) | 1, column 15: found \"VALEUS\", expected \"VALUES\"",
        "INSERT t VALUES (1) | 1, column 8: found \"t\", expected \"INTO\"",
        "UPDATE t a = 1 | 1, column 12: found \"=\", expected \"SET\"",
        "DELETE t | 1, column 8: found \"t\", expected \"FROM\"",
        "CREATE TBALE t (a int) | 1, column 8: found \"TBALE\", expected \"TABLE\"",
        "CREATE TABLE t (a int primary) | 1, column 30: found \")\", expected \"KEY\"",
        "SELECT a, FROM t | 1, column 11: found \"FROM\", expected an expression or \"*\"",
        "SELECT (1 + 2 | 1, column 14: found end of statement, expected \")\" or an operator",
        "UPDATE t SET a | 1, column 15: found end of statement, expected \"=\"",
        "BEGIN WITH (x = 'a' | 1, column 20: found end of statement, expected \")\" or \",\"",
        "SELECT 'abc | 1, column 8: a string starts here and does not end",
        "SELECT E'abc\\' | 1, column 8: a string starts here and does not end",
        "SELECT $$abc | 1, column 8: a string starts here and does not end",
        "SELECT \"abc | 1, column 8: a quoted name starts here and does not end",
        "SELECT 1 /* abc /* */ | 1, column 10: a comment starts here and does not end",
        "SELECT 12abc | 1, column 8: letters follow the number in \"12abc\"",
      })
  void theFirstMistakeIsNamed(String sql, String message) {
    assertEquals("syntax error at line " + message, refused(sql).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM order | \"order\" in double quotes",
        "CREATE TABLE t (a intt) | did you mean INT",
        "CREATE TABLE t (a serial) | gen_random_uuid()",
      })
  void adviceIsGiven(String sql, String part) {
    String message = String.valueOf(refused(sql).getMessage());
    assertTrue(message.contains(part), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM a JOIN b ON a.x = b.x | JOIN | JOIN",
        "SELECT * FROM a x LEFT OUTER JOIN b ON true | JOIN | LEFT",
        "SELECT * FROM a NATURAL JOIN b | JOIN | NATURAL",
        "SELECT * FROM a CROSS JOIN b | JOIN | CROSS",
        "SELECT * FROM a, b | Several tables | , b",
        "SELECT * FROM a x, b y WHERE true | Several tables | , b",
        "SELECT (SELECT 1) | Subqueries | SELECT 1",
        "SELECT * FROM t WHERE a IN (SELECT 1) | Subqueries | SELECT 1",
        "SELECT * FROM t WHERE EXISTS (SELECT 1) | Subqueries | SELECT 1",
        "SELECT * FROM (SELECT 1) x | Subqueries | (",
        "SELECT * FROM generate_series(1, 2) | functions in FROM | (",
        "SELECT a FROM t GROUP BY a | GROUP BY | GROUP",
        "SELECT a FROM t WHERE b HAVING a > 1 | HAVING | HAVING",
        "SELECT 1 UNION ALL SELECT 2 | UNION | UNION",
        "SELECT a FROM t INTERSECT SELECT 1 | INTERSECT | INTERSECT",
        "SELECT a FROM t EXCEPT SELECT 1 | EXCEPT | EXCEPT",
        "WITH x AS (SELECT 1) SELECT * FROM x | WITH | WITH",
        "SELECT rank() OVER (ORDER BY a) FROM t | Window | OVER",
        "SELECT count(*) FILTER (WHERE a) FROM t | FILTER | FILTER",
        "SELECT DISTINCT ON (a) b FROM t | DISTINCT ON | DISTINCT",
        "SELECT now() AT TIME ZONE 'UTC' | AT TIME ZONE | AT",
        "SELECT interval '1 day' | INTERVAL | interval",
        "SELECT a->>'x' FROM t | operator ->> | ->>",
        "SELECT a ~ 'x' | operator ~ | ~",
        "SELECT 2 ^ 3 | power(a, b) | ^",
        "SELECT a FROM t WHERE (a, b) > (1, 2) | Row values | , b",
        "SELECT a FROM t WHERE a = ANY ($1) | ANY | ANY",
        "SELECT ARRAY[1] | Arrays | [",
        "SELECT a[1] FROM t | Arrays | [",
        "SELECT a SIMILAR TO 'x' | SIMILAR TO | SIMILAR",
        "SELECT a COLLATE \"C\" FROM t | COLLATE | COLLATE",
        "SELECT a FROM t FOR SHARE | FOR SHARE | FOR",
        "SELECT a FROM t FOR UPDATE SKIP LOCKED | SKIP LOCKED | UPDATE",
        "SELECT 1 INTO x | SELECT INTO | INTO",
        "INSERT INTO t SELECT * FROM u | INSERT ... SELECT | SELECT",
        "INSERT INTO t VALUES (1) ON CONFLICT ON CONSTRAINT c DO NOTHING | ON CONSTRAINT | CONFLICT",
        "UPDATE t SET a = 1 FROM u | UPDATE ... FROM | FROM",
        "UPDATE t SET (a, b) = (1, 2) | Row values | (",
        "DELETE FROM t USING u | DELETE ... USING | USING",
        "CREATE INDEX i ON t(a) | CREATE INDEX | INDEX",
        "CREATE UNIQUE INDEX i ON t(a) | CREATE UNIQUE INDEX | UNIQUE",
        "CREATE VIEW v AS SELECT 1 | CREATE VIEW | VIEW",
        "CREATE OR REPLACE VIEW v AS SELECT 1 | OR REPLACE | OR",
        "CREATE SEQUENCE s | CREATE SEQUENCE | SEQUENCE",
        "CREATE TEMP TABLE t (a int) | TEMPORARY TABLE | TEMP",
        "CREATE ROLE u | CREATE ROLE | ROLE",
        "CREATE TABLE t AS SELECT 1 | CREATE TABLE AS | AS",
        "CREATE TABLE t (a int REFERENCES u) | Foreign keys | REFERENCES",
        "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES u) | Foreign keys | FOREIGN",
        "CREATE TABLE t (a int UNIQUE) | UNIQUE | UNIQUE",
        "CREATE TABLE t (a int CHECK (a > 0)) | CHECK | CHECK",
        "CREATE TABLE t (a int[]) | Arrays | [",
        "CREATE TABLE t (a timetz) | TIMETZ | timetz",
        "CREATE TABLE t (a time with time zone) | TIME WITH TIME ZONE | time",
        "CREATE TABLE t (a jsonb) | JSONB | jsonb",
        "DROP INDEX i | DROP INDEX | INDEX",
        "ALTER TABLE t ADD COLUMN b int | ALTER | ALTER",
        "TRUNCATE t | TRUNCATE | TRUNCATE",
        "COPY t FROM STDIN | COPY | COPY",
        "LOCK TABLE t | LOCK | LOCK",
        "GRANT ALL ON t TO u | GRANT | GRANT",
        "GRANT SELECT ON t TO u | READ, WRITE and ADMIN | GRANT",
        "REVOKE ALL ON t FROM u | REVOKE ALL | REVOKE",
        "CALL f() | procedures | CALL",
        "PREPARE p AS SELECT 1 | PREPARE | PREPARE",
        "PREPARE TRANSACTION 'x' | Two-phase commit | PREPARE",
        "EXECUTE p | EXECUTE | EXECUTE",
        "LISTEN x | LISTEN | LISTEN",
        "VACUUM | VACUUM | VACUUM",
        "MERGE INTO t USING u ON true | MERGE | MERGE",
        "COMMIT AND CHAIN | AND CHAIN | AND",
        "EXPLAIN ANALYZE SELECT 1 | EXPLAIN ANALYZE | EXPLAIN",
        "SET ROLE x | Roles | SET",
        "VALUES (1) | VALUES | VALUES",
      })
  void whatSqlHasAndTheDialectHasNotIsNamed(String sql, String feature, String at) {
    SqlSyntaxException e = refused(sql);
    assertEquals(Kind.UNSUPPORTED, e.kind(), e.getMessage());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(feature), message);
    assertTrue(sql.startsWith(at, e.offset()), () -> message + " points at " + e.offset());
  }
}
