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
  void fetchCountReadsALongResultThroughACursor() throws Exception {
    var output =
        ExternalCommand.run(
            """
            CREATE TABLE pieces (a INTEGER PRIMARY KEY, b TEXT);
            INSERT INTO pieces VALUES (1,'a'),(2,'b'),(3,'c'),(4,'d'),(5,'e'),(6,'f'),(7,'g');
            \\set FETCH_COUNT 3
            SELECT a FROM pieces ORDER BY a;
            BEGIN;
            SELECT 10 / (a - 5) FROM pieces ORDER BY a;
            SELECT 1;
            ROLLBACK;
            SELECT COUNT(*) FROM pieces;
            """,
            command("-Atq", "-U", "aft"));

    assertTrue(output.text().startsWith("1\n2\n3\n4\n5\n6\n7\n-2\n-3\n-5"), output.text());
    assertTrue(output.text().contains("division by zero"), output.text());
    assertTrue(output.text().contains("current transaction is aborted"), output.text());
    assertTrue(output.text().endsWith("\n7\n"), output.text());
  }

  @Test
  void everyBackslashCommandIsToldWhereToLookInsteadAndCostsNoTransaction() throws Exception {
    var output =
        ExternalCommand.run(
            """
            \\set VERBOSITY verbose
            BEGIN;
            \\d
            \\dt+ kv
            \\l
            \\du
            \\dn
            \\df
            SELECT 'still here';
            COMMIT;
            """,
            command("-At", "-U", "aft"));

    assertEquals(6, output.text().split("42P01", -1).length - 1, output.text());
    assertEquals(6, output.text().split("use SHOW TABLES", -1).length - 1, output.text());
    assertTrue(output.text().endsWith("still here\nCOMMIT\n"), output.text());
  }

  @Test
  void copyIsRefusedAndTheConnectionGoesOn(@TempDir Path folder) throws Exception {
    String file = Files.writeString(folder.resolve("rows"), "1\tx\n").toString();
    var output =
        ExternalCommand.run(
            "\\copy kv from '%s'\n\\copy kv to '%s'\nCOPY kv FROM STDIN;\nSELECT 'still here';\n"
                .formatted(file, file),
            command("-At", "-v", "VERBOSITY=verbose", "-U", "aft"));

    assertEquals(3, output.text().split("0A000: COPY", -1).length - 1, output.text());
    assertTrue(output.text().endsWith("still here\n"), output.text());
  }

  @Test
  void variablesAndSavepointsOfPsqlWork() throws Exception {
    var output =
        ExternalCommand.run(
            """
            CREATE TABLE kept (a INTEGER PRIMARY KEY);
            \\set AUTOCOMMIT off
            \\set ON_ERROR_ROLLBACK on
            INSERT INTO kept VALUES (1);
            INSERT INTO kept VALUES (1);
            INSERT INTO kept VALUES (2);
            COMMIT;
            SELECT COUNT(*) AS rows FROM kept \\gset
            \\echo :rows rows
            """,
            command("-Atq", "-U", "aft"));

    assertTrue(output.text().contains("duplicate key"), output.text());
    assertTrue(output.text().endsWith("2 rows\n"), output.text());
  }

  @Test
  void interruptStopsALongScanAndTheSessionGoesOn(@TempDir Path folder) throws Exception {
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE long_scan (a INTEGER PRIMARY KEY, b TEXT)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO long_scan VALUES (?, 'some text')")) {
        for (int i = 0; i < 5_000; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
    String sql =
        """
        SELECT COUNT(*) FROM long_scan WHERE md5(repeat(b, 50000)) LIKE '%x%';
        SELECT 'still here';
        """;
    Path input = Files.writeString(folder.resolve("long.sql"), sql);
    Path output = folder.resolve("long.out");
    Process psql =
        new ProcessBuilder(command("-At", "-U", "aft", "-f", input.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    for (int i = 0; i < 60 && !psql.waitFor(1, TimeUnit.SECONDS); i++) {
      new ProcessBuilder("kill", "-INT", Long.toString(psql.pid())).start().waitFor();
    }
    assertTrue(psql.waitFor(30, TimeUnit.SECONDS), "psql did not end");
    String text = Files.readString(output);
    // With -f, psql gives up at the interrupt itself; what matters is how the statement ended.
    assertTrue(text.contains("canceling") || text.contains("cancel"), text);
  }
}
