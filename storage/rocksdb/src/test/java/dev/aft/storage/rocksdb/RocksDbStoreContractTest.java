package dev.aft.storage.rocksdb;

import dev.aft.storage.contract.StoreContractTest;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.Store;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbStoreContractTest extends StoreContractTest {
  private final Path folder;

  RocksDbStoreContractTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Override
  protected Store openEmptyStore() {
    return RocksDbStore.open(folder.resolve("store"), RocksDbSettings.DEFAULT, System::nanoTime);
  }

  @Override
  protected boolean expectedExclusive() {
    return true;
  }

  @Override
  protected Set<Class<?>> expectedPowers() {
    return Set.of(AtomicBatches.class, SnapshotReads.class, RangeDeletes.class);
  }
}
