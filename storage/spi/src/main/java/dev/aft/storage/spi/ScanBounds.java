package dev.aft.storage.spi;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** For implementations: refuses bounds of a scan with which it could not go on. */
public final class ScanBounds {
  private ScanBounds() {}

  /**
   * @throws IllegalArgumentException if one is less than 1
   */
  public static void require(int limit, long maxBytes) {
    if (limit < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "A scan needs bounds of at least 1. limit=" + limit + " maxBytes=" + maxBytes);
    }
  }

  /** The scan, or a future that has failed because a bound is less than 1. */
  public static <T> CompletableFuture<T> checked(
      int limit, long maxBytes, Supplier<CompletableFuture<T>> scan) {
    try {
      require(limit, maxBytes);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    return scan.get();
  }
}
