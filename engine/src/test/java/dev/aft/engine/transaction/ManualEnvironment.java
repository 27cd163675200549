package dev.aft.engine.transaction;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.FailPoints;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** An environment whose time stands still until a test moves it, and whose tasks run when told. */
final class ManualEnvironment implements AutoCloseable {
  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
  private final AtomicLong nanos = new AtomicLong();
  private final SplittableRandom random = new SplittableRandom(7);
  private final RecordingScheduler scheduler = new RecordingScheduler();
  private final EngineEnvironment environment;

  ManualEnvironment() {
    this(FailPoints.NONE);
  }

  ManualEnvironment(FailPoints failPoints) {
    environment =
        new EngineEnvironment(
            () -> Instant.ofEpochMilli(millis.get()),
            nanos::get,
            this::nextLong,
            scheduler,
            Runnable::run,
            failPoints);
  }

  private synchronized long nextLong() {
    return random.nextLong();
  }

  EngineEnvironment environment() {
    return environment;
  }

  void advance(Duration time) {
    millis.addAndGet(time.toMillis());
    nanos.addAndGet(time.toNanos());
  }

  /** Moves the wall clock alone. */
  void turnClock(Duration time) {
    millis.addAndGet(time.toMillis());
  }

  long millis() {
    return millis.get();
  }

  /** Runs the periodic work once. */
  void tick() {
    scheduler.periodic.run();
  }

  /** Returns when every task that is due has run, also one that was running. */
  void awaitTasks() {
    CompletableFuture.runAsync(() -> {}, scheduler).join();
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }

  private static final class RecordingScheduler extends ScheduledThreadPoolExecutor {
    private Runnable periodic = () -> {};

    RecordingScheduler() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable command, long initialDelay, long delay, TimeUnit unit) {
      periodic = command;
      return super.schedule(() -> {}, 0, TimeUnit.MILLISECONDS);
    }
  }
}
