package dev.aft.engine.transaction;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells which timestamps are old by monotonic time, whatever the wall clock did meanwhile:
 * remembers what the newest timestamp was at some moments of the past. Not thread-safe.
 */
final class AgeSamples {
  private static final int SAMPLES = 64;

  private record Sample(long nanos, long timestamp) {}

  private final long ageNanos;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long old;

  AgeSamples(long ageNanos) {
    this.ageNanos = ageNanos;
  }

  /**
   * Notes the newest timestamp given so far.
   *
   * @return one such that it and all before were given longer ago than the age; 0 when not known
   */
  long note(long nanos, long newest) {
    Sample last = samples.peekLast();
    if (last == null || nanos - last.nanos() >= ageNanos / SAMPLES) {
      samples.add(new Sample(nanos, newest));
    }
    Sample first = samples.peekFirst();
    while (first != null && nanos - first.nanos() > ageNanos) {
      old = first.timestamp();
      samples.remove();
      first = samples.peekFirst();
    }
    return old;
  }
}
