package dev.aft.storage.foundationdb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler whose time goes on when a test says so; tasks run on the test's thread. */
final class ManualScheduler extends ScheduledThreadPoolExecutor {
  private final List<Task> tasks = new ArrayList<>();
  private long now;

  private record Task(long due, Runnable action) {}

  ManualScheduler() {
    super(0);
  }

  /** Keeps the task; the future returned is of no use. */
  @Override
  public synchronized ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    if (isShutdown()) {
      throw new RejectedExecutionException("shut down");
    }
    tasks.add(new Task(now + unit.toMillis(delay), command));
    Callable<Boolean> never = () -> true;
    return super.schedule(never, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  /** Lets time go by, and runs what becomes due, in order. */
  void pass(long millis) {
    long end = now + millis;
    while (true) {
      Task next = takeDue(end);
      if (next == null) {
        now = end;
        return;
      }
      now = Math.max(now, next.due());
      next.action().run();
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Task takeDue(long end) {
    Task next =
        tasks.stream()
            .filter(task -> task.due() <= end)
            .min(Comparator.comparingLong(Task::due))
            .orElse(null);
    tasks.remove(next);
    return next;
  }

  synchronized int waiting() {
    return tasks.size();
  }
}
