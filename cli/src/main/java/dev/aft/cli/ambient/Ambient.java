package dev.aft.cli.ambient;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;

/** The command line's clock, randomness and patience. */
@AmbientApi
public final class Ambient {
  private Ambient() {}

  public static long nanoTime() {
    return System.nanoTime();
  }

  public static Random random() {
    return new Random();
  }

  public static SecureRandom secureRandom() {
    return new SecureRandom();
  }

  public static void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
