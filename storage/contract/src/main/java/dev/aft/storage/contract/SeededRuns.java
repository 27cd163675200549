package dev.aft.storage.contract;

import java.util.SplittableRandom;

/**
 * Runs a test many times, each run with a seed of its own. A failure names the seed. {@code
 * -Daft.fuzz.seed=N} sets the first seed and {@code -Daft.fuzz.runs=N} the number of runs; without
 * them every build does the same.
 */
public final class SeededRuns {
  private static final String SEED = "aft.fuzz.seed";
  private static final String RUNS = "aft.fuzz.runs";

  private SeededRuns() {}

  /** One run, which takes all its chances from {@code random}. */
  @FunctionalInterface
  public interface Run {
    void run(SplittableRandom random) throws Exception;
  }

  /**
   * Runs {@code test}.
   *
   * @param runs unless the property says otherwise
   * @throws AssertionError for the first run that throws
   */
  public static void of(int runs, Run test) {
    long first = Long.getLong(SEED, 1L);
    int wanted = Integer.getInteger(RUNS, runs);
    for (long seed = first; seed < first + wanted; seed++) {
      try {
        test.run(new SplittableRandom(seed));
      } catch (Exception | Error e) {
        throw new AssertionError(
            "seed " + seed + " fails; again: -D" + SEED + "=" + seed + " -D" + RUNS + "=1", e);
      }
    }
  }
}
