package dev.aft.session;

import java.util.PriorityQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Runs what is scheduled when the test's clock has come so far. */
final class ManualScheduler extends ScheduledThreadPoolExecutor {
  private final LongSupplier nanoTime;
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();

  ManualScheduler(LongSupplier nanoTime) {
    super(1);
    this.nanoTime = nanoTime;
  }

  private static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final long dueNanos;

    Task(Runnable command, long dueNanos) {
      super(command, null);
      this.dueNanos = dueNanos;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    Task task = new Task(command, nanoTime.getAsLong() + unit.toNanos(delay));
    tasks.add(task);
    return task;
  }

  /** Runs what is due now; cancelled tasks do nothing. */
  void runDue() {
    while (!tasks.isEmpty() && tasks.element().dueNanos <= nanoTime.getAsLong()) {
      tasks.remove().run();
    }
  }
}
