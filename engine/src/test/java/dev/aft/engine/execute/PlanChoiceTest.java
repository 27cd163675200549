package dev.aft.engine.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which reads the planner chooses, and that each gives the same rows as a filter would. */
class PlanChoiceTest {
  private final SqlTester sql = SqlTester.create();

  @BeforeEach
  void fill() {
    sql.run("CREATE TABLE t (a INT, b TEXT, v INT, PRIMARY KEY (a, b))");
    sql.run(
        "INSERT INTO t VALUES (1,'x',1), (1,'y',2), (2,'x',3), (2,'xy',4), (2,'z',5), (3,'a',6)");
  }

  @AfterEach
  void close() {
    sql.close();
  }

  private void check(String where, String plan, String values) {
    assertEquals(plan, sql.plan("SELECT v FROM t WHERE " + where));
    sql.expect("SELECT v FROM t WHERE " + where, values.replace(' ', '\n'));
  }

  @Test
  void allKeyColumnsEqualIsPointRead() {
    check("a = 2 AND b = 'x'", "Point read on t (a = 2 AND b = 'x')", "3");
    check(
        "'x' = b AND 2 = a AND v > 2", "Point read on t ('x' = b AND 2 = a) / Filter: v > 2", "3");
    check("a = 2 AND b = 'nothing'", "Point read on t (a = 2 AND b = 'nothing')", "");
  }

  @Test
  void listsOfKeysAreMultiReadAndDuplicatesCountOnce() {
    check("a IN (1, 2, 1) AND b = 'x'", "Multi-read on t (a IN (1, 2, 1) AND b = 'x')", "1 3");
    check(
        "a IN (1, 2) AND b IN ('y', 'z')",
        "Multi-read on t (a IN (1, 2) AND b IN ('y', 'z'))",
        "2 5");
  }

  @Test
  void alternativesOfKeysAreMultiRead() {
    String where = "(a = 1 AND b = 'x') OR (a = 3 AND b = 'a') OR (a = 1 AND b = 'x')";
    assertTrue(sql.plan("SELECT v FROM t WHERE " + where).startsWith("Multi-read on t"));
    sql.expect("SELECT v FROM t WHERE " + where, "1\n6");
    sql.expect("SELECT v FROM t WHERE (a = 1 OR a = 3) AND v < 3", "1\n2");
    sql.expect("SELECT v FROM t WHERE a = 1 OR v = 5", "1\n2\n5");
  }

  @Test
  void leadingColumnsEqualIsPrefixScan() {
    check("a = 2", "Prefix scan on t (a = 2)", "3 4 5");
    check("a IN (1, 3)", "Prefix scan on t (a IN (1, 3))", "1 2 6");
  }

  @Test
  void boundsAreRangeScan() {
    check("a > 1", "Range scan on t (a > 1)", "3 4 5 6");
    check("a >= 2 AND a < 3", "Range scan on t (a >= 2 AND a < 3)", "3 4 5");
    check("a BETWEEN 2 AND 3", "Range scan on t (a BETWEEN 2 AND 3)", "3 4 5 6");
    check("a = 2 AND b > 'x'", "Range scan on t (a = 2 AND b > 'x')", "4 5");
    check("a = 2 AND b <= 'xy'", "Range scan on t (a = 2 AND b <= 'xy')", "3 4");
  }

  @Test
  void patternWithPrefixIsRangeScanWithFilter() {
    check(
        "a = 2 AND b LIKE 'x%'",
        "Range scan on t (a = 2 AND b LIKE 'x%') / Filter: b LIKE 'x%'", "3 4");
    check(
        "a = 2 AND b LIKE '%y'",
        "Range scan on t (a = 2 AND b LIKE '%y') / Filter: b LIKE '%y'", "4");
  }

