package dev.aft.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The documentation tells the truth: its SQL runs, its links lead somewhere. In a block of SQL, a
 * statement followed by {@code -- error 23505} must fail with that state; all others must succeed.
 */
class DocumentationIT {
  private static final Path ROOT = Path.of("..");
  private static final Pattern SQL_BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://|#)([^)#\\s]+)");
  private static final Pattern STATEMENT =
      Pattern.compile(
          "((?:'[^']*'|\\$\\$.*?\\$\\$|[^';])*);[ \\t]*(?:--[ \\t]*error[ \\t]+(\\w{5}))?");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      List<Path> pages =
          new ArrayList<>(docs.filter(file -> file.toString().endsWith(".md")).sorted().toList());
      pages.add(ROOT.resolve("README.md"));
      return pages;
    }
  }

  @Test
  void everyLinkInTheDocumentationLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        Path target = page.resolveSibling(link.group(1)).normalize();
        if (!Files.exists(target)) {
          broken.add(page + " -> " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void everySqlExampleRuns() throws Exception {
    List<String> failures = new ArrayList<>();
    int statements = 0;
    for (Path page : pages()) {
      String url = "jdbc:aft:memory:docs-" + page.getFileName().toString().replace('.', '-');
      try (Connection connection = DriverManager.getConnection(url)) {
        Matcher block = SQL_BLOCK.matcher(Files.readString(page));
        while (block.find()) {
          statements += run(connection, page, block.group(1), failures);
        }
      }
    }
    assertTrue(failures.isEmpty(), String.join("\n", failures));
    assertFalse(statements < 15, "only " + statements + " statements were found");
  }

  private static int run(Connection connection, Path page, String block, List<String> failures)
      throws SQLException {
    int count = 0;
    Matcher matcher = STATEMENT.matcher(block.replaceAll("(?m)--(?![ \\t]*error[ \\t]).*$", ""));
    while (matcher.find()) {
      if (matcher.group(1).isBlank()) {
        continue;
      }
      count++;
      String expected = matcher.group(2) == null ? "success" : matcher.group(2);
      String actual = "success";
      try (Statement statement = connection.createStatement()) {
        statement.execute(matcher.group(1).strip());
      } catch (SQLException e) {
        String state = "HYC00".equals(e.getSQLState()) ? "0A000" : e.getSQLState();
        actual = state + " (" + e.getMessage() + ")";
      }
      if (!actual.startsWith(expected)) {
        failures.add(
            page
                + ": "
                + matcher.group(1).strip()
                + "\n  expected "
                + expected
                + ", got "
                + actual);
      }
    }
    return count;
  }
}
