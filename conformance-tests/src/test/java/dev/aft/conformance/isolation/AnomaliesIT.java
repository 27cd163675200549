package dev.aft.conformance.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.benchmarks.anomalies.AnomaliesCommand;
import dev.aft.conformance.TestNode;
import dev.aft.conformance.shared.SharedStore;
import dev.aft.history.HistoryChecker;
import dev.aft.history.HistoryText;
import dev.aft.history.Level;
import dev.aft.storage.s3testing.LocalS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** The paper's anomaly table in small: none through AFT, some without it. */
class AnomaliesIT {
  private static List<String> table(Path folder, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("--keys=100", "--out=" + folder, "--histories=" + folder.resolve("histories")));
    arguments.addAll(List.of(more));
    int exitCode =
        new CommandLine(new AnomaliesCommand()).execute(arguments.toArray(new String[0]));
    assertEquals(0, exitCode);
    assertTrue(Files.size(folder.resolve("anomalies.png")) > 1_000);
    return Files.readAllLines(folder.resolve("anomalies.csv"));
  }

  @Test
  void noneThroughAftAndSomeStraightOnTheStore(@TempDir Path folder) throws Exception {
    List<String> table = table(folder, "--transactions=1500");

    assertEquals("aft,1500,0,0,true", table.get(2));
    String[] bare = table.get(1).split(",", -1);
    assertEquals("bare-store", bare[0]);
    assertTrue(Integer.parseInt(bare[2]) > 0, table.get(1));
    assertTrue(Integer.parseInt(bare[3]) > 0, table.get(1));
    assertEquals("false", bare[4]);
  }

  @Test
  void bothHistoriesAreExportedAsTheyWereJudged(@TempDir Path folder) throws Exception {
    table(folder, "--transactions=1500");
    HistoryChecker checker = HistoryChecker.of(Level.READ_ATOMIC);
    Path histories = folder.resolve("histories");

    assertTrue(checker.check(HistoryText.read(histories.resolve("aft.txt"))).accepted());
    assertFalse(checker.check(HistoryText.read(histories.resolve("bare-store.txt"))).accepted());
  }

  /** The bucket has no prefix of its own: both ways find places beside each other in it. */
  @Test
  void noneThroughAftOnS3AndSomeStraightOnIt(@TempDir Path folder) throws Exception {
    try (LocalS3 server = LocalS3.inMemory()) {
      List<String> table = table(folder, "--storage=" + server.uri(""), "--transactions=500");
      assertEquals("aft,500,0,0,true", table.get(2));
      assertTrue(table.get(1).matches("bare-store,500,[1-9].*,false"), table.get(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void noneThroughAftOnASharedStore(SharedStore store, @TempDir Path folder) throws Exception {
    List<String> table = table(folder, "--storage=" + store.newAddress(), "--transactions=200");
    assertEquals("aft,200,0,0,true", table.get(2));
  }

  @Test
  void noneThroughANode(@TempDir Path folder) throws Exception {
    try (TestNode node = TestNode.inMemory()) {
      List<String> table = table(folder, "--url=" + node.url(), "--transactions=500");
      assertEquals("aft,500,0,0,true", table.get(2));
    }
  }
}
