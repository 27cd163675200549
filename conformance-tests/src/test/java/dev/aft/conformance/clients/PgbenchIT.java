package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pgbench with custom scripts in its three modes. */
@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
class PgbenchIT {
  private static TestNode node;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws SQLException {
    ExternalCommand.require("pgbench");
    node = TestNode.inMemory();
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE tally (id INTEGER PRIMARY KEY, n BIGINT)");
      statement.execute(
          "INSERT INTO tally VALUES (1,0),(2,0),(3,0),(4,0),(5,0),(6,0),(7,0),(8,0),(9,0),(10,0)");
    }
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private void run(String mode, int expected, String script) throws Exception {
    Path file = Files.writeString(folder.resolve("script.sql"), script);
    List<String> command = new ArrayList<>(List.of("pgbench", "-n", "-M", mode, "-f", "" + file));
    command.addAll(List.of("-c", "4", "-t", "" + expected / 4, "-h", "127.0.0.1"));
    command.addAll(List.of("-p", "" + node.port(), "-U", "aft", "aft"));
    var output = ExternalCommand.run("", command);

    assertEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains("processed: " + expected + "/" + expected), output.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "prepared"})
  void aCustomScriptRunsWithoutAFailedTransaction(String mode) throws Exception {
    run(
        mode,
        200,
        """
        \\set id random(1, 10)
        \\set more random(1, 5)
        BEGIN;
        SELECT n FROM tally WHERE id = :id;
        UPDATE tally SET n = n + :more WHERE id = :id;
        COMMIT;
        """);
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT SUM(n) FROM tally")) {
      assertTrue(result.next() && result.getLong(1) > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "prepared"})
  void aPipelineRunsWithoutAFailedTransaction(String mode) throws Exception {
    run(
        mode,
        200,
        """
        \\set id random(1, 10)
        \\startpipeline
        SELECT n FROM tally WHERE id = :id;
        UPDATE tally SET n = n + 1 WHERE id = :id;
        SELECT n FROM tally WHERE id = :id;
        \\endpipeline
        \\startpipeline
        BEGIN;
        UPDATE tally SET n = n - 1 WHERE id = :id;
        COMMIT;
        \\endpipeline
        """);
  }

  @Test
  void valuesOfARowAndSeveralStatementsInOneMessageAreUnderstood() throws Exception {
    run(
        "simple",
        40,
        """
        \\set id random(1, 10)
        SELECT id AS found, n FROM tally WHERE id = :id \\gset
        BEGIN \\;
        UPDATE tally SET n = n + 1 WHERE id = :found \\;
        COMMIT;
        """);
  }
}
