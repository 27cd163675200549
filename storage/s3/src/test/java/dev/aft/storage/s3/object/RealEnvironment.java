package dev.aft.storage.s3.object;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** The surroundings of a store in tests against a real server: real time and threads. */
public final class RealEnvironment implements AutoCloseable {
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(2);

  public RealEnvironment() {
    scheduler.setRemoveOnCancelPolicy(true);
  }

  public S3Environment environment() {
    return new S3Environment(
        System::nanoTime,
        (RandomGenerator) () -> ThreadLocalRandom.current().nextLong(),
        scheduler,
        worker);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    worker.shutdownNow();
  }
}
