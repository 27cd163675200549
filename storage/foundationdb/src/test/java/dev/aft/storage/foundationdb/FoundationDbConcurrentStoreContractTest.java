package dev.aft.storage.foundationdb;

import dev.aft.storage.contract.ConcurrentStoreContractTest;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.spi.Store;

final class FoundationDbConcurrentStoreContractTest extends ConcurrentStoreContractTest {
  @Override
  protected Store openEmptyStore() {
    return FakeStores.open(new FakeCluster());
  }
}
