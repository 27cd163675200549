package dev.aft.engine.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.sql.PreparedSql;
import dev.aft.engine.transaction.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstSliceTest {
  private final SqlTester sql = SqlTester.create();

  @AfterEach
  void close() {
    sql.close();
  }

  @Test
  void tableKeepsRowsAcrossTransactions() {
    sql.run("CREATE TABLE t (id INT PRIMARY KEY, name TEXT NOT NULL, total DECIMAL(10,2))");
    sql.expect("INSERT INTO t VALUES (1, 'one', 1.50), (2, 'two', NULL)", "INSERT 2");
    sql.expect("SELECT * FROM t WHERE id = 1", "1|one|1.50");
    sql.expect("SELECT name FROM t ORDER BY id DESC", "two\none");
    sql.expect("UPDATE t SET total = 7 WHERE id = 2", "UPDATE 1");
    sql.expect("SELECT total FROM t WHERE id = 2", "7.00");
    sql.expect("DELETE FROM t WHERE id = 1", "DELETE 1");
    sql.expect("SELECT count(*) FROM t", "1");
  }

  @Test
  void selectWithoutTableGivesOneRow() {
    sql.expect("SELECT 1 + 1 AS two, 'x'", "2|x");
    sql.expect("SELECT 1 WHERE false", "");
  }

  @Test
  void keyValueTableIsThereFromTheStart() {
    sql.expect("PUT 'a' = 'one', 'b' = 'two'", "PUT 2");
    sql.expect("SELECT key, length(value) FROM kv", "a|3\nb|3");
    sql.expect("GET 'b', 'nothing', 'a'", "b|\\x74776f\na|\\x6f6e65");
    sql.expect("DEL 'a', 'nothing'", "DEL 1");
    sql.expect("SCAN", "b|\\x74776f");
  }

  @Test
  void scanTakesBoundsPrefixAndLimit() {
    sql.run("PUT 'a' = '1', 'b1' = '2', 'b2' = '3', 'c' = '4'");
    sql.expect("SCAN 'b' TO 'c'", "b1|\\x32\nb2|\\x33");
    sql.expect("SCAN PREFIX 'b' LIMIT 1", "b1|\\x32");
    sql.expect("SCAN 'b2'", "b2|\\x33\nc|\\x34");
  }

  @Test
  void ownWritesAreSeenBeforeCommitAndNothingAfterAbort() {
    sql.run("CREATE TABLE t (id INT PRIMARY KEY)");
    Transaction transaction = sql.begin();
    assertEquals("INSERT 1", sql.runIn(transaction, "INSERT INTO t VALUES (1)"));
    assertEquals("1", sql.runIn(transaction, "SELECT id FROM t"));
    sql.expect("SELECT id FROM t", "");
    transaction.abort();
    sql.expect("SELECT id FROM t", "");
  }

  @Test
  void parametersTakeTheirTypesFromTheirPlace() {
    sql.run("CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(10))");
    PreparedSql prepared = sql.prepare("SELECT name FROM t WHERE id = $1 AND name <> $2");
    assertEquals("[bigint, character varying]", prepared.parameterTypes().toString());
    assertEquals("name", prepared.columns().get(0).label());
    assertTrue(prepared.isReadOnly());
    assertFalse(sql.prepare("DELETE FROM t").isReadOnly());
  }

  @Test
  void syntaxErrorsSayWhere() {
    EngineException error = sql.fails("SELEKT 1", "42601");
    assertEquals(0, error.offset());
  }
}
