package dev.aft.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserStatementsTest {
  private static Statement parse(String sql) {
    return SqlParser.parseStatement(sql).statement();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CREATE USER u | CreateUser[user=u, ifNotExists=false, password=null, limits=[]]",
        "create user if not exists \"U\" password 'x' | CreateUser[user=U, ifNotExists=true, password=Password[secret=***], limits=[]]",
        "ALTER USER u WITH PASSWORD NULL | AlterUser[user=u, password=Password[secret=null], limits=[]]",
        "DROP USER IF EXISTS u | DropUser[user=u, ifExists=true]",
        "GRANT READ TO u | Grant[right=READ, table=null, user=u]",
        "GRANT WRITE ON t TO u | Grant[right=WRITE, table=t, user=u]",
        "GRANT ADMIN ON TABLE s.t TO u | Grant[right=ADMIN, table=s.t, user=u]",
        "REVOKE WRITE ON t FROM u | Revoke[right=WRITE, table=t, user=u]",
        "SHOW USERS | ShowUsers[]",
        "SHOW GRANTS | ShowGrants[user=null]",
        "SHOW GRANTS FOR u | ShowGrants[user=u]",
      })
  void everyStatementOnUsersIsRead(String sql, String tree) {
    assertEquals(tree, parse(sql).toString());
  }

  @Test
  void limitsAreOptionsByName() {
    Statement.CreateUser user =
        assertInstanceOf(
            Statement.CreateUser.class,
            parse(
                "CREATE USER u PASSWORD 'p' LIMIT (connections = 3, statement_timeout = '30 s')"));
    assertEquals(
        List.of("connections", "statement_timeout"),
        user.limits().stream().map(limit -> limit.name().name()).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"user", "users", "password", "grant", "grants", "revoke", "alter", "admin"})
  void theNewWordsStayNames(String word) {
    parse("SELECT " + word + ", t." + word + " FROM " + word + " AS t");
    parse("SELECT 1 " + word);
    parse("CREATE TABLE " + word + " (" + word + " INT PRIMARY KEY)");
    parse("INSERT INTO " + word + " (" + word + ") VALUES (1) RETURNING " + word);
    parse("CREATE USER " + word + " PASSWORD 'x'");
    parse("GRANT READ ON " + word + " TO " + word);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE USER u PASSWORD 'hunter2' 'hunter2'",
        "CREATE USER u PASSWORD hunter2",
        "CREATE USER u PASSWORD 'it'hunter2'",
        "CREATE USER u PASSWORD 2hunter2",
        "ALTER USER u PASSWORD 'x' hunter2",
        "ALTER USER u PASWORD 'hunter2'",
        "CREATE USER u WITH PASSWORD = 'hunter2'",
        "ALTER USER u PASSWORD ~hunter2",
        "ALTER USERS u PASSWORD 'hunter2'",
        "CREATE USER u PASSWORD U&'hunter2'",
      })
  void noMistakeRepeatsThePassword(String sql) {
    SqlSyntaxException e =
        assertThrows(SqlSyntaxException.class, () -> SqlParser.parseStatement(sql));
    assertFalse(
        (e.getMessage() + e.found() + e.expected()).contains("hunter2"), () -> "" + e.getMessage());
  }

  @Test
  void theTextOfAStatementHasStarsForItsPassword() {
    ParsedStatement parsed =
        SqlParser.parseScript("SELECT 1; ALTER USER u PASSWORD 'hunter2' LIMIT (connections = 1)")
            .get(1);
    assertEquals("ALTER USER u PASSWORD ********* LIMIT (connections = 1)", parsed.text());
    assertFalse(parsed.toString().contains("hunter2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER USER u",
        "CREATE USER",
        "CREATE USER u PASSWORD $1",
        "GRANT READ TO",
        "GRANT READ, WRITE TO u",
        "REVOKE READ TO u",
        "CREATE USER u LIMIT ()",
        "EXPLAIN CREATE USER u",
      })
  void halfAStatementIsRefused(String sql) {
    assertThrows(SqlSyntaxException.class, () -> SqlParser.parseStatement(sql));
  }
}
