package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.Bytes;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Lets calls with the same first condition go one after the other. So a value found under that
 * condition after an unknown result is this call's own and not that of an equal call beside it; and
 * such calls do not make each other's transactions fail. Thread-safe.
 */
final class Turns {
  private final Executor executor;
  private final Map<Bytes, CompletableFuture<Boolean>> last = new ConcurrentHashMap<>();

  Turns(Executor executor) {
    this.executor = executor;
  }

  /** Runs {@code action} when all earlier ones of {@code key} have ended, however they did. */
  <T> CompletableFuture<T> inTurn(Bytes key, Supplier<CompletableFuture<T>> action) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> before = last.put(key, mine);
    CompletableFuture<T> result =
        before == null
            ? Futures.call(action)
            : before.thenComposeAsync(ended -> Futures.call(action), executor);
    return result.whenComplete(
        (value, failure) -> {
          last.remove(key, mine);
          mine.complete(true);
        });
  }
}
