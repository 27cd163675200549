package dev.aft.storage.foundationdb;

import dev.aft.storage.contract.StoreContractTest;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.Store;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;

/** The contract on a real cluster; see {@code FoundationDbCluster} for which. */
final class FoundationDbStoreContractIT extends StoreContractTest {
  private static final RealStores STORES = new RealStores();

  @Override
  protected Store openEmptyStore() {
    return STORES.openEmpty();
  }

  @Override
  protected Set<Class<?>> expectedPowers() {
    return Set.of(AtomicBatches.class, SnapshotReads.class, RangeDeletes.class);
  }

  @Override
  protected boolean expectedExclusive() {
    return true;
  }

  @Override
  protected int longKeyBytes() {
    return 9000;
  }

  @AfterAll
  static void clearAll() {
    STORES.clearAll();
  }
}
