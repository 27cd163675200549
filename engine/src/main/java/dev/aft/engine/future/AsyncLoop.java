package dev.aft.engine.future;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pulls and takes, again and again, until told to stop. Answers that are there already are taken
 * inline, in a plain loop; after a few of them, and after each one that had to be waited for, the
 * loop goes on on its executor, so that a long one neither holds the caller's thread nor grows its
 * stack.
 */
public final class AsyncLoop<T> {
  /** Steps taken on the caller's thread before the executor takes over. */
  private static final int INLINE_STEPS = 2;

  private final Supplier<CompletableFuture<T>> pull;
  private final Function<? super T, Boolean> take;
  private final Executor executor;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private @Nullable CompletableFuture<T> pending;

  private AsyncLoop(
      Supplier<CompletableFuture<T>> pull, Function<? super T, Boolean> take, Executor executor) {
    this.pull = pull;
    this.take = take;
    this.executor = executor;
  }

  /**
   * Runs the loop.
   *
   * @param take gets each value; false ends the loop
   * @return done when {@code take} has said false; failed with whatever pull or take failed with
   */
  public static <T> CompletableFuture<Void> run(
      Supplier<CompletableFuture<T>> pull, Function<? super T, Boolean> take, Executor executor) {
    AsyncLoop<T> loop = new AsyncLoop<>(pull, take, executor);
    loop.run();
    return loop.finished;
  }

  private void run() {
    while (runUntilHandOver()) {
      // The executor gave the thread back: go on here.
    }
  }

  /** Answers whether the loop has to go on on this very thread. */
  private boolean runUntilHandOver() {
    try {
      for (int step = 0; step < INLINE_STEPS; step++) {
        CompletableFuture<T> next = pending != null ? pending : pull.get();
        pending = next;
        if (!next.isDone()) {
          CompletableFuture<T> unused = next.whenComplete((value, failure) -> goOn());
          return false;
        }
        pending = null;
        if (!take.apply(next.join())) {
          finished.complete(null);
          return false;
        }
      }
      return handOver();
    } catch (RuntimeException | Error e) {
      finished.completeExceptionally(Futures.unwrap(e));
      return false;
    }
  }

  private void goOn() {
    try {
      if (handOver()) {
        run();
      }
    } catch (RuntimeException e) {
      finished.completeExceptionally(e);
    }
  }

  /** Gives the loop to the executor; true when the executor ran the task on this thread at once. */
  private boolean handOver() {
    HandOver task = new HandOver(Thread.currentThread());
    executor.execute(task);
    task.handed = true;
    return task.cameBack;
  }

  /** Both flags are used on the submitting thread only. */
  private final class HandOver implements Runnable {
    private final Thread submitter;
    private boolean handed;
    private boolean cameBack;

    HandOver(Thread submitter) {
      this.submitter = submitter;
    }

    @Override
    public void run() {
      if (Thread.currentThread() == submitter && !handed) {
        cameBack = true;
      } else {
        AsyncLoop.this.run();
      }
    }
  }
}
