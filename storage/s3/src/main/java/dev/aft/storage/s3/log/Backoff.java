package dev.aft.storage.s3.log;

import dev.aft.storage.s3.object.S3Environment;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Delays that double from one failure to the next, up to a second, with jitter. Thread-safe. */
final class Backoff {
  private static final long FIRST_NANOS = 20_000_000;
  private static final long MOST_NANOS = 1_000_000_000;
  private static final int MOST_DOUBLINGS = 6;

  private final S3Environment environment;

  Backoff(S3Environment environment) {
    this.environment = environment;
  }

  /** Runs {@code task} after the delay that follows so many failures. */
  void after(int failures, Runnable task) {
    int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, failures - 1));
    long most = Math.min(MOST_NANOS, FIRST_NANOS << doublings);
    run(most / 2 + environment.random().nextLong(most / 2), task);
  }

  /** Runs {@code task} later, or not at all when the process is ending. */
  void run(long nanos, Runnable task) {
    try {
      var unused = environment.scheduler().schedule(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The scheduler has been shut down together with the store: nobody waits for the task.
      return;
    }
  }
}
