package dev.aft.storage.contract;

import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStore;

/** A store that could fail and does not, under several callers. */
final class FaultInjectingConcurrentStoreContractTest extends ConcurrentStoreContractTest {
  @Override
  protected Store openEmptyStore() {
    return new FaultInjectingStore(new HoldingStore(new InMemoryStore()), call -> Fault.NONE);
  }
}
