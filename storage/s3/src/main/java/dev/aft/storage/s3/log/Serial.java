package dev.aft.storage.s3.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time, in order, on the thread of whoever hands one in while none runs. What
 * only such tasks touch needs no lock. Nothing in a task blocks.
 */
final class Serial implements Executor {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Deque<Runnable> afterwards = new ArrayDeque<>();
  private final Consumer<Throwable> onFailure;

  /**
   * An executor without tasks.
   *
   * @param onFailure told of what a task throws; runs as part of the task
   */
  Serial(Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      do {
        runNext();
      } while (waiting.decrementAndGet() > 0);
    }
  }

  /** Within a task: runs this when the task is over and before the next. */
  void afterwards(Runnable answer) {
    afterwards.add(answer);
  }

  private void runNext() {
    Runnable next = tasks.poll();
    while (next != null) {
      run(next);
      next = afterwards.poll();
    }
  }

  /** Whatever it throws, an {@link Error} too: tasks that come later must not wait for ever. */
  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      try {
        onFailure.accept(e);
      } catch (Throwable further) {
        e.addSuppressed(further);
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
  }
}
