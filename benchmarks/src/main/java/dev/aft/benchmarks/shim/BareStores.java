package dev.aft.benchmarks.shim;

import dev.aft.benchmarks.surroundings.Ambient;
import dev.aft.storage.s3.object.AwsObjectStore;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.object.S3StoreSettings;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Opens stores for use without AFT. */
final class BareStores {
  private BareStores() {}

  /** On S3 a key is an object and a write is one PUT; elsewhere it is one write of the store. */
  static BareStore open(StorageUri uri) {
    return uri.scheme().equals("s3") ? plainObjects(uri) : plainWrites(Stores.open(uri));
  }

  private static BareStore plainObjects(StorageUri uri) {
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    AwsObjectStore objects =
        AwsObjectStore.open(
            S3StoreSettings.of(uri),
            new S3Environment(Ambient::nanoTime, Ambient.random(), scheduler, scheduler));
    return new BareStore() {
      @Override
      public CompletableFuture<?> put(String key, Bytes value) {
        return objects.put(key, value);
      }

      @Override
      public CompletableFuture<?> create(String key, Bytes value) {
        return objects.createIfAbsent(key, value);
      }

      @Override
      public void close() {
        objects.close();
        scheduler.shutdownNow();
      }
    };
  }

  private static BareStore plainWrites(Store store) {
    return new BareStore() {
      @Override
      public CompletableFuture<?> put(String key, Bytes value) {
        return store.write(List.of(new Entry(Bytes.utf8(key), value)));
      }

      @Override
      public CompletableFuture<?> create(String key, Bytes value) {
        return store.createIfAbsent(Bytes.utf8(key), value);
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }
}
