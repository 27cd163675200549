package dev.aft.conformance.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Time that passes only from one event to the next, the randomness of a simulation, and its log.
 * Events of one moment run in an order that the seed decides. One thread.
 */
final class VirtualTime implements InstantSource {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;

  private static final long FIRST_MILLIS = 1_700_000_000_000L;
  private static final int MAX_EVENTS = 400_000;

  private record Event(long nanos, long tie, long order, Runnable task) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::nanos)
              .thenComparingLong(Event::tie)
              .thenComparingLong(Event::order));
  private final SplittableRandom random;
  private final boolean logging;
  private final StringBuilder log = new StringBuilder();
  private long now;
  private long count;
  private long wallOffsetMillis;

  /** How much faster the wall clock runs, in parts of a million. */
  private long driftPerMillion;

  VirtualTime(long seed, boolean logging) {
    this.random = new SplittableRandom(seed);
    this.logging = logging;
  }

  // Time

  /** Monotonic time. */
  long nanos() {
    return now;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public long millis() {
    long passed = now / MILLI;
    return FIRST_MILLIS + wallOffsetMillis + passed + passed * driftPerMillion / 1_000_000;
  }

  /** Moves the wall clock alone; {@code 0} puts it right. */
  void turnWallClock(long offsetMillis) {
    wallOffsetMillis = offsetMillis;
  }

  void driftWallClock(long perMillion) {
    driftPerMillion = perMillion;
  }

  // Events

  void after(long delayNanos, Runnable task) {
    events.add(new Event(now + delayNanos, random.nextInt(), count++, task));
  }

  /** Runs all that is due within {@code nanos} from now, whatever new events that brings. */
  void pass(long nanos) {
    long until = now + nanos;
    while (!events.isEmpty() && events.peek().nanos() <= until) {
      Event event = events.remove();
      now = event.nanos();
      if (count > MAX_EVENTS) {
        throw new IllegalStateException("The simulation does not come to an end");
      }
      event.task().run();
    }
    now = until;
  }

  long eventCount() {
    return count;
  }

  // Randomness

  SplittableRandom random() {
    return random;
  }

  boolean chance(int perMille) {
    return perMille > 0 && random.nextInt(1000) < perMille;
  }

  /** A delay that is short most of the time and long now and then. */
  long delay(long meanNanos) {
    long most = 2 * meanNanos + 1;
    return random.nextInt(20) == 0 ? 10 * random.nextLong(most) : random.nextLong(most);
  }

  // Log

  void log(Supplier<String> line) {
    if (logging) {
      log.append(now / 1000).append(' ').append(line.get()).append('\n');
    }
  }

  String logged() {
    return log.toString();
  }
}
