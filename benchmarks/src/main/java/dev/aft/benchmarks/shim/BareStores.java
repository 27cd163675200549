package dev.aft.benchmarks.shim;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Opens stores for use without AFT. */
final class BareStores {
  private BareStores() {}

  static BareStore open(StorageUri uri) {
    Store store = Stores.open(uri);
    return new BareStore() {
      @Override
      public CompletableFuture<?> put(String key, Bytes value) {
        return store.write(List.of(new Entry(Bytes.utf8(key), value)));
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }
}
