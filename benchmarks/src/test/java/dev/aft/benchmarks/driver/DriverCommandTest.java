package dev.aft.benchmarks.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class DriverCommandTest {
  private static final String URL = "jdbc:aft:memory:driver-bench";

  @Test
  void startRunsJvmsThatDoNothingAndTellsTheirRatio() {
    assertEquals(0, run("start", "--url=nothing", "--beside=nothing", "--pairs=1"));
  }

  @Test
  void aSideThatDoesNotAnswerEndsTheCommand() {
    assertTrue(0 != run("start", "--url=jdbc:nowhere:x", "--beside=nothing", "--pairs=1"));
  }

  @Test
  void whatToMeasureAndBothSidesHaveToBeNamed() {
    assertEquals(2, run());
    assertEquals(2, run("stream", "--url=nothing"));
  }

  @Test
  void theRowsThatTheLoaderWritesAreThoseThatAreStreamed() throws SQLException {
    try (Connection keepsTheNode = DriverManager.getConnection(URL)) {
      assertEquals("loaded", BatchClient.run(URL, "load", "25", "10"));
      assertEquals("loaded", BatchClient.run(URL, "load", "25", "10"));
      assertFigures(StreamClient.run(URL, "25", "10", "2"));
      assertThrows(IllegalStateException.class, () -> StreamClient.run(URL, "26", "10", "1"));
      assertTrue(keepsTheNode.isValid(1));
    }
  }

  @Test
  void batchesAndReconnectsTellTwoFigures() throws SQLException {
    try (Connection keepsTheNode = DriverManager.getConnection(URL)) {
      assertFigures(BatchClient.run(URL, "2", "25", "10"));
      assertFigures(ReconnectClient.run(URL, "3"));
      assertTrue(keepsTheNode.isValid(1));
    }
  }

  private static void assertFigures(String line) {
    String[] figures = line.split(" ", -1);
    assertEquals(2, figures.length);
    assertTrue(Long.parseLong(figures[0]) > 0, line);
    assertTrue(Long.parseLong(figures[1]) >= 0, line);
  }

  private static int run(String... arguments) {
    return new CommandLine(new DriverCommand()).execute(arguments);
  }
}
