package dev.aft.server;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.FailPoints;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The clock, the randomness and the threads of this machine, for the parts that take them through
 * constructors.
 */
@AmbientApi
final class Surroundings implements AutoCloseable {
  private static final int STOP_SECONDS = 5;

  private final ScheduledThreadPoolExecutor scheduler;
  private final ThreadPoolExecutor worker;
  private final SecureRandom random = new SecureRandom();
  private final EngineEnvironment environment;

  Surroundings(Settings settings) {
    scheduler = new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("aft-timer", true));
    scheduler.setRemoveOnCancelPolicy(true);
    worker = newWorker(settings);
    environment =
        new EngineEnvironment(Clock.systemUTC(), System::nanoTime, random, scheduler, worker);
  }

  private static ThreadPoolExecutor newWorker(Settings settings) {
    int configured = settings.intNumber(Setting.WORKER_THREADS);
    int threads =
        configured > 0 ? configured : Math.max(2, Runtime.getRuntime().availableProcessors());
    return new ThreadPoolExecutor(
        threads,
        threads,
        1,
        TimeUnit.MINUTES,
        new ArrayBlockingQueue<>(settings.intNumber(Setting.WORKER_QUEUE)),
        new DefaultThreadFactory("aft-worker", true));
  }

  EngineEnvironment environment() {
    return environment;
  }

  /** The same environment with fail points. */
  EngineEnvironment environment(FailPoints failPoints) {
    return new EngineEnvironment(
        environment.clock(),
        environment.nanoTime(),
        environment.random(),
        environment.scheduler(),
        environment.worker(),
        failPoints);
  }

  InstantSource clock() {
    return environment.clock();
  }

  SecureRandom random() {
    return random;
  }

  ScheduledExecutorService scheduler() {
    return scheduler;
  }

  ExecutorService worker() {
    return worker;
  }

  int workerQueueLength() {
    return worker.getQueue().size();
  }

  static LongSupplier monotonicClock() {
    return System::nanoTime;
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    worker.shutdown();
    try {
      if (!worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
