package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.ExternalCommand.Output;
import dev.aft.conformance.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The programs of {@code examples/languages}, parts of which are on a page of the guide. */
class LanguageExamplesIT {
  private static final Path FOLDER =
      Path.of("..", "examples", "languages").toAbsolutePath().normalize();

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.inMemory();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String address() {
    return "host=127.0.0.1 port=" + node.port() + " user=aft dbname=aft";
  }

  private static void assertWorksOnce(String... command) throws Exception {
    Output output = ExternalCommand.run("", command);
    assertEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains("all functions did their work once"), output.text());
  }

  @Test
  void functionsInPythonWithPsycopg3ShareATransaction() throws Exception {
    String python = ClientProgram.pythonWith("psycopg", "python3-psycopg");
    assertWorksOnce(python, FOLDER.resolve("functions_psycopg3.py").toString(), address());
  }

  @Test
  void functionsInPythonWithPsycopg2ShareATransaction() throws Exception {
    String python = ClientProgram.pythonWith("psycopg2", "python3-psycopg2");
    assertWorksOnce(python, FOLDER.resolve("functions_psycopg2.py").toString(), address());
  }

  @Test
  void functionsInNodeShareATransaction() throws Exception {
    // Node looks for packages from the folder of the program upwards.
    Path program = NodeModules.install().resolve("functions_node.js");
    Files.copy(FOLDER.resolve("functions_node.js"), program, StandardCopyOption.REPLACE_EXISTING);
    assertWorksOnce("node", program.toString(), "postgres://aft@127.0.0.1:" + node.port() + "/aft");
  }

  @Test
  void functionsInAShellShareATransaction() throws Exception {
    ExternalCommand.require("psql");
    ExternalCommand.require("bash");
    assertWorksOnce("bash", FOLDER.resolve("functions_psql.sh").toString(), address());
  }

  @Test
  void pgbenchRunsTransfers() throws Exception {
    ExternalCommand.require("pgbench");
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance BIGINT NOT NULL)");
      for (int i = 1; i <= 1000; i++) {
        statement.addBatch("INSERT INTO accounts VALUES (" + i + ", 10)");
      }
      statement.executeBatch();
    }
    List<String> command = List.of("pgbench", "-n", "-M", "prepared", "-c", "1", "-t", "50", "-f");
    List<String> address = List.of("-h", "127.0.0.1", "-p", "" + node.port(), "-U", "aft", "aft");
    Output output =
        ExternalCommand.run(
            "",
            Stream.of(command, List.of(FOLDER.resolve("transfer.pgbench").toString()), address)
                .flatMap(List::stream)
                .toList());
    assertEquals(0, output.exitCode(), output.text());
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement();
        ResultSet sum = statement.executeQuery("SELECT SUM(balance) FROM accounts")) {
      assertTrue(sum.next());
      assertEquals(10_000, sum.getLong(1));
    }
  }
}
