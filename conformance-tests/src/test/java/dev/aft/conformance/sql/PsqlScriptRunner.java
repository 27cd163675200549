package dev.aft.conformance.sql;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.sql.SqlScript.Expectation;
import dev.aft.conformance.sql.SqlScript.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a whole script through one psql session and cuts its output into the answers of the steps.
 */
final class PsqlScriptRunner {
  private static final String MARK = "=== step ";
  private static final Pattern ERROR = Pattern.compile("(?:psql:.*?: )?ERROR:\\s+(\\w{5})");
  private static final Pattern TAG =
      Pattern.compile("(?:INSERT 0|UPDATE|DELETE|UPSERT|PUT|DEL) (\\d+)");

  private final int port;

  PsqlScriptRunner(int port) {
    this.port = port;
  }

  /** The answer of each step, by its line. */
  Map<Integer, List<String>> run(SqlScript script) throws Exception {
    StringBuilder input = new StringBuilder("\\set VERBOSITY sqlstate\n\\pset null NULL\n");
    for (Step step : script.steps()) {
      input.append("\\echo '").append(MARK).append(step.line()).append("'\n");
      input.append(step.sql()).append(";\n");
    }
    ExternalCommand.Output output =
        ExternalCommand.run(
            input.toString(),
            "psql",
            "-X",
            "-A",
            "-t",
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-U",
            "aft",
            "aft");
    return answers(script, output.text());
  }

  private static Map<Integer, List<String>> answers(SqlScript script, String output) {
    Map<Integer, List<String>> lines = new TreeMap<>();
    List<String> current = new ArrayList<>();
    for (String line : output.split("\n", -1)) {
      if (line.startsWith(MARK)) {
        current = new ArrayList<>();
        lines.put(Integer.parseInt(line.substring(MARK.length()).strip()), current);
      } else if (!line.isEmpty()) {
        current.add(line);
      }
    }
    Map<Integer, List<String>> answers = new TreeMap<>();
    for (Step step : script.steps()) {
      answers.put(step.line(), answer(step, lines.getOrDefault(step.line(), List.of())));
    }
    return answers;
  }

  private static List<String> answer(Step step, List<String> lines) {
    for (String line : lines) {
      Matcher error = ERROR.matcher(line);
      if (error.lookingAt()) {
        return List.of("ERROR " + error.group(1));
      }
    }
    if (step.expectation() == Expectation.COUNT) {
      return lines.stream()
          .map(TAG::matcher)
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1))
          .toList();
    }
    boolean isQuery =
        step.expectation() == Expectation.ROWS || step.expectation() == Expectation.SORTED_ROWS;
    return isQuery
        ? lines.stream().filter(line -> !TAG.matcher(line).matches()).toList()
        : List.of();
  }
}
