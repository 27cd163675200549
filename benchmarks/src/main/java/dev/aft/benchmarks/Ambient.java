package dev.aft.benchmarks;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** The benchmarks' clock, randomness and patience. */
@AmbientApi
final class Ambient {
  private Ambient() {}

  static long nanoTime() {
    return System.nanoTime();
  }

  static RandomGenerator random() {
    return ThreadLocalRandom.current();
  }

  static void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
