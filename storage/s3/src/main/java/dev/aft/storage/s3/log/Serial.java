package dev.aft.storage.s3.log;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time, in order, on the thread of whoever hands one in while none runs. What
 * only such tasks touch needs no lock. Nothing in a task blocks.
 *
 * <p>What tasks tell others ({@link #afterwards}) runs when the tasks have given way: whoever is
 * woken by it and hands in the next task then runs that one by itself, instead of waiting for the
 * thread that woke it.
 */
final class Serial implements Executor {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

  /** Whether this thread is giving answers: what is handed in meanwhile adds to them. */
  private final ThreadLocal<Boolean> answering = ThreadLocal.withInitial(() -> false);

  private final Consumer<Throwable> onFailure;

  /**
   * An executor without tasks.
   *
   * @param onFailure told of what a task or an answer throws; runs as a task or part of one
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
        if (waiting.get() > 1) {
          // There may always be another task: who waits for an answer must not wait for all.
          answer();
        }
      } while (waiting.decrementAndGet() > 0);
      answer();
    }
  }

  /** Within a task: runs this soon after the task, perhaps beside the next ones. */
  void afterwards(Runnable answer) {
    answers.add(answer);
  }

  /** Within a task, between two states that others may see: gives the answers there are. */
  void answerNow() {
    answer();
  }

  private void runNext() {
    Runnable next = tasks.poll();
    if (next != null) {
      try {
        next.run();
      } catch (Throwable e) {
        // Whatever it throws, an Error too: tasks that come later must not wait for ever.
        report(e);
      }
    }
  }

  /** An answer that hands in a task, which has an answer, comes back to this loop. */
  private void answer() {
    if (answers.isEmpty() || answering.get()) {
      return;
    }
    answering.set(true);
    try {
      for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
        run(next);
      }
    } finally {
      answering.set(false);
    }
  }

  private void run(Runnable answer) {
    try {
      answer.run();
    } catch (Throwable e) {
      execute(() -> report(e));
    }
  }

  private void report(Throwable failure) {
    try {
      onFailure.accept(failure);
    } catch (Throwable further) {
      failure.addSuppressed(further);
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }
  }
}
