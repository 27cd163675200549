package dev.aft.benchmarks.shim;

import dev.aft.storage.spi.Bytes;
import java.util.concurrent.CompletableFuture;

/** Straight on the store: one request for each key, those of one transaction at the same time. */
final class BareSide implements Side {
  private final BareStore store;
  private final String name;
  private final Bytes value;
  private long written;

  BareSide(BareStore store, String name, int valueBytes) {
    this.store = store;
    this.name = name;
    this.value = Bytes.utf8("v".repeat(valueBytes));
  }

  @Override
  public void write(int keys) {
    CompletableFuture<?>[] puts = new CompletableFuture<?>[keys];
    for (int i = 0; i < keys; i++) {
      puts[i] = store.put(name + "-" + written++, value);
    }
    CompletableFuture.allOf(puts).join();
  }

  /** One key, under the condition that it does not exist, as AFT writes its log. */
  void create() {
    store.create(name + "-" + written++, value).join();
  }

  @Override
  public void read() {
    throw new UnsupportedOperationException("Reads are compared with memory, not with the store.");
  }

  @Override
  public void close() {}
}
