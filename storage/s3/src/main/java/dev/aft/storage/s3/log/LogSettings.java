package dev.aft.storage.s3.log;

import dev.aft.storage.spi.StorageException;
import java.time.Duration;

/**
 * Bounds of the log.
 *
 * @param inlineBytes values of a batch up to this travel in the log; of more, the larger become
 *     objects of their own
 * @param putsAtOnce groups under way at most
 * @param groupBytes a group that has reached this takes no more batches
 * @param groupBatches batches of a group at most
 * @param timeout how long a caller waits for an answer, up to 1 MiB; a second more for each MiB
 * @param maxWaitingBytes of batches without an answer; more are throttled
 * @param checkpointBytes of memory tables start a checkpoint; at four times as much writes wait
 * @param checkpointObjects of the log start a checkpoint; at four times as many writes wait
 * @param usualVariation up to so many times the least, latency varies by itself; beyond, groups
 *     slow each other down
 */
public record LogSettings(
    int inlineBytes,
    int putsAtOnce,
    int groupBytes,
    int groupBatches,
    Duration timeout,
    long maxWaitingBytes,
    long checkpointBytes,
    int checkpointObjects,
    int usualVariation) {
  private static final int USUAL_VARIATION = 4;

  /** What an address without parameters means. */
  public static final LogSettings DEFAULT =
      new LogSettings(
          256 << 10, 4, 4 << 20, 10_000, Duration.ofSeconds(10), 128L << 20, 16L << 20, 512);

  /** With the usual variation of latency. */
  public LogSettings(
      int inlineBytes,
      int putsAtOnce,
      int groupBytes,
      int groupBatches,
      Duration timeout,
      long maxWaitingBytes,
      long checkpointBytes,
      int checkpointObjects) {
    this(
        inlineBytes,
        putsAtOnce,
        groupBytes,
        groupBatches,
        timeout,
        maxWaitingBytes,
        checkpointBytes,
        checkpointObjects,
        USUAL_VARIATION);
  }

  /** Validates. */
  public LogSettings {
    if (inlineBytes < 0
        || putsAtOnce < 1
        || groupBytes < 1
        || groupBatches < 1
        || maxWaitingBytes < 1
        || checkpointBytes < 1
        || checkpointObjects < 1
        || usualVariation < 1
        || timeout.isNegative()
        || timeout.isZero()) {
      throw new StorageException(
          StorageException.Reason.MISCONFIGURED, "Bounds of the log are at least 1.");
    }
  }

  /** How long to wait for so many bytes to arrive. */
  long timeoutNanos(long bytes) {
    return timeout.plusSeconds(bytes >> 20).toNanos();
  }
}
