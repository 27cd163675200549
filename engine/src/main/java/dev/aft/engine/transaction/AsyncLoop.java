package dev.aft.engine.transaction;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Loops over asynchronous steps without a stack that grows when steps complete at once. */
final class AsyncLoop {
  private AsyncLoop() {}

  /** Repeats {@code step} until it says false. */
  static CompletableFuture<Void> whileTrue(Supplier<CompletableFuture<Boolean>> step) {
    while (true) {
      CompletableFuture<Boolean> result = step.get();
      if (!result.isDone()) {
        return result.thenCompose(
            again -> again ? whileTrue(step) : CompletableFuture.completedFuture(null));
      }
      if (result.isCompletedExceptionally()) {
        return result.thenAccept(again -> {});
      }
      if (!result.join()) {
        return CompletableFuture.completedFuture(null);
      }
    }
  }

  /** One step per item, one after the other. */
  static <T> CompletableFuture<Void> forEach(
      Iterable<T> items, Function<T, CompletableFuture<Void>> step) {
    Iterator<T> rest = items.iterator();
    return whileTrue(
        () ->
            rest.hasNext()
                ? step.apply(rest.next()).thenApply(done -> true)
                : CompletableFuture.completedFuture(false));
  }
}
