package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.ExternalCommand.Output;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * A program in another language that runs checks and prints a line for each ({@code ok NAME},
 * {@code skipped NAME: REASON} or {@code failed NAME: REASON}); a check is a test here.
 */
final class ClientProgram {
  private static final Path FOLDER = Path.of("src/test/resources/clients").toAbsolutePath();

  private ClientProgram() {}

  /** A file of the folder that holds these programs. */
  static Path file(String name) {
    return FOLDER.resolve(name);
  }

  /** Runs the program to its end and gives its checks as tests. */
  static List<DynamicTest> checks(List<String> command) throws Exception {
    Output output = ExternalCommand.run("", command);
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : output.text().lines().toList()) {
      String[] words = line.split(" ", 2);
      if (List.of("ok", "failed", "skipped").contains(words[0]) && words.length == 2) {
        String name = words[1].split(": ", 2)[0];
        tests.add(DynamicTest.dynamicTest(name, () -> report(words[0], line, output)));
      }
    }
    tests.add(
        DynamicTest.dynamicTest(
            "the program ends well", () -> assertEquals(0, output.exitCode(), output.text())));
    assertFalse(tests.size() < 5, output.text());
    return tests;
  }

  private static void report(String verdict, String line, Output output) {
    Assumptions.assumeFalse(verdict.equals("skipped"), line);
    assertEquals("ok", verdict, output.text());
  }

  /**
   * The interpreter that has a module; skips the test when none has. Machines have several: that of
   * the distribution comes with its packages.
   */
  static String pythonWith(String module, String debianPackage) throws Exception {
    Optional<String> found = findPython(module);
    Assumptions.assumeTrue(
        found.isPresent(),
        "needs a python3 with the module " + module + " (Debian: " + debianPackage + ")");
    return found.orElseThrow();
  }

  private static Optional<String> findPython(String module) throws Exception {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path python = Path.of(folder, "python3");
      if (Files.isExecutable(python)) {
        String name = python.toString();
        if (ExternalCommand.run("", name, "-c", "import " + module).exitCode() == 0) {
          return Optional.of(name);
        }
      }
    }
    return Optional.empty();
  }
}
