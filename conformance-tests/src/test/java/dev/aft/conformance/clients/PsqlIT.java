package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** psql as it is: scripts, errors with position, Ctrl-C. */
class PsqlIT {
  private static TestNode node;

  @BeforeAll
  static void start() {
    ExternalCommand.require("psql");
    node = TestNode.inMemory();
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static List<String> command(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("psql", "-X", "-h", "127.0.0.1", "-p", Integer.toString(node.port())));
    command.addAll(List.of(more));
    return command;
  }

  @Test
  void aUserWithoutDatabaseOfTheSameNameGetsTheDefault() throws Exception {
    var output =
        ExternalCommand.run("SELECT current_database();", command("-At", "-U", "somebody"));

    assertEquals("aft\n", output.text());
  }

  @Test
  void anUnknownDatabaseIsRefusedWithTheListOfThoseThatExist() throws Exception {
    var output = ExternalCommand.run("", command("-U", "me", "nowhere"));

    assertEquals(2, output.exitCode());
    assertTrue(output.text().contains("nowhere") && output.text().contains("aft"), output.text());
  }

  @Test
  void anErrorPointsAtItsPlace() throws Exception {
    var output = ExternalCommand.run("SELECT 1 +\n  FORM kv;\n", command("-U", "aft"));

    assertTrue(output.text().contains("LINE 2"), output.text());
    assertTrue(output.text().contains("^"), output.text());
  }

  @Test
  void anUnknownColumnPointsAtItsPlaceWithItsState() throws Exception {
    var output =
        ExternalCommand.run(
            "\\set VERBOSITY verbose\nSELECT key, walue FROM kv;\n", command("-U", "aft"));

    assertTrue(output.text().contains("42703"), output.text());
    assertTrue(output.text().contains("LINE 1"), output.text());
  }

  @Test
  void severalStatementsInOneMessageAreOneTransaction() throws Exception {
    ExternalCommand.run("CREATE TABLE multi (a INTEGER PRIMARY KEY);", command("-U", "aft"));
    var output =
        ExternalCommand.run(
            "", command("-U", "aft", "-c", "INSERT INTO multi VALUES (1); SELECT 1/0;"));
    var count = ExternalCommand.run("SELECT COUNT(*) FROM multi;", command("-At", "-U", "aft"));

    assertEquals(1, output.exitCode());
    assertEquals("0\n", count.text());
  }

  @Test
  void aScriptFileRunsWithTiming(@TempDir Path folder) throws Exception {
    Path script = folder.resolve("script.sql");
    Files.writeString(
        script,
        """
        \\timing on
        CREATE TABLE filed (a INTEGER PRIMARY KEY, b TEXT);
        BEGIN; INSERT INTO filed VALUES (1, 'x'); INSERT INTO filed VALUES (2, 'y'); COMMIT;
        SELECT * FROM filed ORDER BY a;
        """);
    var output =
        ExternalCommand.run(
            "", command("-U", "aft", "-v", "ON_ERROR_STOP=1", "-f", script.toString()));

    assertEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains("Time:"), output.text());
    assertTrue(output.text().contains("(2 rows)"), output.text());
  }

  @Test
  void interruptStopsALongScanAndTheSessionGoesOn() throws Exception {
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE long_scan (a INTEGER PRIMARY KEY, b TEXT)");
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO long_scan VALUES (?, 'some text')")) {
        for (int i = 0; i < 200_000; i++) {
          insert.setInt(1, i);
          insert.addBatch();
          if (i % 5_000 == 4_999) {
            insert.executeBatch();
            connection.commit();
          }
        }
      }
    }
    String sql =
        """
        SELECT COUNT(*) FROM long_scan WHERE md5(repeat(b, 500)) LIKE '%x%';
        SELECT 'still here';
        """;
    Path input = Files.createTempFile("aft-psql", ".sql");
    Path output = Files.createTempFile("aft-psql", ".out");
    Files.writeString(input, sql);
    Process psql =
        new ProcessBuilder(command("-At", "-U", "aft", "-f", input.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Thread.sleep(700);
    new ProcessBuilder("kill", "-INT", Long.toString(psql.pid())).start().waitFor();
    assertTrue(psql.waitFor(30, TimeUnit.SECONDS), "psql did not end");
    String text = Files.readString(output);
    // With -f, psql gives up at the interrupt itself; what matters is how the statement ended.
    assertTrue(text.contains("canceling") || text.contains("cancel"), text);
  }
}
