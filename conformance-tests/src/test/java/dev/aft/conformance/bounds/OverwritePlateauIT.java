package dev.aft.conformance.bounds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.benchmarks.Overwrites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under a steady overwrite load the store stays small. The day's worth: {@code ./aft bench
 * overwrites}, or this test with {@code -Daft.overwrites=10000000}.
 */
class OverwritePlateauIT {
  private static final int UPDATES = Integer.getInteger("aft.overwrites", 100_000);
  private static final int KEYS = UPDATES / 1000;
  private static final int VALUE_BYTES = 1000;

  private Path folder;

  @BeforeEach
  void use(@TempDir Path empty) {
    folder = empty;
  }

  @Test
  void aStoreOverwrittenAThousandTimesEndsWithinThreeTimesItsLiveData() throws Exception {
    Duration lifetime = UPDATES > 1_000_000 ? Duration.ofSeconds(10) : Duration.ofSeconds(1);
    Overwrites.Plan plan = new Overwrites.Plan(UPDATES, KEYS, VALUE_BYTES, 256, lifetime);
    List<Overwrites.Sample> samples = new ArrayList<>();
    Overwrites.Sample end = new Overwrites(plan, folder.resolve("data"), samples::add).run();

    assertEquals(UPDATES, end.collected());
    // A fresh log, its manifest and options take some 100 KB, however little data there is.
    assertTrue(
        end.diskBytes() <= 3 * plan.liveBytes() + (200 << 10),
        () -> "live=" + plan.liveBytes() + " " + samples);
  }
}
