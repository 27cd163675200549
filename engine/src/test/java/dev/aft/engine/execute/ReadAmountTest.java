package dev.aft.engine.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.PreparedSql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements read no more than they need. */
class ReadAmountTest {
  private final SqlTester sql = SqlTester.create();

  @BeforeEach
  void fill() {
    sql.run("CREATE TABLE t (id INT PRIMARY KEY, n INT)");
    StringBuilder insert = new StringBuilder("INSERT INTO t VALUES (0, 0)");
    for (int i = 1; i < 3000; i++) {
      insert.append(", (").append(i).append(", ").append(i % 10).append(')');
    }
    sql.run(insert.toString());
  }

  @AfterEach
  void close() {
    sql.close();
  }

  private CountingTransaction count(String statement) {
    PreparedSql prepared = sql.prepare(statement);
    CountingTransaction counting = new CountingTransaction(sql.begin());
    SqlTester.show(prepared, SqlTester.await(prepared.execute(counting, sql, new Object[0])));
    return counting;
  }

  @Test
  void limitEndsTheScan() {
    assertEquals(5, count("SELECT * FROM t LIMIT 5").scanned);
    assertEquals(7, count("SELECT * FROM t ORDER BY id DESC LIMIT 5 OFFSET 2").scanned);
    assertEquals(2, count("SELECT * FROM t WHERE id > 100 ORDER BY id LIMIT 2").scanned);
    assertEquals(0, count("SELECT * FROM t LIMIT 0").scanned);
    assertEquals(32, count("SELECT * FROM t WHERE n = 3 LIMIT 1").scanned);
  }

  @Test
  void boundsLimitTheScan() {
    assertEquals(10, count("SELECT * FROM t WHERE id BETWEEN 20 AND 29").scanned);
    assertEquals(1, count("SELECT count(*) FROM t WHERE id >= 2999").scanned);
    assertEquals(3000, count("SELECT count(*) FROM t").scanned);
  }

  @Test
  void pointStatementsReadOneRowAndTheCatalogOnce() {
    assertEquals(2, count("SELECT n FROM t WHERE id = 7").reads);
    assertEquals(2, count("UPDATE t SET n = 1 WHERE id = 7").reads);
    assertEquals(2, count("DELETE FROM t WHERE id = 7").reads);
    assertEquals(2, count("INSERT INTO t VALUES (-1, 1)").reads);
    assertEquals(1, count("UPSERT INTO t VALUES (7, 1)").reads);
    assertEquals(2, count("SELECT n FROM t WHERE id IN (7, 8, 7)").keysReadTogether);
    assertEquals(3, count("INSERT INTO t VALUES (-1, 1), (-2, 1), (-3, 1)").keysReadTogether);
  }

  @Test
  void cancelEndsAScan() {
    sql.cancelled = true;
    EngineException error =
        Assertions.assertThrows(
            EngineException.class, () -> sql.run("SELECT count(*) FROM t WHERE n = 11"));
    assertEquals(ErrorCode.QUERY_CANCELED, error.code());
  }
}
