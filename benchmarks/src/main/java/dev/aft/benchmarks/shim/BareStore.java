package dev.aft.benchmarks.shim;

import dev.aft.storage.spi.Bytes;
import java.util.concurrent.CompletableFuture;

/** A store as a function without AFT uses it: one request for each key. Thread-safe. */
interface BareStore extends AutoCloseable {
  CompletableFuture<?> put(String key, Bytes value);

  /** Writes a key that does not exist under the condition that it does not. */
  CompletableFuture<?> create(String key, Bytes value);

  @Override
  void close();
}
