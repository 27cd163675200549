package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.spi.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Long work in asynchronous steps that never block the thread they run on. */
final class Steps {
  private Steps() {}

  /**
   * Repeats {@code step} on {@code executor}, one after the other, until one answers false. Steps
   * that are done at once do not grow the stack.
   */
  static CompletableFuture<Void> repeat(
      Supplier<CompletableFuture<Boolean>> step, Executor executor) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    execute(() -> run(step, executor, done), executor, done);
    return done;
  }

  private static void run(
      Supplier<CompletableFuture<Boolean>> step, Executor executor, CompletableFuture<Void> done) {
    try {
      CompletableFuture<Boolean> next = step.get();
      while (next.isDone() && next.join()) {
        next = step.get();
      }
      if (next.isDone()) {
        done.complete(null);
        return;
      }
      var unused =
          next.whenComplete(
              (more, failure) -> {
                if (failure != null) {
                  done.completeExceptionally(StorageException.from(failure));
                } else if (more) {
                  execute(() -> run(step, executor, done), executor, done);
                } else {
                  done.complete(null);
                }
              });
    } catch (RuntimeException e) {
      done.completeExceptionally(StorageException.from(e));
    } catch (Error e) {
      done.completeExceptionally(e);
      throw e;
    }
  }

  private static void execute(Runnable task, Executor executor, CompletableFuture<Void> done) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(closed());
    }
  }

  /** Completes after {@code millis}; fails with {@code CLOSED} when the scheduler has been shut. */
  static CompletableFuture<Void> after(long millis, S3Environment environment) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      Runnable complete = () -> done.complete(null);
      var unused = environment.scheduler().schedule(complete, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(closed());
    }
    return done;
  }

  static StorageException closed() {
    return new StorageException(StorageException.Reason.CLOSED, "The store has been closed.");
  }
}
