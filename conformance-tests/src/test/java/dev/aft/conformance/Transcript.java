package dev.aft.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * An example with several connections, as the documentation writes it:
 *
 * <pre>
 * one> SELECT n FROM t;
 * 10
 * two> COMMIT;
 * ERROR 40001
 * one> SUSPEND;
 * $token
 * one> \close
 * </pre>
 *
 * @param steps in their order
 */
record Transcript(List<Step> steps) {
  Transcript {
    steps = List.copyOf(steps);
  }

  /**
   * One statement.
   *
   * @param connection the name of the connection that runs it
   * @param statement without its semicolon; {@code \close} closes the connection
   * @param expected rows, columns separated by {@code |}; or one line that begins with ERROR
   */
  record Step(String connection, String statement, List<String> expected) {
    Step {
      expected = List.copyOf(expected);
    }

    boolean closes() {
      return statement.equals("\\close");
    }

    @Override
    public String toString() {
      return connection + "> " + statement;
    }
  }

  static Transcript parse(String text) {
    List<Step> steps = new ArrayList<>();
    for (String line : text.lines().toList()) {
      int prompt = line.indexOf("> ");
      if (prompt > 0 && line.substring(0, prompt).chars().allMatch(Character::isLetterOrDigit)) {
        String statement = line.substring(prompt + 2).strip().replaceFirst(";$", "");
        steps.add(new Step(line.substring(0, prompt), statement, List.of()));
      } else if (!line.isBlank()) {
        if (steps.isEmpty()) {
          throw new IllegalArgumentException("A result without a statement: " + line);
        }
        Step last = steps.remove(steps.size() - 1);
        List<String> expected = new ArrayList<>(last.expected());
        expected.add(line.strip());
        steps.add(new Step(last.connection(), last.statement(), expected));
      }
    }
    return new Transcript(steps);
  }
}
