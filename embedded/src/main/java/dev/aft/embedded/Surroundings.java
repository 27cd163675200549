package dev.aft.embedded;

import dev.aft.engine.EngineEnvironment;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock, the randomness and the threads that one embedded node takes from the machine. */
@AmbientApi
final class Surroundings implements AutoCloseable {
  private static final int WORKER_QUEUE = 10_000;

  private final ScheduledThreadPoolExecutor scheduler;
  private final ThreadPoolExecutor worker;
  private final EngineEnvironment environment;

  Surroundings() {
    scheduler = new ScheduledThreadPoolExecutor(1, daemons("aft-embedded-timer"));
    scheduler.setRemoveOnCancelPolicy(true);
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    worker =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WORKER_QUEUE),
            daemons("aft-embedded-worker"));
    worker.allowCoreThreadTimeOut(true);
    environment =
        new EngineEnvironment(
            Clock.systemUTC(), System::nanoTime, new SecureRandom(), scheduler, worker);
  }

  /** Daemons: an open connection does not keep the process alive. */
  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  static long nanoTime() {
    return System.nanoTime();
  }

  EngineEnvironment environment() {
    return environment;
  }

  /** Does not wait for the threads: it may be called on one of them. */
  @Override
  public void close() {
    scheduler.shutdownNow();
    worker.shutdown();
  }
}
