package dev.aft.storage.s3;

import dev.aft.storage.contract.StoreContractTest;
import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.RealEnvironment;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

final class S3StoreContractTest extends StoreContractTest {
  private final RealEnvironment time = new RealEnvironment();

  @Override
  protected Store openEmptyStore() {
    return TestStores.open(new InMemoryObjects(), time.environment());
  }

  @AfterEach
  void stopTime() {
    time.close();
  }

  @Override
  protected boolean expectedExclusive() {
    return true;
  }

  @Override
  protected Set<Class<?>> expectedPowers() {
    return Set.of(AtomicBatches.class, SnapshotReads.class, StoreStatistics.class);
  }
}
