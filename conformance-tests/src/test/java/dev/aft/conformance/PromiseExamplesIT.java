package dev.aft.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.AlreadyCommittedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example on the pages of the promises gives what the page says. */
class PromiseExamplesIT {
  private static final Path PAGES = Path.of("..", "docs", "promises");
  private static final Pattern BLOCK = Pattern.compile("```transcript\n(.*?)```", Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("\\$([a-z]+)");

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files.filter(file -> !file.endsWith("README.md")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyExampleGivesWhatThePageSays(Path page) throws IOException, SQLException {
    String name = page.getFileName().toString().replace(".md", "");
    List<String> differences = new ArrayList<>();
    int statements = 0;
    try (Player player = new Player("jdbc:aft:memory:promise-" + name)) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        for (Transcript.Step step : Transcript.parse(block.group(1)).steps()) {
          player.play(step, differences);
          statements++;
        }
      }
    }
    assertEquals(List.of(), differences);
    assertTrue(statements > 0 || name.equals("clocks"), "the page has no example");
  }

  /** Plays the steps of one page, each connection name with a connection of its own. */
  private static final class Player implements AutoCloseable {
    private final String url;
    private final Map<String, Connection> connections = new LinkedHashMap<>();
    private final Map<String, String> variables = new HashMap<>();

    /** Keeps the node of the page running between the connections. */
    private final Connection keeper;

    Player(String url) throws SQLException {
      this.url = url;
      this.keeper = DriverManager.getConnection(url);
    }

    void play(Transcript.Step step, List<String> differences) throws SQLException {
      if (step.closes()) {
        connections.remove(step.connection()).close();
        return;
      }
      List<String> actual = run(step);
      remember(step.expected(), actual);
      List<String> expected = step.expected().stream().map(this::fill).toList();
      if (!expected.equals(actual)) {
        differences.add(step + "\n  expected " + expected + "\n  got      " + actual);
      }
    }

    private List<String> run(Transcript.Step step) throws SQLException {
      Connection connection = connections.get(step.connection());
      if (connection == null) {
        connection = DriverManager.getConnection(url);
        connections.put(step.connection(), connection);
      }
      try (Statement statement = connection.createStatement()) {
        return statement.execute(fill(step.statement()))
            ? rows(statement.getResultSet())
            : List.of();
      } catch (SQLException e) {
        return List.of(error(e, step));
      }
    }

    /** The SQLState and, of work that was done already, the result. */
    private static String error(SQLException e, Transcript.Step step) {
      String state = e.getSQLState().equals("HYC00") ? "0A000" : e.getSQLState();
      String answer = "ERROR " + state;
      if (e instanceof AlreadyCommittedException done) {
        answer += done.result().map(result -> " " + result).orElse("");
      }
      return step.expected().equals(List.of(answer)) ? answer : answer + ": " + e.getMessage();
    }

    private static List<String> rows(ResultSet rows) throws SQLException {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          String value = rows.getString(i);
          values.add(value == null ? "NULL" : value);
        }
        lines.add(String.join("|", values));
      }
      return lines;
    }

    private void remember(List<String> expected, List<String> actual) {
      if (expected.size() == 1 && actual.size() == 1 && !actual.get(0).startsWith("ERROR")) {
        Matcher variable = VARIABLE.matcher(expected.get(0));
        if (variable.matches()) {
          variables.put(variable.group(1), actual.get(0));
        }
      }
    }

    private String fill(String text) {
      return VARIABLE
          .matcher(text)
          .replaceAll(
              found ->
                  Matcher.quoteReplacement(variables.getOrDefault(found.group(1), found.group())));
    }

    @Override
    public void close() throws SQLException {
      for (Connection connection : connections.values()) {
        connection.close();
      }
      keeper.close();
    }
  }
}
