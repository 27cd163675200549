package dev.aft.storage.s3.log;

import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.spi.StorageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Repeats steps that failed for a reason that may pass, with backoff, until a time has passed in
 * which no step succeeded. For steps that can be repeated after an unknown outcome. Thread-safe.
 */
public final class Patience {
  private final S3Environment environment;
  private final Backoff backoff;
  private final long durationNanos;
  private volatile long deadline;

  /** Patience that begins now. */
  public Patience(S3Environment environment, Duration duration) {
    this.environment = environment;
    this.backoff = new Backoff(environment);
    this.durationNanos = duration.toNanos();
    renew();
  }

  private void renew() {
    deadline = environment.nanoTime().getAsLong() + durationNanos;
  }

  /** The result of the step's first success, or its last failure. */
  public <T> CompletableFuture<T> trying(Supplier<CompletableFuture<T>> step) {
    return trying(step, 1);
  }

  private <T> CompletableFuture<T> trying(Supplier<CompletableFuture<T>> step, int attempt) {
    CompletableFuture<T> tried = step.get();
    if (tried.isDone() && !tried.isCompletedExceptionally()) {
      renew();
      return tried;
    }
    return tried
        .thenApply(
            answer -> {
              renew();
              return answer;
            })
        .exceptionallyCompose(
            failure -> {
              StorageException cause = StorageException.from(failure);
              return mayPass(cause) ? later(step, attempt) : CompletableFuture.failedFuture(cause);
            });
  }

  private boolean mayPass(StorageException cause) {
    boolean passing =
        switch (cause.reason()) {
          case UNAVAILABLE, THROTTLED, IO -> true;
          case FULL, TOO_LARGE, CORRUPT, IN_USE, NEWER_FORMAT, MISCONFIGURED, CLOSED -> false;
        };
    return passing && environment.nanoTime().getAsLong() - deadline < 0;
  }

  private <T> CompletableFuture<T> later(Supplier<CompletableFuture<T>> step, int attempt) {
    CompletableFuture<Boolean> due = new CompletableFuture<>();
    backoff.after(attempt, () -> due.complete(true));
    return due.thenCompose(now -> trying(step, attempt + 1));
  }
}
