package dev.aft.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the documentation do what it says: each block of shell runs in one folder after
 * the other, and a block of text right after it is what it must print.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class DocumentedCommandsIT {
  private static final Pattern BLOCK =
      Pattern.compile("```sh\n(.*?)```(?:\\s*```text\n(.*?)```)?", Pattern.DOTALL);

  @Test
  void theHistoryCheckersPageRuns(@TempDir Path folder) throws Exception {
    int blocks = runAll("history-checker.md", folder);
    assertTrue(blocks >= 4, "only " + blocks + " blocks were found");
    assertTrue(Files.exists(folder.resolve("fractured.svg")));
  }

  @Test
  void thePageOnMovingDataRuns(@TempDir Path folder) throws Exception {
    assertEquals(1, runAll("moving-data.md", folder));
    assertTrue(Files.readString(folder.resolve("output.log")).contains("\\x68656c6c6f"));
  }

  private static int runAll(String page, Path folder) throws Exception {
    Files.createSymbolicLink(folder.resolve("aft"), Path.of("../aft").toRealPath());
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs", page)));
    int blocks = 0;
    while (block.find()) {
      blocks++;
      String printed = run(folder, block.group(1));
      if (block.group(2) != null) {
        assertEquals(block.group(2), printed, block.group(1));
      }
    }
    return blocks;
  }

  private static String run(Path folder, String script) throws Exception {
    Path output = folder.resolve("output.log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-e", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("AFT_BUILD", "never"); // This build has just made what it needs.
    Process process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "no end after two minutes: " + script);
    String printed = Files.readString(output);
    assertEquals(0, process.exitValue(), script + "\n" + printed);
    return printed;
  }
}
