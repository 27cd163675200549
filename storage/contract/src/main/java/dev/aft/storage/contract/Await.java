package dev.aft.storage.contract;

import dev.aft.storage.spi.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the futures of a store, in tests. */
public final class Await {
  private static final long SECONDS = 30;

  private Await() {}

  /** The result; a failure is thrown as what the store reported. */
  public static <T> T result(CompletableFuture<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError("The store failed with something unexpected.", e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("The store did not answer.", e);
    }
  }

  /** The failure that the future must have. */
  public static StorageException failure(CompletableFuture<?> future) {
    try {
      Object result = future.get(SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("The call should have failed and answered " + result);
    } catch (ExecutionException e) {
      return StorageException.from(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("The store did not answer.", e);
    }
  }
}
