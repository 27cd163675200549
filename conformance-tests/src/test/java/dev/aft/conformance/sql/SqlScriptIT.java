package dev.aft.conformance.sql;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.TestNode;
import dev.aft.conformance.shared.SharedStore;
import dev.aft.conformance.sql.SqlScript.Expectation;
import dev.aft.conformance.sql.SqlScript.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same scripts, the same answers: embedded, through the driver, through psql. */
class SqlScriptIT {
  private static final Path FOLDER = Path.of("src/test/resources/sql");

  static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void scriptHoldsEmbeddedInMemory(Path file) throws Exception {
    String url = "jdbc:aft:memory:script-" + file.getFileName().toString().replace('.', '-');
    try (Connection connection = DriverManager.getConnection(url)) {
      check(SqlScript.read(file), connection);
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void scriptHoldsEmbeddedOnDisk(Path file, @TempDir Path folder) throws Exception {
    String url = "jdbc:aft:rocksdb:" + folder.resolve("db");
    try (Connection connection = DriverManager.getConnection(url)) {
      check(SqlScript.read(file), connection);
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void scriptHoldsThroughTheDriver(Path file) throws Exception {
    try (TestNode node = TestNode.inMemory();
        Connection connection = node.connect()) {
      check(SqlScript.read(file), connection);
    }
  }

  static Stream<Arguments> scriptsOnSharedStores() throws IOException {
    return scripts().stream()
        .flatMap(file -> Stream.of(SharedStore.values()).map(store -> Arguments.of(store, file)));
  }

  @ParameterizedTest
  @MethodSource("scriptsOnSharedStores")
  void scriptHoldsEmbeddedOnASharedStore(SharedStore store, Path file) throws Exception {
    String url = "jdbc:aft:" + store.newAddress();
    try (Connection connection = DriverManager.getConnection(url)) {
      check(SqlScript.read(file), connection);
    }
  }

  @ParameterizedTest
  @MethodSource("scriptsOnSharedStores")
  void scriptHoldsThroughANodeOnASharedStore(SharedStore store, Path file) throws Exception {
    try (TestNode node = TestNode.on(store.newAddress());
        Connection connection = node.connect()) {
      check(SqlScript.read(file), connection);
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void scriptHoldsThroughPsql(Path file) throws Exception {
    throughPsql(file, TestNode::inMemory);
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void scriptHoldsThroughPsqlOnFoundationDb(Path file) throws Exception {
    throughPsql(file, () -> TestNode.on(SharedStore.FOUNDATIONDB.newAddress()));
  }

  private static void throughPsql(Path file, Callable<TestNode> start) throws Exception {
    ExternalCommand.require("psql");
    SqlScript script = SqlScript.read(file);
    try (TestNode node = start.call()) {
      Map<Integer, List<String>> answers = new PsqlScriptRunner(node.port()).run(script);
      List<String> failures = new ArrayList<>();
      for (Step step : script.steps()) {
        compare(script, step, answers.getOrDefault(step.line(), List.of()), failures);
      }
      assertTrue(failures.isEmpty(), String.join("\n", failures));
    }
  }

  @Test
  void thereAreScripts() throws IOException {
    assertFalse(scripts().isEmpty());
  }

  private static void check(SqlScript script, Connection connection) {
    JdbcScriptRunner runner = new JdbcScriptRunner(connection);
    List<String> failures = new ArrayList<>();
    for (Step step : script.steps()) {
      compare(script, step, runner.run(step), failures);
    }
    assertTrue(failures.isEmpty(), String.join("\n", failures));
  }

  private static void compare(
      SqlScript script, Step step, List<String> actual, List<String> failures) {
    List<String> expected =
        step.expectation() == Expectation.ERROR
            ? List.of("ERROR " + step.expected().get(0))
            : step.expected();
    boolean sorted = step.expectation() == Expectation.SORTED_ROWS;
    List<String> left = sorted ? expected.stream().sorted().toList() : expected;
    List<String> right = sorted ? actual.stream().sorted().toList() : actual;
    if (!left.equals(right)) {
      failures.add(
          script.name()
              + ":"
              + step.line()
              + ": "
              + step.sql()
              + "\n  expected "
              + left
              + "\n  but was  "
              + right);
    }
  }
}
