package dev.aft.conformance.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Thousands of seeds of the whole engine. {@code -Daft.simulation.seeds=N} runs N of them, {@code
 * -Daft.simulation.first=S} begins at S, {@code -Daft.simulation.seed=S} replays one and prints it.
 */
class EngineSimulationTest {
  private static final int DEFAULT_SEEDS = 2000;
  private static final int REPORTED = 5;

  @BeforeAll
  static void quiet() {
    QuietLog.begin();
  }

  @AfterAll
  static void loud() {
    QuietLog.end();
  }

  @Test
  void everySeedKeepsEveryPromise() {
    Long replayed = Long.getLong("aft.simulation.seed");
    if (replayed != null) {
      replay(replayed);
      return;
    }
    long first = Long.getLong("aft.simulation.first", 1);
    int seeds = Integer.getInteger("aft.simulation.seeds", DEFAULT_SEEDS);
    List<String> failures = new ArrayList<>();
    long committed = 0;
    for (long seed = first; seed < first + seeds && failures.size() < REPORTED; seed++) {
      Simulation.Result result = Simulation.run(seed, false);
      committed += result.committed();
      if (!result.violations().isEmpty()) {
        failures.add(report(seed));
      }
    }
    assertTrue(failures.isEmpty(), () -> String.join("\n", failures));
    assertTrue(committed > 10L * seeds, "the clients got nothing done: committed=" + committed);
  }

  private static void replay(long seed) {
    Simulation.Result result = Simulation.run(seed, true);
    System.out.print(result.log());
    assertTrue(result.violations().isEmpty(), () -> describe(result));
  }

  /** Runs the seed again, with its log, which goes to a file. */
  private static String report(long seed) {
    return describe(Simulation.run(seed, true));
  }

  private static String describe(Simulation.Result result) {
    try {
      Path file = Path.of("target", "simulation", "seed-" + result.seed() + ".log");
      Files.createDirectories(file.getParent());
      Files.writeString(file, result.log());
      Files.writeString(file.resolveSibling("seed-" + result.seed() + ".txt"), result.history());
      return "seed "
          + result.seed()
          + ": "
          + result.violations()
          + "\n  history: "
          + file.toAbsolutePath()
          + "\n  replay: mvn -o -B -pl conformance-tests -am test -Dtest=EngineSimulationTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Daft.simulation.seed="
          + result.seed();
    } catch (IOException e) {
      return "seed " + result.seed() + ": " + result.violations() + ", and no file: " + e;
    }
  }

  @Test
  void oneSeedGivesOneHistory() {
    for (long seed = 1; seed <= 50; seed++) {
      String log = Simulation.run(seed, true).log();
      assertEquals(log, Simulation.run(seed, true).log(), "seed " + seed);
      assertFalse(log.isEmpty());
    }
  }

  @Test
  void differentSeedsGiveDifferentHistories() {
    assertNotEquals(Simulation.run(1, true).log(), Simulation.run(2, true).log());
  }

  @Test
  void loggingChangesNothing() {
    for (long seed = 1; seed <= 50; seed++) {
      assertEquals(
          Simulation.run(seed, true).events(), Simulation.run(seed, false).events(), "" + seed);
    }
  }
}
