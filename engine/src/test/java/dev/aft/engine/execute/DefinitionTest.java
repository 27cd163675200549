package dev.aft.engine.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.PreparedSql;
import dev.aft.engine.transaction.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefinitionTest {
  private final SqlTester sql = SqlTester.create();

  @AfterEach
  void close() {
    sql.close();
  }

  private static void conflicts(Transaction transaction) {
    EngineException error =
        assertThrows(EngineException.class, () -> SqlTester.await(transaction.commit()));
    assertEquals(ErrorCode.MUST_RETRY, error.code());
  }

  @Test
  void wrongTablesAreRefused() {
    sql.failsAt("CREATE TABLE t (a INT)", "42P16", "t (");
    sql.failsAt("CREATE TABLE t (a INT PRIMARY KEY, a INT)", "42701", "a INT)");
    sql.failsAt("CREATE TABLE t (a INT, PRIMARY KEY (b))", "42703", "b)");
    sql.fails("CREATE TABLE t (a INT PRIMARY KEY, b INT PRIMARY KEY)", "42P16");
    sql.fails("CREATE TABLE nowhere.t (a INT PRIMARY KEY)", "3F000");
    sql.fails("CREATE TABLE t (a INT PRIMARY KEY, b INT DEFAULT 'x')", "22P02");
    sql.run("CREATE TABLE t (a INT PRIMARY KEY)");
    sql.failsAt("CREATE TABLE t (a INT PRIMARY KEY)", "42P07", "t (");
    sql.run("CREATE TABLE IF NOT EXISTS t (b TEXT PRIMARY KEY)");
    sql.fails("DROP TABLE kv", "2BP01");
    sql.failsAt("DROP TABLE nothing", "42P01", "nothing");
    sql.run("DROP TABLE IF EXISTS nothing");
  }

  @Test
  void droppedTableStartsEmptyWhenCreatedAgain() {
    sql.run("CREATE TABLE t (a INT PRIMARY KEY); INSERT INTO t VALUES (1); DROP TABLE t");
    sql.fails("SELECT * FROM t", "42P01");
    sql.run("CREATE TABLE t (a INT PRIMARY KEY)");
    sql.expect("SELECT * FROM t", "");
  }

  @Test
  void onlyOneOfTwoConcurrentCreatorsWins() {
    Transaction first = sql.begin();
    Transaction second = sql.begin();
    sql.runIn(first, "CREATE TABLE IF NOT EXISTS t (a INT PRIMARY KEY)");
    sql.runIn(second, "CREATE TABLE IF NOT EXISTS t (b TEXT PRIMARY KEY)");
    SqlTester.await(first.commit());
    conflicts(second);
    sql.expect("INSERT INTO t (a) VALUES (1)", "INSERT 1");
  }

  @Test
  void creatingInSchemaThatIsDroppedConflicts() {
    sql.run("CREATE SCHEMA s");
    Transaction creator = sql.begin();
    Transaction dropper = sql.begin();
    sql.runIn(creator, "CREATE TABLE s.t (a INT PRIMARY KEY)");
    sql.runIn(dropper, "DROP SCHEMA s");
    SqlTester.await(creator.commit());
    conflicts(dropper);
  }

  @Test
  void schemaIsDroppedWithItsTablesOnlyOnCascade() {
    sql.run("CREATE SCHEMA s; CREATE TABLE s.t (a INT PRIMARY KEY)");
    sql.fails("DROP SCHEMA s", "2BP01");
    sql.run("DROP SCHEMA s CASCADE");
    sql.fails("SELECT * FROM s.t", "42P01");
    sql.fails("DROP SCHEMA s", "3F000");
    sql.fails("DROP SCHEMA public", "2BP01");
    sql.fails("CREATE SCHEMA public", "42P06");
  }

  @Test
  void databasesHaveTheirOwnTables() {
    sql.run("CREATE DATABASE other; PUT 'k' = 'here'");
    sql.fails("CREATE DATABASE other", "42P04");
    sql.fails("DROP DATABASE aft", "55006");
    sql.expect("SHOW DATABASES", "aft\nother");
    sql.database("other").expect("SELECT count(*) FROM kv", "0");
    sql.run("PUT 'k' = 'there'; CREATE TABLE t (a INT PRIMARY KEY)");
    sql.fails("DROP DATABASE other", "55006");
    sql.fails("SELECT * FROM aft.public.kv", "0A000");
    sql.database("aft").fails("SELECT * FROM t", "42P01");
    sql.expect("SELECT value FROM kv", "\\x68657265");
    sql.run("DROP DATABASE other");
    sql.fails("DROP DATABASE other", "3D000");
    sql.run("CREATE DATABASE other");
    sql.database("other").expect("SELECT count(*) FROM kv", "0");
  }

  @Test
  void informationIsQueriedLikeTables() {
    sql.run("CREATE TABLE t (a INT, b VARCHAR(20) DEFAULT 'x' NOT NULL, PRIMARY KEY (b, a))");
    sql.expect("SHOW TABLES", "public|kv\npublic|t");
    sql.expect("SHOW SCHEMAS", "information_schema\npublic");
    sql.expect("DESCRIBE t", "a|integer|NO|null|2\nb|character varying(20)|NO|'x'|1");
    sql.expect(
        "SELECT column_name, data_type, character_maximum_length, numeric_precision"
            + " FROM information_schema.columns WHERE table_name = 't' ORDER BY column_name DESC",
        "b|character varying|20|null\na|integer|null|32");
    sql.expect(
        "SELECT column_name FROM information_schema.key_column_usage"
            + " WHERE table_name = 't' ORDER BY ordinal_position",
        "b\na");
    sql.expect(
        "SELECT count(*) FROM information_schema.tables WHERE table_type = 'BASE TABLE'", "2");
    sql.fails("DELETE FROM information_schema.tables", "0A000");
    sql.fails("SELECT * FROM information_schema.nothing", "42P01");
  }

  @Test
  void preparedStatementFollowsItsTable() {
    sql.run("CREATE TABLE t (a INT PRIMARY KEY, b INT); INSERT INTO t VALUES (1, 2)");
    PreparedSql prepared = sql.prepare("SELECT b FROM t WHERE a = 1");
    sql.run("DROP TABLE t; CREATE TABLE t (a INT PRIMARY KEY, c TEXT, b INT)");
    sql.run("INSERT INTO t VALUES (1, 'x', 3)");
    assertEquals("3", execute(prepared));
    sql.run("DROP TABLE t; CREATE TABLE t (a INT PRIMARY KEY, b TEXT)");
    EngineException error = assertThrows(EngineException.class, () -> execute(prepared));
    assertEquals("cached plan must not change result type", error.getMessage());
  }

  private String execute(PreparedSql prepared) {
    return SqlTester.show(
        prepared, SqlTester.await(prepared.execute(sql.begin(), sql, new Object[0])));
  }

  @Test
  void definitionsRollBackWithTheirTransaction() {
    Transaction transaction = sql.begin();
    sql.runIn(transaction, "CREATE TABLE t (a INT PRIMARY KEY)");
    assertEquals("INSERT 1", sql.runIn(transaction, "INSERT INTO t VALUES (1)"));
    transaction.abort();
    sql.fails("SELECT * FROM t", "42P01");
  }
}
