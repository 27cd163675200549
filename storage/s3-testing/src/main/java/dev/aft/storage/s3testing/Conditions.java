package dev.aft.storage.s3testing;

import dev.aft.storage.s3testing.FaultyNetwork.Side;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a {@link FaultyNetwork} does at the moment. Thread-safe. */
final class Conditions {
  private static final long FREEZE_CHECK_NANOS = 1_000_000;

  /** What becomes of some bytes. */
  record Passage(int passing, boolean cut, boolean reset) {}

  private record Cut(Side side, long after, boolean reset) {}

  private volatile boolean frozen;
  private volatile Duration delay = Duration.ZERO;
  private @Nullable Cut cut;

  void freeze() {
    frozen = true;
  }

  void delay(Duration wanted) {
    delay = wanted;
  }

  synchronized void cutAfter(Side side, long bytes, boolean reset) {
    cut = new Cut(side, bytes, reset);
  }

  synchronized void heal() {
    cut = null;
    delay = Duration.ZERO;
    frozen = false;
  }

  /** Waits out delay and freeze; returns early when {@code gone}. */
  void hold(BooleanSupplier gone) {
    Duration wanted = delay;
    if (!wanted.isZero()) {
      LockSupport.parkNanos(wanted.toNanos());
    }
    while (frozen && !gone.getAsBoolean()) {
      LockSupport.parkNanos(FREEZE_CHECK_NANOS);
    }
  }

  /** How many of {@code count} bytes may pass. */
  synchronized Passage passage(Side side, int count) {
    Cut coming = cut;
    if (coming == null || coming.side() != side) {
      return new Passage(count, false, false);
    }
    if (coming.after() >= count) {
      cut = new Cut(side, coming.after() - count, coming.reset());
      return new Passage(count, false, false);
    }
    cut = null;
    return new Passage((int) coming.after(), true, coming.reset());
  }
}
