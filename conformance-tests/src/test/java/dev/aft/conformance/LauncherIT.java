package dev.aft.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3testing.LocalS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and its commands, as a user types them. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherIT {
  private static ExternalCommand.Output aft(String input, String... arguments) throws Exception {
    return Launcher.aft(input, arguments);
  }

  @Test
  void helpListsTheCommands() throws Exception {
    var output = aft("", "help");

    assertEquals(0, output.exitCode());
    for (String command :
        List.of("server", "sql", "quickstart", "bench", "check", "copy", "s3://", "fdb:")) {
      assertTrue(output.text().contains(command), output.text());
    }
  }

  @Test
  void itsClassesAreKeptReadyAndItDoesWithoutThem(@TempDir Path parent) throws Exception {
    Path folder = Files.createDirectory(parent.resolve("a name with spaces"));
    Path launcher = Files.copy(Path.of("../aft"), folder.resolve("aft"));
    Path target = Files.createDirectories(folder.resolve("cli/target"));
    try (Stream<Path> files = Files.list(Path.of("../cli/target").toRealPath())) {
      for (Path file : files.filter(f -> f.toString().matches(".*(lib|\\.jar)")).toList()) {
        Files.createSymbolicLink(target.resolve(file.getFileName()), file);
      }
    }
    String help = help(launcher);
    Path classes = target.resolve("classes.jsa");
    assertTrue(Files.size(classes) > 1_000_000, help);
    Files.delete(classes);
    Files.writeString(classes, "not classes");
    assertEquals(help, help(launcher));
    Files.writeString(classes, "");
    assertEquals(help, help(launcher));
  }

  private static String help(Path launcher) throws Exception {
    var output = ExternalCommand.run("", "env", "AFT_BUILD=never", launcher.toString(), "help");
    assertEquals(0, output.exitCode(), output.text());
    return output.text();
  }

  @Test
  void anUnknownCommandFailsAndNamesTheNearest() throws Exception {
    var output = aft("", "quickstrat");

    assertEquals(2, output.exitCode());
    assertTrue(output.text().contains("quickstart"), output.text());
  }

  @Test
  void theShellRunsStatementsFromTheCommandLine() throws Exception {
    var output = aft("", "sql", "jdbc:aft:memory:launcher", "-e", "PUT 'k' = 'v'; GET 'k'");

    assertEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains("│ k   │ \\x76"), output.text());
  }

  @Test
  void theShellReadsAPipedScriptAndStopsAtTheFirstError() throws Exception {
    var output = aft("SELECT 1 AS one;\nSELECT nothing;\nSELECT 2;\n", "sql", "jdbc:aft:memory:l");

    assertEquals(1, output.exitCode());
    assertTrue(output.text().contains("│ one │"), output.text());
    assertTrue(output.text().contains("42703"), output.text());
    assertTrue(!output.text().contains("│        2 │"), output.text());
  }

  @Test
  void theFirstUserIsMadeInAStoreWithoutANode(@TempDir Path folder) throws Exception {
    String storage = "rocksdb:" + folder.resolve("store");
    var made = aft("secret\n", "user", "add", "root", "--storage", storage, "--password-file", "-");
    assertEquals(0, made.exitCode(), made.text());
    assertTrue(made.text().contains("user root is made"), made.text());

    var listed = aft("", "user", "list", "--storage", storage);
    assertTrue(listed.text().contains("root\tADMIN"), listed.text());
  }

  @Test
  void aNodeKeepsItsStoreWhenAUserCommandIsNotToldToTakeIt() throws Exception {
    try (LocalS3 server = LocalS3.inMemory();
        TestNode node = TestNode.on(server.uri("users"));
        Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("PUT 'a' = 'b'");
      var refused = aft("", "user", "list", "--storage", server.uri("users"));
      assertEquals(1, refused.exitCode(), refused.text());
      assertTrue(refused.text().contains("--take-over"), refused.text());
      statement.execute("PUT 'c' = 'd'");
    }
  }

  @Test
  void aBenchmarkWhoseClientFailsSaysSoInOneLine() throws Exception {
    String nobody = "jdbc:aft://127.0.0.1:1/";
    var output = aft("", "bench", "driver", "start", "--url", nobody, "--beside", nobody);
    assertEquals(1, output.exitCode(), output.text());
    assertEquals(1, output.text().strip().lines().count(), output.text());
    assertTrue(output.text().contains("cannot connect to 127.0.0.1:1"), output.text());
  }

  @Test
  void theQuickStartEndsWellAndShowsTheDifference() throws Exception {
    var output = aft("", "quickstart", "--orders", "24", "--kills", "4");

    assertEquals(0, output.exitCode(), output.text());
    assertTrue(
        output.text().matches("(?s).*polls that saw half an order\\s+0\\s+[1-9].*"), output.text());
    assertTrue(output.text().contains("jdbc:aft://127.0.0.1:7654/aft"), output.text());
    assertTrue(output.text().contains("psql -h 127.0.0.1 -p 7654"), output.text());
  }

  @Test
  void aShortBenchmarkPrintsAndSavesItsResults(@TempDir Path folder) throws Exception {
    var output =
        aft(
            "",
            "bench",
            "--rows=500",
            "--seconds=1",
            "--warm-up=0",
            "--rounds=1",
            "--clients=2",
            "--workload=point-read,update",
            "--out=" + folder);

    assertEquals(0, output.exitCode(), output.text());
    assertTrue(Files.readString(folder.resolve("bench.csv")).contains("point-read"));
    assertTrue(Files.size(folder.resolve("bench.png")) > 1_000);
  }

  @Test
  void aFileThatIsNoHistoryIsRefusedWithItsLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("history.txt");
    Files.writeString(file, "w(1,5,0,0)\nw(1,6,0)\n");
    var output = aft("", "check", file.toString());

    assertEquals(2, output.exitCode(), output.text());
    assertTrue(output.text().contains("line 2"), output.text());
  }

  @Test
  void anUnknownLevelOrDrawingIsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("history.txt");
    Files.writeString(file, "w(1,5,0,0)\n");
    var level = aft("", "check", file.toString(), "--level=serializable");
    var drawing = aft("", "check", file.toString(), "--draw=case.png");

    assertEquals(2, level.exitCode(), level.text());
    assertTrue(level.text().contains("read-atomic"), level.text());
    assertEquals(2, drawing.exitCode(), drawing.text());
    assertTrue(drawing.text().contains(".svg"), drawing.text());
  }
}
