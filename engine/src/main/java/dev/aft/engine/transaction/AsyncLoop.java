package dev.aft.engine.transaction;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** One step per item: those of a chunk at the same time, chunk after chunk. */
  static <T> CompletableFuture<Void> inChunks(
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
  static <T> CompletableFuture<Boolean> allMatch(
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
