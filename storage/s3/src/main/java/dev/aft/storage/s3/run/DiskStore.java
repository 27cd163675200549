package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Store;

/**
 * A store on this machine and what has to be released after it.
 *
 * @param folder closed after the store
 */
record DiskStore(Store store, Runnable folder) implements AutoCloseable {
  @Override
  public void close() {
    store.close();
    folder.run();
  }
}
