package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.SeededRuns;
import dev.aft.storage.spi.Bytes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
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
          verifyBounded(runs.statistics());
          verifyNothingIsLeft(harness, runs, settings);
        });
  }

  /** Three of a class and one that is alone between larger ones, for each class there can be. */
  private static void verifyBounded(Map<String, Long> statistics) {
    assertTrue(statistics.get("sorted_runs") <= 12, statistics::toString);
    assertTrue(
        4 * statistics.get("run_deleted_entries") <= statistics.get("run_entries"),
        statistics::toString);
    assertEquals(0, statistics.get("merge_failures_total"));
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
    assertEquals(next.statistics().get("run_objects"), harness.names("run/").size());
    harness.verify(next);
    next.close();
  }
}
