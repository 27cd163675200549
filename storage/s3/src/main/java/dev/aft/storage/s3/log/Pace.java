package dev.aft.storage.s3.log;

/**
 * When groups leave: at once if none is under way, otherwise spread over the latency measured
 * lately, so that about {@code putsAtOnce} are under way at a time. Times in nanoseconds. Not
 * thread-safe.
 */
final class Pace {
  /** Weight of the newest latency is one over two to the power of this. */
  private static final int SMOOTHING = 3;

  private final int putsAtOnce;
  private long latency;
  private long lastDeparture;

  Pace(int putsAtOnce) {
    this.putsAtOnce = putsAtOnce;
  }

  void departed(long now) {
    lastDeparture = now;
  }

  void measured(long nanos) {
    latency = latency == 0 ? nanos : latency + ((nanos - latency) >> SMOOTHING);
  }

  /** How long until the next group leaves beside others; 0 when it leaves now. */
  long nanosUntilNext(long now) {
    return Math.max(0, lastDeparture + latency / putsAtOnce - now);
  }

  /** The latency of one group, smoothed. */
  long latencyNanos() {
    return latency;
  }
}
