package dev.aft.engine.future;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /**
   * Repeats {@code step} until it says false, on whichever thread completes the step before: for
   * steps that wait for a store, and do little by themselves.
   */
  public static CompletableFuture<Void> whileTrue(Supplier<CompletableFuture<Boolean>> step) {
    return run(step, again -> again, Runnable::run);
  }

  /** One step per item: those of a chunk at the same time, chunk after chunk. */
  public static <T> CompletableFuture<Void> inChunks(
      List<T> items, int chunk, Function<T, CompletableFuture<?>> step) {
    if (items.size() <= chunk) {
      return allOf(items, step);
    }
    int[] from = {0};
    return whileTrue(
        () -> {
          int to = Math.min(items.size(), from[0] + chunk);
          List<T> part = items.subList(from[0], to);
          from[0] = to;
          return allOf(part, step).thenApply(done -> to < items.size());
        });
  }

  private static <T> CompletableFuture<Void> allOf(
      List<T> items, Function<T, CompletableFuture<?>> step) {
    return CompletableFuture.allOf(items.stream().map(step).toArray(CompletableFuture<?>[]::new));
  }

  /** Whether all items pass, asked one after the other until one does not. */
  public static <T> CompletableFuture<Boolean> allMatch(
      Iterable<T> items, Function<T, CompletableFuture<Boolean>> test) {
    Iterator<T> rest = items.iterator();
    AtomicBoolean passed = new AtomicBoolean(true);
    return whileTrue(
            () ->
                passed.get() && rest.hasNext()
                    ? test.apply(rest.next())
                        .thenApply(
                            pass -> {
                              passed.set(pass);
                              return pass;
                            })
                    : CompletableFuture.completedFuture(false))
        .thenApply(done -> passed.get());
  }

  /** One step per item, one after the other. */
  public static <T> CompletableFuture<Void> forEach(
      Iterable<T> items, Function<T, CompletableFuture<Void>> step) {
    Iterator<T> rest = items.iterator();
    return whileTrue(
        () ->
            rest.hasNext()
                ? step.apply(rest.next()).thenApply(done -> true)
                : CompletableFuture.completedFuture(false));
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
