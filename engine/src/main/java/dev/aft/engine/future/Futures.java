package dev.aft.engine.future;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Continuations that cost nothing when the answer is there already. */
public final class Futures {
  private Futures() {}

  /** Whether {@code future} has a value, so that {@code join} neither waits nor fails. */
  public static boolean isReady(CompletableFuture<?> future) {
    return future.isDone() && !future.isCompletedExceptionally();
  }

  /**
   * Applies {@code next} to the value, inline when it is there; what it throws fails the result.
   */
  public static <T, R> CompletableFuture<R> then(
      CompletableFuture<T> future, Function<? super T, CompletableFuture<R>> next) {
    if (!isReady(future)) {
      return future.thenCompose(next);
    }
    try {
      return next.apply(future.join());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Applies {@code next} to the value, inline when it is there; what it throws fails the result.
   */
  public static <T, R> CompletableFuture<R> map(
      CompletableFuture<T> future, Function<? super T, ? extends R> next) {
    if (!isReady(future)) {
      return future.thenApply(next);
    }
    try {
      return CompletableFuture.completedFuture(next.apply(future.join()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The failure itself, without the wrappers that stages put around it. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
