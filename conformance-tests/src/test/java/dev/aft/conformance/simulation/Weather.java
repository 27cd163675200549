package dev.aft.conformance.simulation;

import dev.aft.engine.EngineSettings;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.SnapshotReads;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What the seed makes of the surroundings. Probabilities are per thousand calls, delays means.
 *
 * @param powers that the store admits to
 * @param exclusive whether the store says that it belongs to one process at a time
 * @param maxBatchBytes above which a commit goes in steps all the same
 * @param failed store calls that fail, not done
 * @param unknown store calls that fail with an unknown outcome
 * @param silent store calls that are not answered before they time out
 * @param atOnce store calls that are answered on the calling thread
 * @param torn reads of several keys that take place at several moments
 * @param rejected tasks for which the worker has no room
 * @param storeDelay from a store call to its answer
 * @param longestLate how long after its time-out a write may still take place
 * @param thinkTime of clients between two calls
 * @param outage for how long no call is answered as it should be; 0 for never
 * @param deaths of the process
 * @param clockJumps of the wall clock
 * @param drift of the wall clock, in parts of a million
 * @param clients at one time
 * @param keys that they share
 * @param transactions after which the storm is over
 * @param valueBytes that a value is padded to
 */
record Weather(
    Set<Class<?>> powers,
    boolean exclusive,
    long maxBatchBytes,
    int failed,
    int unknown,
    int silent,
    int atOnce,
    int torn,
    int rejected,
    long storeDelay,
    long longestLate,
    long thinkTime,
    long outage,
    int deaths,
    int clockJumps,
    int drift,
    int clients,
    int keys,
    int transactions,
    int valueBytes,
    EngineSettings settings) {
  static final Duration LIFETIME = Duration.ofSeconds(4);
  static final Duration SKEW = Duration.ofMillis(500);

  /** Longer than clients try again, shorter than the quiet in the end. */
  static final Duration KEY_LIFETIME = Duration.ofSeconds(60);

  /** Late writes are over before what they were fenced with may go. */
  private static final long LATEST = 2 * VirtualTime.SECOND;

  /** Many times as long as transactions live. */
  private static final long LONGEST_OUTAGE = 70 * VirtualTime.SECOND;

  boolean isClockWrong() {
    return clockJumps > 0 || drift != 0;
  }

  static Weather of(SplittableRandom random) {
    boolean calm = random.nextInt(4) == 0;
    int level = calm ? 0 : random.nextInt(1, 40);
    return new Weather(
        powers(random),
        random.nextBoolean(),
        random.nextBoolean() ? 1 << 20 : 700,
        random.nextInt(level + 1),
        random.nextInt(level + 1),
        random.nextInt(level / 4 + 1),
        random.nextBoolean() ? 0 : random.nextInt(1000),
        random.nextBoolean() ? 0 : random.nextInt(500),
        random.nextBoolean() ? 0 : 100,
        random.nextLong(1, 30) * VirtualTime.MILLI,
        calm ? 0 : LATEST,
        random.nextLong(1, 60) * VirtualTime.MILLI,
        random.nextInt(6) > 0 ? 0 : random.nextLong(1, LONGEST_OUTAGE),
        calm ? 0 : random.nextInt(4),
        random.nextBoolean() ? 0 : random.nextInt(4),
        random.nextInt(3) == 0 ? random.nextInt(-100_000, 100_000) : 0,
        random.nextInt(2, 7),
        random.nextInt(2, 10),
        random.nextInt(20, 90),
        random.nextInt(3) == 0 ? 200 : 0,
        settings(random));
  }

  private static Set<Class<?>> powers(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Set.of();
      case 1 -> Set.of(AtomicBatches.class);
      default -> Set.of(AtomicBatches.class, SnapshotReads.class);
    };
  }

  private static EngineSettings settings(SplittableRandom random) {
    boolean spills = random.nextInt(3) == 0;
    return EngineSettings.builder()
        .keyBytes(100)
        .valueBytes(400)
        .writeBufferBytesPerTransaction(spills ? 600 : 1 << 20)
        .writeBufferBytesTotal(spills ? 3000 : 1 << 20)
        .maxTransactionLifetime(LIFETIME)
        .skewAllowance(SKEW)
        .collectionInterval(Duration.ofMillis(random.nextInt(50, 1000)))
        .collectedCommitsPerSecond(random.nextInt(5) == 0 ? 20 : 50_000)
        .versionIndexBytes(
            switch (random.nextInt(3)) {
              case 0 -> 0;
              case 1 -> 1000;
              default -> 1 << 20;
            })
        .idempotencyKeyLifetime(KEY_LIFETIME)
        // All or nothing: what a cache in between evicts is not the seed's to decide.
        .commitRecordCacheBytes(random.nextBoolean() ? 0 : 8 << 20)
        .build();
  }
}
