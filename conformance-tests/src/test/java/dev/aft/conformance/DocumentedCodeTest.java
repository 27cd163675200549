package dev.aft.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.DocumentedCode.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages show is what the tests run. */
class DocumentedCodeTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path FRAMEWORKS = DOCS.resolve("frameworks");
  private static final Path TESTS = Path.of("src", "test");
  private static final Path EXAMPLES = Path.of("..", "examples");

  /** Commands and output; {@code sql} is run by another test. */
  private static final Set<String> NOT_CODE = Set.of("sh", "text", "sql");

  private static final Pattern ARTIFACT = Pattern.compile("`([\\w.]+):([\\w.-]+)` \\| ([\\w.-]+)");

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = DocumentedCode.sources(TESTS);
    sources.putAll(DocumentedCode.sources(EXAMPLES));
    return sources;
  }

  private static List<Path> pages(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @Test
  void everyBlockIsTheCodeThatItsMarkNames() throws IOException {
    Map<String, String> sources = sources();
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (Path page : pages(DOCS)) {
      for (Block block : DocumentedCode.blocks(page)) {
        if (block.source() == null) {
          continue;
        }
        compared++;
        String expected = sources.get(block.source());
        if (expected == null) {
          differences.add(block.place() + ": there is no such code");
        } else if (!expected.equals(block.tested())) {
          differences.add(block.place() + ":\n" + block.tested() + "\n-- tested is:\n" + expected);
        }
      }
    }
    assertTrue(differences.isEmpty(), String.join("\n\n", differences));
    assertTrue(compared > 0, "no page has tested code");
  }

  @Test
  void everyMarkedRegionStandsOnAPage() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Path page : pages(DOCS)) {
      for (Block block : DocumentedCode.blocks(page)) {
        shown.add(String.valueOf(block.source()));
      }
    }
    Set<String> missing = new TreeSet<>(sources().keySet());
    missing.removeIf(source -> !source.contains("#") || shown.contains(source));
    assertEquals(Set.of(), missing);
  }

  @Test
  void frameworkPagesShowNoCodeThatNoTestRuns() throws IOException {
    List<String> untested = new ArrayList<>();
    for (Path page : pages(FRAMEWORKS)) {
      for (Block block : DocumentedCode.blocks(page)) {
        if (block.source() == null && !NOT_CODE.contains(block.language())) {
          untested.add(page.getFileName() + ": " + block.code().lines().findFirst().orElse(""));
        }
      }
    }
    assertEquals(List.of(), untested);
  }

  @Test
  void versionsOnTheIndexPageAreThoseOfTheBuild() throws IOException {
    String build = Files.readString(Path.of("..", "pom.xml"));
    Matcher row = ARTIFACT.matcher(Files.readString(FRAMEWORKS.resolve("README.md")));
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    while (row.find()) {
      rows++;
      String version = version(build, row.group(1), row.group(2));
      if (!version.equals(row.group(3))) {
        wrong.add(row.group() + ", in the build " + version);
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(rows > 0, "the index page names no version");
  }

  private static String version(String build, String group, String artifact) {
    String declared =
        Pattern.quote("<groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId>");
    Matcher dependency =
        Pattern.compile(declared + "<version>\\$\\{([\\w.-]+)\\}</version>").matcher(build);
    if (!dependency.find()) {
      return "missing";
    }
    String property = Pattern.quote(dependency.group(1));
    Matcher value = Pattern.compile("<" + property + ">([^<]+)<").matcher(build);
    return value.find() ? value.group(1) : "missing";
  }

  @Test
  void regionsAreFoundInAnyLanguageAndLoseTheirIndentation() {
    String java = "  // page begins: a\n    one();\n      two();\n    // page ends\n";
    assertEquals(Map.of("a", "one();\n  two();"), DocumentedCode.regions(java));
    String xml = "<!-- page begins: b -->\n<x/>\n<!-- page ends -->";
    assertEquals(Map.of("b", "<x/>"), DocumentedCode.regions(xml));
  }

  @Test
  void aRegionWithoutAnEndIsAnError() {
    assertThrows(
        IllegalArgumentException.class, () -> DocumentedCode.regions("// page begins: a\n"));
  }
}
