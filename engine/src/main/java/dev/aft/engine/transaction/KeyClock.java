package dev.aft.engine.transaction;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Tells how old key records are, by a time that no jump of the wall clock moves: it goes on from
 * the last note in the store by monotonic time. What passes between two processes is not measured;
 * the wall clock may tell of a small part of the lifetime for it, so that keys grow old also where
 * processes are short. A clock that is a year ahead then costs a key no more than that part for
 * each restart. Not thread-safe.
 */
final class KeyClock {
  /** Of the lifetime, what a restart may add at most. */
  private static final int CREDIT_PART = 24;

  private final long lifetimeMillis;
  private final AgeSamples ages;
  private long startMillis;
  private long startNanos;

  KeyClock(Duration lifetime) {
    this.lifetimeMillis = lifetime.toMillis();
    this.ages = new AgeSamples(TimeUnit.MILLISECONDS.toNanos(lifetimeMillis));
  }

  /**
   * Goes on from a note.
   *
   * @param noted what {@link #millis} was when it was last noted; 0 for never
   */
  void start(long noted, long wallMillis, long nanos) {
    long credit = Math.min(wallMillis, noted + lifetimeMillis / CREDIT_PART);
    startMillis = noted == 0 ? wallMillis : Math.max(noted, credit);
    startNanos = nanos;
  }

  /** What time it is, in milliseconds since 1970. */
  long millis(long nanos) {
    return startMillis + TimeUnit.NANOSECONDS.toMillis(nanos - startNanos);
  }

  /**
   * Which key records have lived long enough: those with a timestamp before the one returned. Also
   * when timestamps are far ahead of this clock, after a wall clock that was: then the samples tell
   * their age.
   */
  long expired(long nanos, long newestTimestamp) {
    long sampled = ages.note(nanos, newestTimestamp);
    return Math.max(HybridLogicalClock.ofMillis(millis(nanos) - lifetimeMillis), sampled + 1);
  }
}
