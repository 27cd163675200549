package dev.aft.storage.s3;

import dev.aft.storage.s3.object.S3Environment;
import java.security.SecureRandom;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The clock, randomness and threads of this process, for one open store. */
@AmbientApi
final class ProcessEnvironment implements AutoCloseable {
  /** A checkpoint and a merge at a time. */
  private static final int WORKERS = 2;

  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, daemons("aft-s3-timer"));
  private final ScheduledThreadPoolExecutor worker =
      new ScheduledThreadPoolExecutor(WORKERS, daemons("aft-s3-worker"));
  private final S3Environment environment =
      new S3Environment(System::nanoTime, new SecureRandom(), scheduler, worker);

  ProcessEnvironment() {
    scheduler.setRemoveOnCancelPolicy(true);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  S3Environment environment() {
    return environment;
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    worker.shutdownNow();
  }
}
