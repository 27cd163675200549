package dev.aft.storage.s3.log;

/**
 * How many of the callers who have just been answered are worth waiting for: as many as came back
 * lately. One alone is never waited for. Not thread-safe.
 */
final class Returns {
  /** What comes back as expected raises the share by this part of what is missing. */
  private static final double TRUST = 0.25;

  /** What stays of the share at least when they do not come. */
  private static final double DOUBT = 0.75;

  private double share = 1;

  /** Since the last departure. */
  private int answered;

  /** What waited already when the first of them was answered. */
  private int waiting;

  /** So many are about to be answered, while so many wait. */
  void answered(int callers, int queued) {
    waiting = answered == 0 ? queued : waiting;
    answered += callers;
  }

  /** So many will wait when all who can be expected have come back. */
  int expected() {
    return waiting + (int) Math.round(answered * share);
  }

  /** A group leaves, of so many that wait. */
  void departing(int queued) {
    if (answered > 0) {
      double came = Math.min(1, Math.max(0, (double) (queued - waiting) / answered));
      share = queued < expected() ? Math.max(came, share * DOUBT) : share + (1 - share) * TRUST;
    }
    forget();
  }

  /** Those who have not come back by now are not waited for. */
  void forget() {
    answered = 0;
    waiting = 0;
  }
}
