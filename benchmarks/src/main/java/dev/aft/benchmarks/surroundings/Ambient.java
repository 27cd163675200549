package dev.aft.benchmarks.surroundings;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** The benchmarks' clock, randomness and patience. */
@AmbientApi
public final class Ambient {
  private Ambient() {}

  public static long nanoTime() {
    return System.nanoTime();
  }

  public static RandomGenerator random() {
    return ThreadLocalRandom.current();
  }

  public static void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
