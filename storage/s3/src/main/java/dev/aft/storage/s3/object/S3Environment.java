package dev.aft.storage.s3.object;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Everything the store would otherwise take from its surroundings, so that a simulation can own it.
 *
 * @param nanoTime a monotonic clock in nanoseconds
 * @param random thread-safe
 * @param scheduler runs short tasks later: retries, departures of groups
 * @param worker runs what takes long: checkpoints and merges; bounded
 */
public record S3Environment(
    LongSupplier nanoTime,
    RandomGenerator random,
    ScheduledExecutorService scheduler,
    Executor worker) {}
