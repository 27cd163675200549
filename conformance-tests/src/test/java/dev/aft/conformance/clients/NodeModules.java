package dev.aft.conformance.clients;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.ExternalCommand.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The packages of {@code resources/clients/node}, installed in a folder of the build, with the
 * programs beside them. Installed once: as long as the lock file stays the same, they are there.
 */
final class NodeModules {
  private static final Path FOLDER = Path.of("target", "clients-node").toAbsolutePath();
  private static final String LOCK = "package-lock.json";

  private NodeModules() {}

  /** The folder; skips the test where it cannot be had. */
  static synchronized Path install() throws Exception {
    ExternalCommand.require("node");
    ExternalCommand.require("npm");
    Path done = FOLDER.resolve("installed-" + LOCK);
    Path lock = ClientProgram.file("node/" + LOCK);
    Files.createDirectories(FOLDER);
    copyPrograms();
    if (!Files.exists(done) || Files.mismatch(done, lock) >= 0) {
      runNpm();
      Files.copy(lock, done, StandardCopyOption.REPLACE_EXISTING);
    }
    return FOLDER;
  }

  private static void copyPrograms() throws IOException {
    try (Stream<Path> files = Files.list(ClientProgram.file("node"))) {
      for (Path file : files.toList()) {
        Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void runNpm() throws Exception {
    List<String> command =
        List.of(
            "npm",
            "ci",
            "--prefix",
            FOLDER.toString(),
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
            "--fetch-retries=1",
            "--fetch-timeout=15000");
    try {
      Output output = ExternalCommand.run("", command);
      Assumptions.assumeTrue(
          output.exitCode() == 0, () -> "needs the npm registry: " + output.text());
    } catch (AssertionError e) {
      Assumptions.abort("needs the npm registry, which does not answer: " + e.getMessage());
    }
  }
}
