package dev.aft.storage.contract;

import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStore;

/** The in-memory store under several callers. */
final class InMemoryConcurrentStoreContractTest extends ConcurrentStoreContractTest {
  @Override
  protected Store openEmptyStore() {
    return new InMemoryStore();
  }
}
