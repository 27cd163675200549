package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
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

  /** One folder has one identity, whatever links and dots the address takes to it. */
  @Override
  public StorageUri identity(StorageUri uri) {
    return new StorageUri(scheme(), realPath(uri.path()), Collections.emptySortedMap());
  }

  private static String realPath(String path) {
    try {
      return path.isEmpty()
          ? path
          : realPath(Path.of(path).toAbsolutePath().normalize()).toString();
    } catch (InvalidPathException | IOException e) {
      // Opening says what is wrong with it.
      return path;
    }
  }

  /** Follows links as far as the path exists. */
  private static Path realPath(Path path) throws IOException {
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      return path;
    }
    return Files.exists(path) ? path.toRealPath() : realPath(parent).resolve(name);
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
