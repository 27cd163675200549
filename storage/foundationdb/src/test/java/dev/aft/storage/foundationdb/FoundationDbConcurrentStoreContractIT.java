package dev.aft.storage.foundationdb;

import dev.aft.storage.contract.ConcurrentStoreContractTest;
import dev.aft.storage.spi.Store;
import org.junit.jupiter.api.AfterAll;

/** The contract under concurrency on a real cluster; see {@code FoundationDbCluster} for which. */
final class FoundationDbConcurrentStoreContractIT extends ConcurrentStoreContractTest {
  private static final RealStores STORES = new RealStores();

  @Override
  protected Store openEmptyStore() {
    return STORES.openEmpty();
  }

  @AfterAll
  static void clearAll() {
    STORES.clearAll();
  }
}
