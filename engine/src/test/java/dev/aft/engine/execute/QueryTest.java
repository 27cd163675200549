package dev.aft.engine.execute;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryTest {
  private final SqlTester sql = SqlTester.create();

  @BeforeEach
  void fill() {
    sql.run("CREATE TABLE t (id INT PRIMARY KEY, name TEXT, n INT)");
    sql.run("INSERT INTO t VALUES (1,'b',10), (2,'a',NULL), (3,'b',30), (4,NULL,20)");
  }

  @AfterEach
  void close() {
    sql.close();
  }

  @Test
  void aggregatesOverAllRows() {
    sql.expect("SELECT count(*), count(n), min(n), max(n), sum(n) FROM t", "4|3|10|30|60");
    sql.expect("SELECT count(DISTINCT name) FROM t", "2");
    sql.expect("SELECT max(n) FROM t WHERE id > 100", "null");
    sql.expect("SELECT count(*) + 1 FROM t WHERE n > 10", "3");
    sql.expect("SELECT count(*) FROM t OFFSET 1", "");
  }

  @Test
  void nullsCountAsGreatestUnlessSaid() {
    sql.expect("SELECT id FROM t ORDER BY n", "1\n4\n3\n2");
    sql.expect("SELECT id FROM t ORDER BY n DESC", "2\n3\n4\n1");
    sql.expect("SELECT id FROM t ORDER BY n NULLS FIRST", "2\n1\n4\n3");
    sql.expect("SELECT id FROM t ORDER BY n DESC NULLS LAST", "3\n4\n1\n2");
  }

  @Test
  void orderTakesLabelsOrdinalsAndExpressions() {
    sql.expect("SELECT id AS x FROM t ORDER BY x DESC LIMIT 1", "4");
    sql.expect("SELECT name, id FROM t ORDER BY 1, 2", "a|2\nb|1\nb|3\nnull|4");
    sql.expect("SELECT id FROM t ORDER BY -id LIMIT 2", "4\n3");
    sql.failsAt("SELECT id FROM t ORDER BY 2", "42P10", "2");
  }

  @Test
  void distinctKeepsOneOfEach() {
    sql.expect("SELECT DISTINCT name FROM t ORDER BY name", "a\nb\nnull");
    sql.expect("SELECT DISTINCT name FROM t ORDER BY name LIMIT 1 OFFSET 1", "b");
    sql.failsAt("SELECT DISTINCT name FROM t ORDER BY id", "42P10", "id");
  }

  @Test
  void limitAndOffsetBoundTheResult() {
    sql.expect("SELECT id FROM t LIMIT 2 OFFSET 1", "2\n3");
    sql.expect("SELECT id FROM t WHERE name = 'b' LIMIT 1 OFFSET 1", "3");
    sql.expect("SELECT id FROM t LIMIT 0", "");
    sql.expect("SELECT id FROM t FETCH FIRST 1 ROWS ONLY", "1");
    sql.fails("SELECT id FROM t LIMIT -1", "2201W");
    sql.fails("SELECT id FROM t OFFSET -1", "2201X");
  }

  @Test
  void aliasesAndQualifiersName() {
    sql.expect("SELECT x.id FROM t x WHERE x.id = 1", "1");
    sql.expect("SELECT public.t.id FROM t WHERE t.id = 1", "1");
    sql.expect("SELECT x.* FROM t AS x WHERE id = 1", "1|b|10");
    sql.failsAt("SELECT t.id FROM t AS x", "42P01", "t.id");
  }

  @Test
  void mistakesSayWhere() {
    sql.failsAt("SELECT nme FROM t", "42703", "nme");
    sql.failsAt("SELECT id FROM tt", "42P01", "tt");
    sql.failsAt("SELECT id, count(*) FROM t", "42803", "id");
    sql.failsAt("SELECT * FROM pg_class", "42P01", "pg_class");
    sql.failsAt("SELECT * FROM pg_catalog.pg_class", "42P01", "pg_catalog");
    sql.fails("SELECT id FROM t WHERE name", "42804");
    sql.fails("SELECT 1 / 0", "22012");
  }

  @Test
  void lockedRowsConflictWithEachOther() {
    var first = sql.begin();
    var second = sql.begin();
    sql.runIn(first, "SELECT * FROM t WHERE id = 1 FOR UPDATE");
    sql.runIn(second, "SELECT * FROM t WHERE id = 1 FOR UPDATE");
    sql.runIn(first, "UPDATE t SET n = n + 1 WHERE id = 1");
    sql.runIn(second, "UPDATE t SET n = n + 1 WHERE id = 1");
    SqlTester.await(first.commit());
    org.junit.jupiter.api.Assertions.assertThrows(
        dev.aft.engine.EngineException.class, () -> SqlTester.await(second.commit()));
    sql.expect("SELECT n FROM t WHERE id = 1", "11");
  }

  @Test
  void guardedChangesConflictWithEachOther() {
    requireOneWinner("UPDATE t SET n = n + 1 WHERE id = 1 FOR UPDATE");
    sql.expect("SELECT n FROM t WHERE id = 1", "11");
    requireOneWinner("UPSERT INTO t VALUES (1, 'z', 5) FOR UPDATE");
    requireOneWinner("INSERT INTO t VALUES (99, 'new', 1) FOR UPDATE");
    requireOneWinner("INSERT INTO t VALUES (98, 'new', 1) ON CONFLICT DO NOTHING FOR UPDATE");
    requireOneWinner("UPDATE t SET id = 97 WHERE id = 98 FOR UPDATE");
    requireOneWinner("DELETE FROM t WHERE id = 99 FOR UPDATE");
    sql.expect("SELECT COUNT(*) FROM t WHERE id > 90", "1");
  }

  @Test
  void unguardedChangesDoNotConflict() {
    var first = sql.begin();
    var second = sql.begin();
    sql.runIn(first, "UPDATE t SET n = n + 1 WHERE id = 1");
    sql.runIn(second, "UPDATE t SET n = n + 1 WHERE id = 1");
    SqlTester.await(first.commit());
    SqlTester.await(second.commit());
  }

  private void requireOneWinner(String statement) {
    var first = sql.begin();
    var second = sql.begin();
    sql.runIn(first, statement);
    sql.runIn(second, statement);
    SqlTester.await(first.commit());
    org.junit.jupiter.api.Assertions.assertThrows(
        dev.aft.engine.EngineException.class, () -> SqlTester.await(second.commit()), statement);
  }
}
