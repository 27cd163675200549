package dev.aft.storage.s3.object;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long a call tries, how long one attempt of it waits, and how long it pauses between two. What
 * has more than 1 MiB to carry gets a second more for each MiB beyond.
 *
 * @param timeoutNanos for everything, where there is little to carry
 */
record RetryTimes(long timeoutNanos) {
  private static final long MAX_FIRST_ATTEMPT = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long FIRST_THROTTLED_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_PAUSE = TimeUnit.SECONDS.toNanos(2);
  private static final long LEAST_ATTEMPT = TimeUnit.SECONDS.toNanos(1);
  private static final int GROWTH = 3;

  RetryTimes(Duration timeout) {
    this(timeout.toNanos());
  }

  /** From the start of a call until it gives up. */
  long total(long bytes) {
    return timeoutNanos + transfer(bytes);
  }

  /**
   * The time-out of an attempt: a quarter of the whole at first, so that a lost packet costs
   * little, then three times as much, so that a slow server is given what there is.
   *
   * @param number counts attempts from 1
   */
  long attempt(int number, long bytes) {
    long first = Math.min(MAX_FIRST_ATTEMPT, timeoutNanos / 4);
    return number == 1 ? first + transfer(bytes) : first * GROWTH + transfer(bytes);
  }

  /**
   * What must be left for another attempt: one that is cut short would make a write unknown that
   * was refused each time before.
   */
  long leastAttempt() {
    return Math.min(LEAST_ATTEMPT, timeoutNanos / 10);
  }

  /**
   * The pause after an attempt: between nothing and twice as much each time (full jitter).
   *
   * @param number of the attempt that failed, from 1
   */
  long pause(int number, boolean throttled, RandomGenerator random) {
    long first = throttled ? FIRST_THROTTLED_PAUSE : FIRST_PAUSE;
    long most = Math.min(MAX_PAUSE, first << Math.min(number - 1, 16));
    return random.nextLong(most + 1);
  }

  private static long transfer(long bytes) {
    return TimeUnit.SECONDS.toNanos(Math.max(0, bytes - 1) >> 20);
  }
}
