package dev.aft.engine.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.engine.EngineException;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.storage.spi.memory.InMemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeTest {
  private final SqlTester sql =
      SqlTester.over(
          new InMemoryStore(), new SqlSettings(10_000, 10_000, 20, 64, 5, 1_000_000, 100, 4));

  @BeforeEach
  void create() {
    sql.run("CREATE TABLE t (id INT PRIMARY KEY, name TEXT NOT NULL DEFAULT 'none', n INT)");
  }

  @AfterEach
  void close() {
    sql.close();
  }

  @Test
  void defaultsFillWhatIsNotNamed() {
    sql.expect("INSERT INTO t (id) VALUES (1) RETURNING *", "1|none|null\nINSERT 1");
    sql.expect("INSERT INTO t (n, id) VALUES (5, 2) RETURNING id, n + 1", "2|6\nINSERT 1");
    sql.expect("INSERT INTO t VALUES (3, DEFAULT, 1) RETURNING name", "none\nINSERT 1");
    sql.failsAt("INSERT INTO t (id, id) VALUES (1, 2)", "42701", "id) VALUES");
    sql.failsAt("INSERT INTO t (id) VALUES (1, 2)", "42601", "2)");
    sql.fails("INSERT INTO t DEFAULT VALUES", "23502");
  }

  @Test
  void duplicateKeyIsRefusedAndNothingStays() {
    sql.run("INSERT INTO t (id) VALUES (1)");
    EngineException error = sql.fails("INSERT INTO t (id) VALUES (2), (1)", "23505");
    assertEquals("Key (id)=(1) already exists.", error.detail());
    assertEquals("t_pkey", error.constraint());
    sql.fails("INSERT INTO t (id) VALUES (3), (3)", "23505");
    sql.expect("SELECT id FROM t", "1");
  }

  @Test
  void conflictDoesWhatIsSaid() {
    sql.run("INSERT INTO t VALUES (1, 'a', 1)");
    sql.expect("INSERT INTO t VALUES (1, 'b', 2), (2, 'c', 3) ON CONFLICT DO NOTHING", "INSERT 1");
    sql.expect(
        "INSERT INTO t VALUES (1, 'b', 2) ON CONFLICT (id) DO UPDATE"
            + " SET n = t.n + excluded.n, name = excluded.name RETURNING *",
        "1|b|3\nINSERT 1");
    sql.expect(
        "INSERT INTO t VALUES (1, 'b', 2) ON CONFLICT (id) DO UPDATE SET n = 0 WHERE t.n > 100",
        "INSERT 0");
    sql.fails("INSERT INTO t VALUES (1,'b',2) ON CONFLICT (n) DO NOTHING", "42P10");
    sql.fails(
        "INSERT INTO t VALUES (7,'b',2), (7,'c',3) ON CONFLICT (id) DO UPDATE SET n = 0", "21000");
    sql.expect("SELECT * FROM t", "1|b|3\n2|c|3");
  }

  @Test
  void upsertReplaces() {
    sql.expect("UPSERT INTO t VALUES (1, 'a', 1)", "INSERT 1");
    sql.expect("UPSERT INTO t (id, n) VALUES (1, 2)", "INSERT 1");
    sql.expect("SELECT * FROM t", "1|none|2");
  }

  @Test
  void notNullIsKept() {
    EngineException error = sql.fails("INSERT INTO t VALUES (1, NULL, 1)", "23502");
    assertEquals("name", error.column());
    sql.run("INSERT INTO t VALUES (1, 'a', 1)");
    sql.fails("UPDATE t SET name = NULL", "23502");
    sql.fails("UPDATE t SET id = NULL", "23502");
  }

  @Test
  void updateMayMoveRows() {
    sql.run("INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (5, 'c', 3)");
    sql.expect("UPDATE t SET id = id + 1 WHERE id < 3 RETURNING id", "2\n3\nUPDATE 2");
    sql.expect("SELECT id, name FROM t", "2|a\n3|b\n5|c");
    sql.fails("UPDATE t SET id = 5 WHERE id = 2", "23505");
    sql.fails("UPDATE t SET id = 9", "23505");
    sql.expect("SELECT id, name FROM t", "2|a\n3|b\n5|c");
  }

  @Test
  void updateSeesTheOldRow() {
    sql.run("INSERT INTO t VALUES (1, 'a', 1)");
    sql.expect(
        "UPDATE t SET n = n + 1, name = name || n WHERE id = 1 RETURNING *", "1|a1|2\nUPDATE 1");
    sql.expect("UPDATE t SET name = DEFAULT RETURNING name", "none\nUPDATE 1");
    sql.expect("UPDATE t SET n = 0 WHERE id = 99", "UPDATE 0");
    sql.failsAt("UPDATE t SET n = 1, n = 2", "42701", "n = 2");
    sql.failsAt("UPDATE t SET nn = 1", "42703", "nn");
  }

  @Test
  void deleteReturnsWhatWasThere() {
    sql.run("INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2)");
    sql.expect("DELETE FROM t WHERE n > 1 RETURNING name", "b\nDELETE 1");
    sql.expect("DELETE FROM t", "DELETE 1");
    sql.expect("DELETE FROM t", "DELETE 0");
  }

  @Test
  void failedStatementLeavesTheTransactionAsItWas() {
    var transaction = sql.beginBlock();
    sql.run("INSERT INTO t (id) VALUES (1)");
    sql.fails("INSERT INTO t (id) VALUES (2), (1)", "23505");
    sql.fails("UPDATE t SET n = 1 / (id - 1)", "22012");
    sql.expect("SELECT id, n FROM t", "1|null");
    sql.commitBlock();
    sql.expect("SELECT id FROM t", "1");
    assertEquals(true, transaction.isFinished());
  }

  @Test
  void boundsAreClearErrors() {
    sql.run("CREATE TABLE k (id TEXT PRIMARY KEY)");
    sql.fails("INSERT INTO k VALUES ('" + "x".repeat(100) + "')", "54000");
    sql.fails("INSERT INTO t (id) VALUES (1),(2),(3),(4),(5),(6)", "54000");
    sql.run("INSERT INTO t (id) VALUES (1),(2),(3)");
    sql.run("INSERT INTO t (id) VALUES (4),(5),(6)");
    sql.fails("DELETE FROM t", "54000");
    sql.fails("SELECT id FROM t ORDER BY name", "54000");
    sql.expect("SELECT id FROM t ORDER BY name DESC, id DESC LIMIT 2", "6\n5");
    sql.expect("SELECT count(*) FROM t", "6");
  }

  @Test
  void memoryOfAStatementIsBounded() {
    sql.run("INSERT INTO t (id) VALUES (1),(2),(3)");
    sql.fails("SELECT repeat('x', 400000) || id FROM t ORDER BY n", "54000");
    sql.fails("SELECT DISTINCT repeat('x', 400000) || id FROM t", "54000");
    sql.fails("UPDATE t SET name = repeat('x', 400000) || id", "54000");
    sql.run("SELECT repeat('x', 400000) || id FROM t ORDER BY n, id LIMIT 1");
    sql.expect("SELECT count(*) FROM t WHERE name = 'none'", "3");
  }
}
