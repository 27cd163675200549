package dev.aft.engine;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Everything the engine would otherwise take from its surroundings, so that a simulation can own
 * it.
 *
 * @param clock wall-clock time: decides freshness, never correctness
 * @param nanoTime a monotonic clock in nanoseconds, for durations
 * @param random a thread-safe, unguessable source in production; a seeded one in simulation
 * @param scheduler runs short tasks later: deadlines, garbage collection ticks
 * @param worker runs long statement work (scans, sorts) off the caller's thread; bounded
 * @param failPoints where tests kill the process; {@link FailPoints#NONE} everywhere else
 */
public record EngineEnvironment(
    InstantSource clock,
    LongSupplier nanoTime,
    RandomGenerator random,
    ScheduledExecutorService scheduler,
    Executor worker,
    FailPoints failPoints) {

  /** Without fail points. */
  public EngineEnvironment(
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      ScheduledExecutorService scheduler,
      Executor worker) {
    this(clock, nanoTime, random, scheduler, worker, FailPoints.NONE);
  }
}
