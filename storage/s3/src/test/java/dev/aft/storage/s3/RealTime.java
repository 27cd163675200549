package dev.aft.storage.s3;

import dev.aft.storage.s3.object.S3Environment;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Threads and a clock for tests that are about threads. */
final class RealTime implements AutoCloseable {
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
  private final ScheduledExecutorService worker = Executors.newScheduledThreadPool(2);
  private final S3Environment environment =
      new S3Environment(System::nanoTime, new SplittableRandom(1), scheduler, worker);

  S3Environment environment() {
    return environment;
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    worker.shutdownNow();
  }
}
