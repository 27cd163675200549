package dev.aft.engine;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The environment of a node in production: the system's clocks, the system's secure generator, one
 * scheduler thread and a bounded pool of workers. Closing stops the threads; all of them are
 * daemons.
 */
@AmbientApi
public final class SystemEnvironment implements AutoCloseable {
  private static final int WORKER_QUEUE_TASKS = 10_000;

  private final ScheduledThreadPoolExecutor scheduler;
  private final ThreadPoolExecutor worker;
  private final EngineEnvironment environment;

  private SystemEnvironment(int workers) {
    scheduler = new ScheduledThreadPoolExecutor(1, daemons("aft-scheduler"));
    scheduler.setRemoveOnCancelPolicy(true);
    worker =
        new ThreadPoolExecutor(
            workers,
            workers,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WORKER_QUEUE_TASKS),
            daemons("aft-worker"));
    worker.allowCoreThreadTimeOut(true);
    environment =
        new EngineEnvironment(
            InstantSource.system(), System::nanoTime, new SecureRandom(), scheduler, worker);
  }

  /** An environment with a worker per processor, at least two. */
  public static SystemEnvironment create() {
    return new SystemEnvironment(Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  public EngineEnvironment environment() {
    return environment;
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    worker.shutdown();
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger next = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + next.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
