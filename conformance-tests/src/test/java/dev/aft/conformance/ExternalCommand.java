package dev.aft.conformance;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs a program that the machine may have; a test that needs it is skipped by name where it is
 * not.
 */
public final class ExternalCommand {
  private static final long TIMEOUT_SECONDS = 60;

  private ExternalCommand() {}

  /** What a program printed (both streams together) and its exit code. */
  public record Output(int exitCode, String text) {}

  /** Skips the test when the program is not on the path. */
  public static void require(String program) {
    Assumptions.assumeTrue(find(program), "needs " + program + " on the PATH");
  }

  private static boolean find(String program) {
    for (String folder : System.getenv("PATH").split(java.io.File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  public static Output run(String input, String... command) throws Exception {
    return run(input, List.of(command));
  }

  public static Output run(String input, List<String> command) throws Exception {
    Path output = Files.createTempFile("aft-output-", ".txt");
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(command))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      feed(process, input);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "no end after " + TIMEOUT_SECONDS + " s: " + command + "\n" + Files.readString(output));
      }
      return new Output(process.exitValue(), Files.readString(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static void feed(Process process, String input) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
  }
}
