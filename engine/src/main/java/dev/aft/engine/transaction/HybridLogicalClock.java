package dev.aft.engine.transaction;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives commit timestamps: physical milliseconds in the high 48 bits, a counter in the low 16.
 * Every timestamp is greater than all given or observed before, whatever the physical clock does; a
 * counter that overflows borrows from the milliseconds. Thread-safe, without locks.
 */
final class HybridLogicalClock {
  private static final int COUNTER_BITS = 16;

  private final InstantSource physical;
  private final AtomicLong last = new AtomicLong();

  HybridLogicalClock(InstantSource physical) {
    this.physical = physical;
  }

  /** A timestamp greater than every one given or observed before. */
  long tick() {
    long now = ofMillis(physical.millis());
    while (true) {
      long previous = last.get();
      long next = Math.max(previous + 1, now);
      if (last.compareAndSet(previous, next)) {
        return next;
      }
    }
  }

  /** Moves the clock forward, so that every later tick is greater than {@code timestamp}. */
  void observe(long timestamp) {
    if (timestamp > last.get()) {
      last.accumulateAndGet(timestamp, Math::max);
    }
  }

  /** The greatest timestamp given or observed so far. */
  long last() {
    return last.get();
  }

  /** The milliseconds in a timestamp. */
  static long millisOf(long timestamp) {
    return timestamp >>> COUNTER_BITS;
  }

  /** The smallest timestamp of a millisecond of physical time. */
  static long ofMillis(long millis) {
    return Math.max(0, millis) << COUNTER_BITS;
  }
}
