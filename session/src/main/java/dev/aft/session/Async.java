package dev.aft.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Continues inline what is already there, and on the session's executor what is not: a statement
 * answered from memory costs no hop and no extra future.
 */
final class Async {
  /** Nothing left to wait for. Never completed by anyone else. */
  static final CompletableFuture<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

  private Async() {}

  static <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<B> then(
      CompletableFuture<A> first, Executor executor, Function<A, CompletableFuture<B>> next) {
    return first.isDone() ? next.apply(first.join()) : first.thenComposeAsync(next, executor);
  }

  /** Runs {@code after} when {@code work} is over, also when it fails before there is a future. */
  static <A> CompletableFuture<A> lastly(Supplier<CompletableFuture<A>> work, Runnable after) {
    CompletableFuture<A> future;
    try {
      future = work.get();
    } catch (RuntimeException | Error e) {
      after.run();
      throw e;
    }
    return future.whenComplete((value, failure) -> after.run());
  }

  /** What went wrong, without the wrapping of futures. */
  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? unwrap(cause) : failure;
  }
}
