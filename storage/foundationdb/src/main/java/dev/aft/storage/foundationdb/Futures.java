package dev.aft.storage.foundationdb;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** What this module needs of futures beyond what the JDK has. */
final class Futures {
  private Futures() {}

  /** The results of all, in their order; fails if one of them does. */
  static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
  }

  /** Calls {@code action} with the result or the failure; it must not throw. */
  static <T> void whenDone(CompletableFuture<T> future, BiConsumer<T, Throwable> action) {
    CompletableFuture<T> unused = future.whenComplete(action);
  }

  /** What {@code action} returns, or a failed future for what it throws. */
  static <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Repeats {@code step} until it answers false. The stack does not grow with the repetitions:
   * steps that are done at once are repeated in a loop.
   */
  static CompletableFuture<Boolean> repeat(
      Executor executor, Supplier<CompletableFuture<Boolean>> step) {
    while (true) {
      CompletableFuture<Boolean> again = call(step);
      if (!again.isDone()) {
        return again.thenComposeAsync(
            more -> more ? repeat(executor, step) : CompletableFuture.completedFuture(false),
            executor);
      }
      if (again.isCompletedExceptionally() || !again.join()) {
        return again;
      }
    }
  }
}
