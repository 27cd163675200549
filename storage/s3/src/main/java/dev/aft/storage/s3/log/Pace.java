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

  /**
   * Many callers come back one after the other as fast as processors let them, in about this time.
   */
  private static final long RETURN_NANOS = 1_000_000;

  /** Where the latency is as short as that, waiting so is worth this share of it. */
  private static final int LONGEST_GATHERING = 2;

  private final int putsAtOnce;
  private final int usualVariation;
  private double allowed;
  private long latency;
  private long least;
  private long lastDeparture;
  private long lastAnswers;
  private long lastArrival;

  Pace(LogSettings settings) {
    this.putsAtOnce = settings.putsAtOnce();
    this.usualVariation = settings.usualVariation();
    this.allowed = putsAtOnce;
  }

  void departed(long now) {
    lastDeparture = now;
  }

  void answering(long now) {
    lastAnswers = now;
  }

  void arrived(long now) {
    lastArrival = now;
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
   * How long until a group leaves that is smaller than it will be when those who were answered have
   * come back; 0 when it leaves now. Shorter when nobody comes meanwhile.
   *
   * @param due since when nothing else has kept it
   */
  long nanosToGather(long now, long due) {
    long nobodyComes = Math.max(lastAnswers, lastArrival) + latency / GATHERING;
    return Math.max(0, Math.min(nobodyComes, due + longestGathering()) - now);
  }

  /** Whether those who were answered last and are not there yet have gone elsewhere. */
  boolean areGone(long now) {
    return now - lastAnswers > latency;
  }

  private long longestGathering() {
    return Math.max(latency / GATHERING, Math.min(RETURN_NANOS, latency / LONGEST_GATHERING));
  }

  /** The latency of one group, smoothed. */
  long latencyNanos() {
    return latency;
  }
}
