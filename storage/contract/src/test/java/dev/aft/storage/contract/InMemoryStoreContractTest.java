package dev.aft.storage.contract;

import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.Set;

/** The in-memory store with every power. */
final class InMemoryStoreContractTest extends StoreContractTest {
  @Override
  protected Store openEmptyStore() {
    return new InMemoryStore();
  }

  @Override
  protected Set<Class<?>> expectedPowers() {
    return InMemoryStore.ALL_POWERS;
  }
}
