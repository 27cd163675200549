package dev.aft.conformance.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The engine over the store on S3 over a bucket in memory, all under one seed. {@code
 * -Daft.simulation.s3.seeds=N} runs N of them, {@code -Daft.simulation.first=S} begins at S, {@code
 * -Daft.simulation.s3.seed=S} replays one and prints it.
 */
class S3SimulationTest {
  private static final int DEFAULT_SEEDS = 300;
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
    Long replayed = Long.getLong("aft.simulation.s3.seed");
    long first = replayed == null ? Long.getLong("aft.simulation.first", 1) : replayed;
    int seeds = replayed == null ? Integer.getInteger("aft.simulation.s3.seeds", DEFAULT_SEEDS) : 1;
    List<String> failures = new ArrayList<>();
    long committed = 0;
    for (long seed = first; seed < first + seeds && failures.size() < REPORTED; seed++) {
      Simulation.Result result = Simulation.runOnS3(seed, replayed != null);
      committed += result.committed();
      if (replayed != null) {
        System.out.print(result.log());
      }
      if (!result.violations().isEmpty()) {
        failures.add("seed " + seed + ": " + result.violations());
      }
    }
    assertTrue(failures.isEmpty(), () -> String.join("\n", failures));
    assertTrue(committed > 5L * seeds, "the clients got nothing done: committed=" + committed);
  }
}
