package dev.aft.storage.s3;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks, while there are reads, whether the store is still this process's: writes find out by
 * themselves, and a store that nobody uses costs nothing. Thread-safe.
 */
final class OwnershipWatch {
  /** A process that has lost the store serves old data for about as long at most. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  private final ScheduledExecutorService scheduler;
  private final Runnable look;
  private final AtomicBoolean planned = new AtomicBoolean();

  OwnershipWatch(ScheduledExecutorService scheduler, Runnable look) {
    this.scheduler = scheduler;
    this.look = look;
  }

  /** Something was read: there is a look soon. */
  void noteRead() {
    if (!planned.get() && planned.compareAndSet(false, true)) {
      try {
        var unused = scheduler.schedule(this::run, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The scheduler ends together with the store.
        planned.set(true);
      }
    }
  }

  private void run() {
    planned.set(false);
    look.run();
  }
}
