package dev.aft.storage.contract;

import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.Set;

/** Without faults the fault-injecting store keeps the contract. */
final class FaultInjectingStoreContractTest extends StoreContractTest {
  @Override
  protected Store openEmptyStore() {
    return new FaultInjectingStore(new HoldingStore(new InMemoryStore()), call -> Fault.NONE);
  }

  @Override
  protected Set<Class<?>> expectedPowers() {
    return InMemoryStore.ALL_POWERS;
  }
}
