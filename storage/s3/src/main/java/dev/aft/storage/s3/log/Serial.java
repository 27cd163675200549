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
  private final Consumer<RuntimeException> onFailure;

  /**
   * An executor without tasks.
   *
   * @param onFailure told of what a task throws; runs as part of the task
   */
  Serial(Consumer<RuntimeException> onFailure) {
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
      try {
        next.run();
      } catch (RuntimeException e) {
        onFailure.accept(e);
      }
      next = afterwards.poll();
    }
  }
}
