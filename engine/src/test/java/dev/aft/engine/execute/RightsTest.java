package dev.aft.engine.execute;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.sql.PreparedSql;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of statement against every right. */
class RightsTest {
  private final SqlTester sql = SqlTester.create();

  @BeforeEach
  void makeUsers() {
    sql.run("CREATE SCHEMA s; CREATE TABLE t (id INT PRIMARY KEY, v INT)");
    sql.run("CREATE TABLE other (id INT PRIMARY KEY, secret_column INT)");
    sql.run("INSERT INTO t VALUES (1, 1); PUT 'k' = 'v'");
    sql.run("CREATE USER admin PASSWORD 'x'; CREATE USER nobody");
    for (String right : List.of("read", "write", "admin")) {
      sql.run("CREATE USER all_" + right + "; GRANT " + right + " TO all_" + right);
      sql.run("CREATE USER table_" + right);
      sql.run("GRANT " + right + " ON t TO table_" + right);
      sql.run("GRANT " + right + " ON kv TO table_" + right);
    }
  }

  @AfterEach
  void close() {
    sql.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "READ  | SELECT * FROM t",
        "READ  | SELECT v FROM t WHERE id = 1",
        "READ  | SELECT COUNT(*) FROM t",
        "READ  | SELECT DISTINCT v FROM public.t ORDER BY v LIMIT 1",
        "READ  | EXPLAIN SELECT * FROM t",
        "READ  | DESCRIBE t",
        "READ  | GET 'k'",
        "READ  | GET 'k', 'l'",
        "READ  | SCAN PREFIX 'k'",
        "READ  | SELECT * FROM kv",
        "READ  | EXPLAIN GET 'k'",
        "WRITE | SELECT * FROM t WHERE id = 1 FOR UPDATE",
        "WRITE | INSERT INTO t VALUES (2, 2)",
        "WRITE | INSERT INTO t VALUES (2, 2) RETURNING *",
        "WRITE | INSERT INTO t VALUES (1, 2) ON CONFLICT (id) DO NOTHING",
        "WRITE | INSERT INTO t VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET v = excluded.v",
        "WRITE | UPSERT INTO t VALUES (1, 3)",
        "WRITE | UPDATE t SET v = 4 WHERE id = 1 RETURNING v",
        "WRITE | UPDATE t SET v = 4",
        "WRITE | DELETE FROM t WHERE id = 7",
        "WRITE | DELETE FROM t RETURNING id",
        "WRITE | PUT 'k' = 'w'",
        "WRITE | DEL 'k'",
        "WRITE | EXPLAIN UPDATE t SET v = 4",
        "WRITE | EXPLAIN DEL 'k'",
        "ADMIN | DROP TABLE t",
        "ADMIN | DROP TABLE IF EXISTS t",
      })
  void aStatementOnATableNeedsItsRight(String right, String statement) {
    List<String> rights = List.of("READ", "WRITE", "ADMIN");
    for (String had : rights) {
      for (String where : List.of("all_", "table_")) {
        sql.as(where + had.toLowerCase(Locale.ROOT));
        if (rights.indexOf(had) < rights.indexOf(right)) {
          refused(statement, right);
        } else {
          assertAllowed(statement);
        }
      }
    }
    sql.as("nobody");
    refused(statement, right);
    sql.asOwner();
    assertAllowed(statement);
  }

  private void refused(String statement, String right) {
    EngineException error = sql.fails(statement, "42501");
    assertTrue(String.valueOf(error.getMessage()).contains(right + " is missing"), statement);
  }

  /** What a statement does is undone, so that each finds the same. */
  private void assertAllowed(String statement) {
    var transaction = sql.begin();
    assertDoesNotThrow(() -> sql.runIn(transaction, statement), statement);
    transaction.abort();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CREATE TABLE u (id INT PRIMARY KEY)",
        "CREATE TABLE IF NOT EXISTS t (id INT PRIMARY KEY)",
        "CREATE SCHEMA q",
        "DROP SCHEMA s",
        "CREATE DATABASE d",
        "DROP DATABASE IF EXISTS d",
        "CREATE USER u",
        "GRANT READ ON t TO nobody",
      })
  void dataDefinitionNeedsAdminOnEverything(String statement) {
    for (String user :
        List.of("nobody", "all_read", "all_write", "table_read", "table_write", "table_admin")) {
      sql.as(user);
      EngineException error = sql.fails(statement, "42501");
      assertTrue(
          String.valueOf(error.getMessage()).contains("ADMIN on everything"), error.getMessage());
    }
    sql.as("all_admin");
    assertAllowed(statement);
  }

  @Test
  void whatNeedsNoTableIsForEverybody() {
    sql.as("nobody");
    sql.expect("SELECT 1 + 1", "2");
    sql.run("SHOW SCHEMAS; SHOW DATABASES; SHOW TABLES; SELECT * FROM information_schema.tables");
  }

  @Test
  void aRightOnOneTableIsNoneOnAnother() {
    for (String user : List.of("table_read", "table_write", "table_admin")) {
      sql.as(user).fails("SELECT * FROM other", "42501");
      sql.fails("INSERT INTO other VALUES (1, 1)", "42501");
      sql.fails("DROP TABLE other", "42501");
      sql.fails("DROP TABLE t, other", "42501");
    }
  }

  @Test
  void whatMayNotBeReadIsNotShown() {
    sql.as("table_read").expect("SHOW TABLES", "public|kv\npublic|t");
    sql.as("nobody").expect("SHOW TABLES", "");
    sql.as("all_read").expect("SHOW TABLES", "public|kv\npublic|other\npublic|t");
    sql.as("table_read");
    for (String view : List.of("tables", "columns", "key_column_usage", "table_constraints")) {
      String rows = sql.run("SELECT table_name FROM information_schema." + view);
      assertFalse(rows.contains("other"), view + ": " + rows);
      assertTrue(rows.contains("t"), view);
    }
  }

  @Test
  void noMistakeTellsWhatATableIsLike() {
    sql.as("table_read");
    EngineException error = sql.fails("SELECT wrong FROM other", "42501");
    assertFalse((error.getMessage() + error.hint()).contains("secret_column"));
    EngineException misspelt = sql.fails("SELECT * FROM othr", "42P01");
    assertFalse(misspelt.hint().contains("other"), misspelt.hint());
    sql.asOwner();
    assertTrue(sql.fails("SELECT * FROM othr", "42P01").hint().contains("other"));
  }

  @Test
  void aPlanMadeForOneUserGivesAnotherNoRight() {
    String query = "SELECT v FROM t WHERE id = 1";
    sql.as("all_read").expect(query, "1");
    sql.as("nobody").fails(query, "42501");
    sql.as("all_read");
    PreparedSql prepared = sql.prepare(query);
    sql.as("nobody");
    EngineException error =
        org.junit.jupiter.api.Assertions.assertThrows(
            EngineException.class,
            () -> SqlTester.await(prepared.execute(sql.begin(), sql, new Object[0])));
    assertEquals("42501", error.code().sqlState());
    // The same of what is answered from the plan alone.
    sql.as("all_read").run("DESCRIBE t");
    sql.as("nobody").fails("DESCRIBE t", "42501");
    sql.as("all_read").run("EXPLAIN SELECT * FROM t");
    sql.as("nobody").fails("EXPLAIN SELECT * FROM t", "42501");
  }

  @Test
  void aPreparedStatementFeelsARevokeAtOnce() {
    sql.as("table_read");
    PreparedSql prepared = sql.prepare("SELECT v FROM t WHERE id = 1");
    SqlTester.await(prepared.execute(sql.begin(), sql, new Object[0]));
    sql.asOwner().run("REVOKE READ ON t FROM table_read");
    sql.as("table_read");
    EngineException error =
        org.junit.jupiter.api.Assertions.assertThrows(
            EngineException.class,
            () -> SqlTester.await(prepared.execute(sql.begin(), sql, new Object[0])));
    assertEquals("42501", error.code().sqlState());
  }

  @Test
  void aMemoryLimitOfTheUserBoundsItsStatements() {
    sql.run("ALTER USER all_write LIMIT (statement_memory = '1 kB')");
    StringBuilder rows = new StringBuilder("INSERT INTO t VALUES (100, 0)");
    for (int i = 101; i < 300; i++) {
      rows.append(", (").append(i).append(", 0)");
    }
    sql.as("all_admin").run(rows.toString());
    sql.as("all_write").fails("SELECT * FROM t ORDER BY v, id DESC", "54000");
    sql.as("all_admin").run("SELECT * FROM t ORDER BY v, id DESC");
  }
}
