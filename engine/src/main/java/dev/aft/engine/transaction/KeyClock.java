package dev.aft.engine.transaction;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time by which key records grow old, which no jump of the wall clock moves: it goes on from
 * the last note in the store by monotonic time. What passes between two processes is not measured;
 * the wall clock may tell of a small part of the lifetime for it, so that keys grow old also where
 * processes are short. A clock that is a year ahead then costs a key no more than that part for
 * each restart. Not thread-safe.
 */
final class KeyClock {
  /** Of the lifetime, what a restart may add at most. */
  private static final int CREDIT_PART = 24;

  private final long lifetimeMillis;
  private final long openedWallMillis;
  private final long openedNanos;
  private long openedMillis;

  /** A clock of a node that opens its store now; it stands at zero until it is told better. */
  KeyClock(Duration lifetime, long wallMillis, long nanos) {
    this.lifetimeMillis = lifetime.toMillis();
    this.openedWallMillis = wallMillis;
    this.openedNanos = nanos;
  }

  /** Goes on from what {@link #millis} was when it was last noted. */
  void goOnFrom(long noted) {
    long credit = Math.min(openedWallMillis, noted + lifetimeMillis / CREDIT_PART);
    openedMillis = Math.max(noted, credit);
  }

  /**
   * Goes to the time of the oldest key record there is, unless it is past that already: that makes
   * none older than new. Needed after the start, and when timestamps are ahead of this clock.
   */
  void reach(long oldestMillis, long nanos) {
    openedMillis += Math.max(0, oldestMillis - millis(nanos));
  }

  /** What time it is, in milliseconds since 1970. */
  long millis(long nanos) {
    return openedMillis + TimeUnit.NANOSECONDS.toMillis(nanos - openedNanos);
  }

  /** Key records with a timestamp before this one have lived long enough. */
  long expired(long nanos) {
    return HybridLogicalClock.ofMillis(millis(nanos) - lifetimeMillis);
  }
}
