package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.SeededRuns;
import dev.aft.storage.spi.Bytes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checkpoints, merges, openings and reads in any order hold what a map holds. */
class StoredRunsPropertyTest {
  @Test
  void whatWasWrittenIsReadHoweverLittleMemoryThereIs() {
    SeededRuns.of(
        40,
        random -> {
          RunsHarness harness = new RunsHarness(random);
          RunSettings settings =
              RunsHarness.tiny(random.nextBoolean() ? RunsHarness.PLENTY : random.nextInt(1_000));
          StoredRuns runs = harness.open(settings);
          for (int step = 0; step < 25; step++) {
            switch (random.nextInt(6)) {
              case 0 -> harness.verify(runs);
              case 1 -> harness.time.advance(Duration.ofMillis(random.nextInt(3_000)));
              case 2 -> {
                runs.close();
                runs = harness.open(settings);
              }
              default -> harness.result(harness.checkpoint(runs, harness.changes(40)));
            }
          }
          harness.verify(runs);
          harness.time.advance(Duration.ofHours(1));
          harness.verify(runs);
          verifyBounded(runs);
          verifyNothingIsLeft(harness, runs, settings);
        });
  }

  /** Three of a class and one that is alone between larger ones, for each class there can be. */
  private static void verifyBounded(StoredRuns runs) {
    assertTrue(RunsHarness.statistic(runs, "sorted_runs") <= 12, runs.statistics()::toString);
    assertTrue(
        4 * RunsHarness.statistic(runs, "run_deleted_entries")
            <= RunsHarness.statistic(runs, "run_entries"),
        runs.statistics()::toString);
    assertEquals(0, RunsHarness.statistic(runs, "merge_failures_total"));
  }

  private static void verifyNothingIsLeft(
      RunsHarness harness, StoredRuns runs, RunSettings settings) {
    Bytes garbage = Bytes.utf8("garbage");
    String dead = "cd".repeat(16);
    harness.result(harness.objects.anotherHandle().put("run/" + dead + "/1", garbage));
    harness.result(harness.objects.anotherHandle().put("value/" + dead + "/1", garbage));
    harness.result(harness.objects.anotherHandle().put("value/" + dead + "/2", garbage));
    runs.close();

    StoredRuns next = harness.open(settings);
    harness.result(next.sweep(Set.of("value/" + dead + "/2")));

    Set<String> named = new HashSet<>(harness.namedExternals(next));
    named.add("value/" + dead + "/2");
    assertTrue(harness.names("value/").containsAll(named));
    assertEquals(RunsHarness.statistic(next, "run_objects"), harness.names("run/").size());
    harness.verify(next);
    next.close();
  }
}
