package dev.aft.storage.s3.object;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A clock and a scheduler that move only when a test moves them. Tasks run on the thread that moves
 * the time, at exactly their time, in the order in which they are due. For one thread.
 */
public final class VirtualTime {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.comparingLong((Task task) -> task.due).thenComparingLong(task -> task.number));
  private final Scheduler scheduler = new Scheduler();
  private long now;
  private long numbers;

  public long nanoTime() {
    return now;
  }

  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /** This time, a seeded randomness, and work that is done as soon as time moves. */
  public S3Environment environment(long seed) {
    return new S3Environment(this::nanoTime, new SplittableRandom(seed), scheduler, scheduler);
  }

  /** Runs what is due until then. */
  public void advance(Duration duration) {
    long until = now + duration.toNanos();
    for (Task next = tasks.peek(); next != null && next.due <= until; next = tasks.peek()) {
      runNext();
    }
    now = until;
  }

  /** Goes to the next task and runs it; false when there is none. */
  public boolean runNext() {
    Task next = tasks.poll();
    if (next == null) {
      return false;
    }
    now = Math.max(now, next.due);
    if (!next.isCancelled()) {
      next.command.run();
      next.complete(null);
    }
    return true;
  }

  /** Runs tasks until the future is done or nothing is left to run. */
  public void runUntilDone(CompletableFuture<?> future) {
    while (!future.isDone() && runNext()) {
      // Time has moved to the next task.
    }
  }

  /** Tasks that are still to come. */
  public long pending() {
    return tasks.stream().filter(task -> !task.isCancelled()).count();
  }

  private final class Task extends CompletableFuture<Object> implements ScheduledFuture<Object> {
    private final Runnable command;
    private final long due;
    private final long number;

    Task(Runnable command, long delayNanos) {
      this.command = command;
      this.due = now + Math.max(0, delayNanos);
      this.number = numbers++;
      tasks.add(this);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - now, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  private final class Scheduler extends AbstractExecutorService
      implements ScheduledExecutorService {
    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      return new Task(command, unit.toNanos(delay));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
      throw new UnsupportedOperationException("not needed by the store");
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        Runnable command, long initialDelay, long period, TimeUnit unit) {
      throw new UnsupportedOperationException("not needed by the store");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable command, long initialDelay, long delay, TimeUnit unit) {
      throw new UnsupportedOperationException("not needed by the store");
    }

    @Override
    public void execute(Runnable command) {
      Task unused = new Task(command, 0);
    }

    @Override
    public void shutdown() {
      tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
      tasks.clear();
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }
}
