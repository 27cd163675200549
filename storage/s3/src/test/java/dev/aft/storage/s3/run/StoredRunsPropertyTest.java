package dev.aft.storage.s3.run;

import dev.aft.storage.contract.SeededRuns;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Checkpoints, merges, openings and reads in any order hold what a map holds. */
class StoredRunsPropertyTest {
  @Test
  void whatWasWrittenIsReadHoweverLittleMemoryThereIs() {
    SeededRuns.of(
        60,
        random -> {
          RunsHarness harness = new RunsHarness(random);
          RunSettings settings =
              RunsHarness.tiny(random.nextBoolean() ? RunsHarness.PLENTY : random.nextInt(1_000));
          StoredRuns runs = harness.open(settings);
          for (int step = 0; step < 15; step++) {
            switch (random.nextInt(5)) {
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
          runs.close();
        });
  }
}
