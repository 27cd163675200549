package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.TestNode;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Users as clients meet them: psql logs in, and is told what it may not do. */
@TestMethodOrder(MethodOrderer.MethodName.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
class UsersIT {
  @TempDir private Path folder;

  private static ExternalCommand.Output psql(
      TestNode node, String user, String password, String sql) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "PGPASSWORD=" + password,
                "psql",
                "-X",
                "-At",
                "-w",
                "-v",
                "VERBOSITY=verbose",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(node.port()),
                "-U",
                user,
                "aft"));
    return ExternalCommand.run(sql, command);
  }

  @Test
  void psqlLogsInAndMayDoWhatItsUserMay() throws Exception {
    ExternalCommand.require("psql");
    Map<Setting, String> settings =
        Map.of(Setting.METRICS, "on", Setting.METRICS_LISTEN, "127.0.0.1:0");
    try (TestNode node = TestNode.on("memory:users-it", settings)) {
      var first = psql(node, "anybody", "", "CREATE USER root PASSWORD 'secret';\n");
      assertTrue(first.text().contains("has ADMIN"), first.text());

      var made =
          psql(
              node,
              "root",
              "secret",
              """
              CREATE TABLE t (id INT PRIMARY KEY);
              CREATE USER app PASSWORD 'pass'; GRANT READ ON t TO app;
              SELECT current_user;
              """);
      assertTrue(made.text().endsWith("root\n"), made.text());

      var app = psql(node, "app", "pass", "SELECT COUNT(*) FROM t;\nINSERT INTO t VALUES (1);\n");
      assertTrue(app.text().startsWith("0\n"), app.text());
      assertTrue(app.text().contains("42501") && app.text().contains("WRITE"), app.text());

      for (String user : List.of("app", "nobody")) {
        var refused = psql(node, user, "wrong", "SELECT 1;\n");
        assertEquals(2, refused.exitCode());
        assertTrue(
            refused.text().contains("password authentication failed for user \"" + user),
            refused.text());
      }
      assertTrue(node.metrics().contains("aft_session_failed_logins_total 2.0"), "two failures");
    }
  }

  @Test
  void usersOutliveTheNodeAndLetItListenElsewhere() throws Exception {
    ExternalCommand.require("psql");
    String storage = "rocksdb:" + folder.resolve("store");
    Map<Setting, String> everywhere = Map.of(Setting.LISTEN, "0.0.0.0:0");
    SettingException refused =
        assertThrows(SettingException.class, () -> TestNode.on(storage, everywhere).close());
    assertTrue(String.valueOf(refused.getMessage()).contains("no users"), refused.getMessage());

    try (Connection owner = DriverManager.getConnection("jdbc:aft:" + storage);
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE USER root PASSWORD 'secret'");
      statement.execute("PUT 'a' = 'embedded connections own the store'");
    }
    try (TestNode node = TestNode.on(storage, everywhere)) {
      assertEquals("a\n", psql(node, "root", "secret", "SELECT key FROM kv;\n").text());
      assertEquals(2, psql(node, "root", "", "SELECT key FROM kv;\n").exitCode());
    }
  }

  @Test
  void noErrorRepeatsAPassword() throws Exception {
    try (TestNode node = TestNode.inMemory();
        Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "CREATE USER u PASSWORD 'hunter2' nonsense",
              "CREATE USER u PASSWORD hunter2",
              "CREATE USER u PASSWORD 'hunter2' LIMIT (wrong = 1)",
              "EXPLAIN CREATE USER u PASSWORD 'hunter2'",
              "CREATE USER u PASSWORD 'SCRAM-SHA-256$hunter2'")) {
        SQLException e = assertThrows(SQLException.class, () -> statement.execute(sql));
        assertFalse(e.toString().contains("hunter2"), e.toString());
      }
    }
  }
}
