package dev.aft.cli.copy;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Waits for calls of a store, and tries those again that may go better the next time. Only for
 * calls that can be repeated without harm.
 */
final class Patience {
  private static final int ATTEMPTS = 7;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final Pause pause;

  Patience(Pause pause) {
    this.pause = pause;
  }

  /** How time passes between two attempts. */
  @FunctionalInterface
  interface Pause {
    void last(Duration duration) throws InterruptedException;
  }

  /**
   * @throws StorageException when the store keeps failing, or fails for good
   */
  <T> T await(Supplier<CompletableFuture<T>> call) {
    return await(call.get(), call);
  }

  /** Waits for {@code first}, and calls again where that may help. */
  <T> T await(CompletableFuture<T> first, Supplier<CompletableFuture<T>> call) {
    CompletableFuture<T> attempt = first;
    for (int number = 1; ; number++) {
      try {
        return attempt.get();
      } catch (ExecutionException e) {
        StorageException failure = StorageException.from(e);
        if (number == ATTEMPTS || !mayPass(failure)) {
          throw failure;
        }
        rest(FIRST_PAUSE.multipliedBy(1L << (number - 1)));
      } catch (InterruptedException e) {
        throw interrupted();
      }
      attempt = call.get();
    }
  }

  private static boolean mayPass(StorageException failure) {
    return failure instanceof UnknownOutcomeException
        || failure.reason() == Reason.UNAVAILABLE
        || failure.reason() == Reason.THROTTLED;
  }

  private void rest(Duration duration) {
    try {
      pause.last(duration);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static CopyFailure interrupted() {
    Thread.currentThread().interrupt();
    return new CopyFailure(CopyFailure.Kind.STOPPED, "interrupted");
  }
}
