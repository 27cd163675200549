package dev.aft.storage.spi;

import java.util.concurrent.CompletableFuture;

/**
 * The power of a shared store to be taken over: it has one owner at a time, the last to open it.
 */
public interface Ownership {
  /**
   * Completes when this store notices that another process has taken the data, with the failure
   * that every call gets from then on: {@code IN_USE}, saying where and how that was seen. A store
   * that nobody writes to may notice late. Never completes otherwise, and never with an exception.
   * What follows runs on a thread of the store, which it must not block.
   */
  CompletableFuture<StorageException> lost();
}
