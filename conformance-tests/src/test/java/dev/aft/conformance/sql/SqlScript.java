package dev.aft.conformance.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A script of statements with the answers they must give. Records are separated by blank lines:
 *
 * <pre>
 * statement ok            statement count 2        statement error 23505     query
 * CREATE TABLE ...        UPDATE ...               INSERT ...                SELECT a, b FROM t
 *                                                                            ----
 *                                                                            1|x
 *                                                                            2|NULL
 * </pre>
 *
 * Lines that start with {@code #} are comments. {@code query sorted} compares the rows in sorted
 * order.
 */
record SqlScript(String name, List<Step> steps) {
  SqlScript {
    steps = List.copyOf(steps);
  }

  enum Expectation {
    OK,
    COUNT,
    ERROR,
    ROWS,
    SORTED_ROWS
  }

  /**
   * @param line where it starts in the file
   * @param expected the rows, or the count, or the SQLState
   */
  record Step(int line, Expectation expectation, String sql, List<String> expected) {
    Step {
      expected = List.copyOf(expected);
    }
  }

  static SqlScript read(Path file) throws IOException {
    return new Reader(file.getFileName().toString(), Files.readAllLines(file)).script();
  }

  /** Reads the records one by one. */
  private static final class Reader {
    private final String name;
    private final List<String> lines;
    private int at;

    Reader(String name, List<String> lines) {
      this.name = name;
      this.lines = lines;
    }

    SqlScript script() {
      List<Step> steps = new ArrayList<>();
      while (at < lines.size()) {
        String line = lines.get(at);
        if (line.isBlank() || line.startsWith("#")) {
          at++;
        } else {
          steps.add(step());
        }
      }
      return new SqlScript(name, steps);
    }

    private Step step() {
      int start = at + 1;
      String[] header = lines.get(at++).strip().split("\\s+", -1);
      String sql = String.join("\n", until("----"));
      return switch (header[0] + " " + (header.length > 1 ? header[1] : "")) {
        case "statement ok" -> new Step(start, Expectation.OK, sql, List.of());
        case "statement count" -> new Step(start, Expectation.COUNT, sql, List.of(header[2]));
        case "statement error" -> new Step(start, Expectation.ERROR, sql, List.of(header[2]));
        case "query " -> new Step(start, Expectation.ROWS, sql, rows());
        case "query sorted" -> new Step(start, Expectation.SORTED_ROWS, sql, rows());
        default -> throw new IllegalArgumentException(name + ":" + start + ": " + header[0]);
      };
    }

    private List<String> rows() {
      if (at > lines.size() || !lines.get(at - 1).equals("----")) {
        throw new IllegalArgumentException(name + ":" + at + ": a query needs a line ----");
      }
      return until("");
    }

    /** The lines up to a blank one or the marker, which is consumed. */
    private List<String> until(String marker) {
      List<String> found = new ArrayList<>();
      while (at < lines.size()) {
        String line = lines.get(at++);
        if (line.isBlank() || line.equals(marker)) {
          break;
        }
        found.add(line);
      }
      return found;
    }
  }
}
