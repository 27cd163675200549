package dev.aft.storage.spi.memory;

import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreProvider;
import java.util.Set;

/** Opens {@code memory:name}; the names are those of the whole process. */
public final class MemoryStoreProvider implements StoreProvider {
  /** Shared on purpose: a name means the same data wherever in the process it is opened. */
  private static final InMemoryStores OF_THE_PROCESS = new InMemoryStores();

  @Override
  public String scheme() {
    return "memory";
  }

  @Override
  public Set<String> parameters() {
    return Set.of();
  }

  @Override
  public Store open(StorageUri uri) {
    return OF_THE_PROCESS.open(uri.path());
  }
}
