package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.storage.contract.StoreContractTest;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.Store;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

final class FoundationDbStoreContractTest extends StoreContractTest {
  private final FakeCluster cluster = new FakeCluster();

  @Override
  protected Store openEmptyStore() {
    return FakeStores.open(cluster);
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

  @AfterEach
  void everyTransactionIsClosed() {
    assertEquals(0, cluster.openTransactions());
  }
}