  @Test
  void contradictionsGiveNothing() {
    sql.expect("SELECT v FROM t WHERE a > 2 AND a < 2", "");
    sql.expect("SELECT v FROM t WHERE a = 1 AND a = 2", "");
    sql.expect("SELECT v FROM t WHERE a = NULL", "");
    sql.expect("SELECT v FROM t WHERE a = 1 AND 1 = 2", "");
  }

  @Test
  void othersAreFullScanWithFilter() {
    check("b = 'a'", "Full scan on t / Filter: b = 'a'", "6");
    check("v = 5", "Full scan on t / Filter: v = 5", "5");
    check("NOT a = 2 AND a <> 1", "Full scan on t / Filter: NOT (a = 2) AND a <> 1", "6");
  }

  @Test
  void numbersOfOtherTypesBoundExactly() {
    sql.expect("SELECT v FROM t WHERE a > 1.5 AND a < 2.5", "3\n4\n5");
    sql.expect("SELECT v FROM t WHERE a = 1.5", "");
    sql.expect("SELECT v FROM t WHERE a = 3.0", "6");
    sql.expect("SELECT v FROM t WHERE a < 99999999999", "1\n2\n3\n4\n5\n6");
    sql.expect("SELECT v FROM t WHERE a >= 3e0", "6");
  }

  @Test
  void orderOfKeysNeedsNoSort() {
    assertEquals(
        "Full scan on t backward, limit 2",
        sql.plan("SELECT v FROM t ORDER BY a DESC, b DESC LIMIT 2"));
    sql.expect("SELECT v FROM t ORDER BY a DESC, b DESC LIMIT 2", "6\n5");
    assertEquals(
        "Prefix scan on t (a = 2) backward",
        sql.plan("SELECT v FROM t WHERE a = 2 ORDER BY b DESC"));
    sql.expect("SELECT v FROM t WHERE a = 2 ORDER BY b DESC", "5\n4\n3");
    sql.expect("SELECT v FROM t WHERE a IN (1, 2) ORDER BY a DESC, b DESC", "5\n4\n3\n2\n1");
    assertEquals("Full scan on t", sql.plan("SELECT v FROM t ORDER BY a, b, v"));
  }

  @Test
  void otherOrdersSort() {
    assertEquals("Full scan on t / Sort: b", sql.plan("SELECT v FROM t ORDER BY b"));
    assertEquals(
        "Full scan on t / Top-N sort: v DESC / Result, limit 2, offset 1",
        sql.plan("SELECT v FROM t ORDER BY v DESC LIMIT 2 OFFSET 1"));
    sql.expect("SELECT v FROM t ORDER BY v DESC LIMIT 2 OFFSET 1", "5\n4");
    sql.expect("SELECT v FROM t ORDER BY a, b DESC", "2\n1\n5\n4\n3\n6");
  }

  @Test
  void changesShowTheirPlan() {
    assertEquals(
        "Update t / Point read on t (a = 1 AND b = 'x')",
        sql.plan("UPDATE t SET v = 0 WHERE a = 1 AND b = 'x'"));
    assertEquals("Delete from t / Prefix scan on t (a = 1)", sql.plan("DELETE FROM t WHERE a = 1"));
    assertEquals("Insert into t (1 row)", sql.plan("INSERT INTO t VALUES (9, 'n', 9)"));
    sql.expect("SELECT count(*) FROM t", "6");
  }

  @Test
  void explainNeedsNoParameterValues() {
    assertEquals(
        "Point read on t (a = $1 AND b = $2)", sql.plan("SELECT v FROM t WHERE a = $1 AND b = $2"));
    sql.fails("SELECT v FROM t WHERE a = $1", "42P02");
  }

  @Test
  void parametersBoundReadsAtExecution() {
    assertEquals("5", sql.run("SELECT v FROM t WHERE a = $1 AND b > $2", 2, "y"));
    assertEquals("6", sql.run("SELECT v FROM t WHERE a > $1", 2));
    assertEquals("", sql.run("SELECT v FROM t WHERE a = $1", new Object[] {null}));
  }
}
