package dev.aft.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./aft} of this working copy as a user types it, with what this build has made. */
public final class Launcher {
  private Launcher() {}

  /** Starts it; both streams go to {@code output}. */
  public static Process start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of("../aft").toRealPath().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("AFT_BUILD", "never"); // This build has just made what it needs.
    return builder.start();
  }

  /** Runs it to its end. */
  public static ExternalCommand.Output aft(String input, String... arguments) throws Exception {
    Path output = Files.createTempFile("aft-launcher", ".txt");
    try {
      Process process = start(output, arguments);
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("pipe"), "It did not want any input.");
      }
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no end after a minute");
      return new ExternalCommand.Output(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
