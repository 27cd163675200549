package dev.aft.engine.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.transaction.Transaction;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserStatementTest {
  private final SqlTester sql = SqlTester.create();

  @AfterEach
  void close() {
    sql.close();
  }

  private String verifierOf(String user) {
    return String.valueOf(
        Objects.requireNonNull(sql.directory.current().find(user)).user().verifier());
  }

  @Test
  void theFirstUserGetsAdminWithANoticeAndTheSecondNothing() {
    sql.run("CREATE USER a PASSWORD 'x'; CREATE USER b PASSWORD 'y'");
    assertEquals(1, sql.notices.size());
    assertTrue(sql.notices.get(0).contains("ADMIN"), sql.notices.get(0));
    sql.expect(
        "SHOW USERS",
        "a|ADMIN|true|null|null|null\nb|null|true|null|null|null".replace("true", "t"));
  }

  @Test
  void theDirectoryHasAChangeWhenItsCommitIsAcknowledgedAndNotBefore() {
    sql.beginBlock();
    sql.run("CREATE USER a PASSWORD 'x'");
    assertTrue(sql.directory.current().isEmpty());
    sql.commitBlock();
    assertNotNull(sql.directory.current().find("a"));
    sql.run("DROP USER a");
    assertTrue(sql.directory.current().isEmpty());
  }

  @Test
  void aRolledBackChangeLeavesNoUser() {
    Transaction transaction = sql.begin();
    sql.runIn(transaction, "CREATE USER a PASSWORD 'x'");
    transaction.abort();
    SqlTester.await(sql.directory.refresh());
    assertTrue(sql.directory.current().isEmpty());
    sql.expect("SHOW USERS", "");
  }

  @Test
  void ofTwoTransactionsThatChangeUsersOneIsRefused() {
    sql.run("CREATE USER a PASSWORD 'x'");
    Transaction first = sql.begin();
    Transaction second = sql.begin();
    sql.runIn(first, "CREATE USER b");
    sql.runIn(second, "CREATE USER c");
    SqlTester.await(first.commit());
    EngineException error =
        org.junit.jupiter.api.Assertions.assertThrows(
            EngineException.class, () -> SqlTester.await(second.commit()));
    assertEquals("40001", error.code().sqlState());
  }

  @Test
  void namesAreCheckedLikeThoseOfTables() {
    sql.run("CREATE USER a PASSWORD 'x'");
    sql.failsAt("CREATE USER a PASSWORD 'y'", "42710", "a PASS");
    sql.run("CREATE USER IF NOT EXISTS a PASSWORD 'y'");
    assertEquals("V$x", verifierOf("a"));
    sql.failsAt("DROP USER b", "42704", "b");
    sql.run("DROP USER IF EXISTS b");
    sql.failsAt("ALTER USER b PASSWORD 'x'", "42704", "b");
    sql.failsAt("GRANT READ TO b", "42704", "b");
    sql.fails("CREATE USER \"" + "n".repeat(129) + "\"", "54000");
  }

  @Test
  void aPasswordIsKeptAsVerifierAndAVerifierAsItIs() {
    sql.run("CREATE USER a PASSWORD 'x'; CREATE USER b PASSWORD 'V$ready'; CREATE USER c");
    assertEquals("V$x", verifierOf("a"));
    assertEquals("V$ready", verifierOf("b"));
    assertNull(Objects.requireNonNull(sql.directory.current().find("c")).user().verifier());
    sql.run("ALTER USER b PASSWORD NULL");
    assertEquals("null", verifierOf("b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "'V$'", "'md5900150983cd24fb0d6963f7d28e17f72'"})
  void whatIsNoPasswordIsRefusedWithoutBeingRepeated(String password) {
    EngineException error = sql.fails("CREATE USER a PASSWORD " + password, "22023");
    String text = error.getMessage() + error.hint();
    assertFalse(password.length() > 2 && text.contains(password.replace("'", "")), text);
  }

  @Test
  void aPasswordOfAThousandCharactersIsTheLongest() {
    sql.fails("CREATE USER a PASSWORD '" + "p".repeat(1001) + "'", "22023");
    sql.run("CREATE USER a PASSWORD '" + "p".repeat(1000) + "'");
  }

  @Test
  void theLastAdminStaysWhileThereAreOthers() {
    sql.fails("CREATE USER a", "55006");
    sql.run("CREATE USER a PASSWORD 'x'; CREATE USER b PASSWORD 'y'");
    sql.fails("DROP USER a", "55006");
    sql.fails("REVOKE ADMIN FROM a", "55006");
    sql.fails("REVOKE READ FROM a", "55006");
    sql.fails("ALTER USER a PASSWORD NULL", "55006");
    sql.run("GRANT ADMIN TO b; DROP USER a; DROP USER b");
    sql.expect("SHOW USERS", "");
  }

  @Test
  void limitsAreSetChangedAndTakenAway() {
    sql.run(
        "CREATE USER a PASSWORD 'x' LIMIT (connections = 3, statement_timeout = '30 s',"
            + " statement_memory = '64 MB')");
    sql.expect("SHOW USERS", "a|ADMIN|t|3|30 s|64 MB");
    sql.run("ALTER USER a LIMIT (statement_timeout = 1500, connections = NULL)");
    sql.expect("SHOW USERS", "a|ADMIN|t|null|1500 ms|64 MB");
    sql.failsAt("ALTER USER a LIMIT (connection = 3)", "42601", "connection");
    sql.failsAt("ALTER USER a LIMIT (connections = 0)", "22023", "0");
    sql.failsAt("ALTER USER a LIMIT (statement_memory = '1 parsec')", "22023", "'1 parsec'");
    sql.fails("ALTER USER a LIMIT (statement_memory = '999999999999999999 GB')", "22023");
  }

  @Test
  void grantsAreShownAndTakenAway() {
    sql.run("CREATE TABLE t (id INT PRIMARY KEY); CREATE USER a PASSWORD 'x'; CREATE USER b");
    sql.run("GRANT READ TO b; GRANT WRITE ON t TO b; GRANT READ ON t TO b");
    sql.expect("SHOW GRANTS FOR b", "b|READ|null|null|null\nb|WRITE|aft|public|t");
    sql.expect(
        "SHOW GRANTS", "a|ADMIN|null|null|null\nb|READ|null|null|null\nb|WRITE|aft|public|t");
    sql.run("REVOKE WRITE ON t FROM b");
    sql.expect("SHOW GRANTS FOR b", "b|READ|null|null|null\nb|READ|aft|public|t");
    sql.run("REVOKE READ ON TABLE public.t FROM b");
    assertTrue(sql.notices.stream().anyMatch(n -> n.contains("still has READ on everything")));
    sql.run("REVOKE READ FROM b");
    sql.expect("SHOW GRANTS FOR b", "");
    sql.failsAt("SHOW GRANTS FOR c", "42704", "c");
    sql.failsAt("GRANT READ ON missing TO b", "42P01", "missing");
  }

  @Test
  void aRightEndsWithItsTable() {
    sql.run("CREATE TABLE t (id INT PRIMARY KEY); CREATE USER a PASSWORD 'x'; CREATE USER b");
    sql.run("GRANT READ ON t TO b; DROP TABLE t; CREATE TABLE t (id INT PRIMARY KEY)");
    sql.expect("SHOW GRANTS FOR b", "");
    sql.as("b").fails("SELECT * FROM t", "42501");
    sql.asOwner().run("GRANT READ ON kv TO b");
    assertEquals(
        List.of("kv"),
        Objects.requireNonNull(sql.directory.current().find("b")).user().tableRights().stream()
            .map(right -> right.table().name())
            .toList());
  }

  @Test
  void whoeverIsNotAdminSeesAndChangesItselfOnly() {
    sql.run("CREATE USER a PASSWORD 'x'; CREATE USER b PASSWORD 'y'; GRANT WRITE TO b");
    sql.as("b");
    sql.expect("SHOW USERS", "b|WRITE|t|null|null|null");
    sql.expect("SHOW GRANTS", "b|WRITE|null|null|null");
    sql.run("ALTER USER b PASSWORD 'z'");
    assertEquals("V$z", verifierOf("b"));
    for (String statement :
        List.of(
            "ALTER USER a PASSWORD 'z'",
            "ALTER USER b PASSWORD NULL",
            "ALTER USER b PASSWORD 'q' LIMIT (connections = 100)",
            "ALTER USER b LIMIT (connections = 100)",
            "ALTER USER missing PASSWORD 'x'",
            "CREATE USER c",
            "DROP USER b",
            "GRANT ADMIN TO b",
            "REVOKE READ FROM a",
            "SHOW GRANTS FOR a",
            "SHOW GRANTS FOR missing")) {
      EngineException error = sql.fails(statement, "42501");
      assertTrue(String.valueOf(error.getMessage()).contains("ADMIN"), error.getMessage());
    }
  }

  @Test
  void aUserMadeAnewIsAnother() {
    sql.run("CREATE USER a PASSWORD 'x'; CREATE USER b PASSWORD 'y'");
    long before = Objects.requireNonNull(sql.directory.current().find("b")).user().id();
    sql.run("DROP USER b; CREATE USER b PASSWORD 'y'");
    assertNull(sql.directory.current().find("b", before));
  }

  @Test
  void aSecretIsNotInTheParseCacheOrInAnyText() {
    String text = "CREATE USER a PASSWORD 'hunter2'";
    assertFalse(sql.engine.parse(text).toString().contains("hunter2"));
    org.junit.jupiter.api.Assertions.assertNotSame(sql.engine.parse(text), sql.engine.parse(text));
  }
}
