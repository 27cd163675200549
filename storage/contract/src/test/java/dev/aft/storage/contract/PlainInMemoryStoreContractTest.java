package dev.aft.storage.contract;

import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.Set;

/** The in-memory store that admits to no power. */
final class PlainInMemoryStoreContractTest extends StoreContractTest {
  @Override
  protected Store openEmptyStore() {
    return new InMemoryStore(Set.of());
  }

  @Override
  protected Set<Class<?>> expectedPowers() {
    return Set.of();
  }
}
