package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** Opens {@code rocksdb:/folder?parameters}. */
@AmbientApi
public final class RocksDbStoreProvider implements StoreProvider {
  @Override
  public String scheme() {
    return "rocksdb";
  }

  @Override
  public Set<String> parameters() {
    return RocksDbSettings.PARAMETERS;
  }

  @Override
  public Store open(StorageUri uri) {
    if (uri.path().isEmpty()) {
      throw new StorageException(
          Reason.MISCONFIGURED,
          "The address names a folder, as in rocksdb:/var/lib/aft. uri=" + uri);
    }
    try {
      Path folder = Path.of(uri.path());
      return RocksDbStore.open(folder, RocksDbSettings.of(uri), System::nanoTime);
    } catch (InvalidPathException e) {
      throw new StorageException(
          Reason.MISCONFIGURED, "The address names no valid path. uri=" + uri, e);
    }
  }
}
