package dev.aft.storage.rocksdb;

import dev.aft.storage.contract.ConcurrentStoreContractTest;
import dev.aft.storage.spi.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbConcurrentStoreContractTest extends ConcurrentStoreContractTest {
  private final Path folder;

  RocksDbConcurrentStoreContractTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Override
  protected Store openEmptyStore() {
    return RocksDbStore.open(folder.resolve("store"), RocksDbSettings.DEFAULT, System::nanoTime);
  }
}
