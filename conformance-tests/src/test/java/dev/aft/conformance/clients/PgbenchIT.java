package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pgbench with a custom script in its three modes. */
class PgbenchIT {
  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "prepared"})
  void aCustomScriptRunsWithoutAFailedTransaction(String mode, @TempDir Path folder)
      throws Exception {
    ExternalCommand.require("pgbench");
    Path script = folder.resolve("script.sql");
    Files.writeString(
        script,
        """
        \\set id random(1, 10)
        \\set more random(1, 5)
        BEGIN;
        SELECT n FROM tally WHERE id = :id;
        UPDATE tally SET n = n + :more WHERE id = :id;
        COMMIT;
        """);
    try (TestNode node = TestNode.inMemory();
        Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE tally (id INTEGER PRIMARY KEY, n BIGINT)");
      statement.execute(
          "INSERT INTO tally VALUES (1,0),(2,0),(3,0),(4,0),(5,0),(6,0),(7,0),(8,0),(9,0),(10,0)");
      var output =
          ExternalCommand.run(
              "",
              "pgbench",
              "-n",
              "-M",
              mode,
              "-f",
              script.toString(),
              "-c",
              "4",
              "-t",
              "50",
              "-h",
              "127.0.0.1",
              "-p",
              Integer.toString(node.port()),
              "-U",
              "aft",
              "aft");

      assertEquals(0, output.exitCode(), output.text());
      assertTrue(output.text().contains("processed: 200/200"), output.text());
      try (ResultSet result = statement.executeQuery("SELECT SUM(n) FROM tally")) {
        assertTrue(result.next() && result.getLong(1) > 0);
      }
    }
  }
}
