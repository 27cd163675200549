package dev.aft.conformance.simulation;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler in virtual time. It is late by a little, as real ones are, and after shutdown nothing
 * of it runs any more: as if its process had died.
 */
final class SimulatedScheduler extends AbstractExecutorService implements ScheduledExecutorService {
  private static final long MOST_LATE_NANOS = 2 * VirtualTime.MILLI;

  private final VirtualTime time;
  private boolean shutdown;

  SimulatedScheduler(VirtualTime time) {
    this.time = time;
  }

  private final class Task extends CompletableFuture<Object> implements ScheduledFuture<Object> {
    private final Runnable command;
    private final long periodNanos;

    Task(Runnable command, long delayNanos, long periodNanos) {
      this.command = command;
      this.periodNanos = periodNanos;
      next(delayNanos);
    }

    private void next(long delayNanos) {
      time.after(delayNanos + time.random().nextLong(MOST_LATE_NANOS), this::fire);
    }

    private void fire() {
      if (shutdown || isCancelled()) {
        return;
      }
      command.run();
      if (periodNanos > 0) {
        next(periodNanos);
      }
    }

    @Override
    public long getDelay(TimeUnit unit) {
      throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public int compareTo(Delayed other) {
      throw new UnsupportedOperationException("not simulated");
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return new Task(command, unit.toNanos(delay), 0);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("not simulated");
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return scheduleWithFixedDelay(command, initialDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return new Task(command, unit.toNanos(initialDelay), unit.toNanos(delay));
  }

  @Override
  public void execute(Runnable command) {
    var unused = schedule(command, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutdown;
  }
}
