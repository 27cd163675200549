package dev.aft.storage.s3.log;

/**
 * When groups leave: at once if none is under way, otherwise spread over the latency measured
 * lately, so that about as many are under way at a time as do not slow each other down. A latency
 * far above the least comes from a server, a network or a processor that is busy: each such group
 * takes from the number that may be under way, each other one gives a little back. Few and large
 * groups do more then. Times in nanoseconds. Not thread-safe.
 */
final class Pace {
  /** Weight of the newest latency is one over two to the power of this. */
  private static final int SMOOTHING = 3;

  /** The least latency rises by this measure, so that it follows a way that became longer. */
  private static final int FORGETTING = 6;

  private static final double LESS = 0.5;
  private static final double MORE = 0.125;

  /** This share of the latency is worth waiting for a group that is larger. */
  private static final int GATHERING = 8;

  private final int putsAtOnce;
  private final int usualVariation;
  private double allowed;
  private long latency;
  private long least;
  private long lastDeparture;
  private long lastSettlement;

  Pace(LogSettings settings) {
    this.putsAtOnce = settings.putsAtOnce();
    this.usualVariation = settings.usualVariation();
    this.allowed = putsAtOnce;
  }

  void departed(long now) {
    lastDeparture = now;
  }

  void settled(long now) {
    lastSettlement = now;
  }

  void measured(long nanos) {
    latency = latency == 0 ? nanos : latency + ((nanos - latency) >> SMOOTHING);
    least = least == 0 || nanos < least ? nanos : least + ((nanos - least) >> FORGETTING);
    allowed =
        nanos > least * usualVariation
            ? Math.max(1, allowed - LESS)
            : Math.min(putsAtOnce, allowed + MORE);
  }

  /** How many groups may be under way at a time: at least one. */
  int groupsAtOnce() {
    return (int) allowed;
  }

  /** How long until the next group leaves beside others; 0 when it leaves now. */
  long nanosUntilNext(long now) {
    return Math.max(0, lastDeparture + latency / groupsAtOnce() - now);
  }

  /**
   * How long until a group leaves alone that is smaller than it will be when those who were
   * answered have come back; 0 when it leaves now. Only where groups are better sent one by one.
   */
  long nanosToGather(long now) {
    return groupsAtOnce() > 1 ? 0 : Math.max(0, lastSettlement + latency / GATHERING - now);
  }

  /** The latency of one group, smoothed. */
  long latencyNanos() {
    return latency;
  }
}
