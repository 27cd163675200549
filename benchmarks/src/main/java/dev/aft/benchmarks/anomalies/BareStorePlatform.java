package dev.aft.benchmarks.anomalies;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.Store;
import java.util.List;

/** Functions that use the store as it is: every write is visible at once. */
final class BareStorePlatform implements FunctionPlatform {
  private final Store store;
  private final int valueBytes;

  BareStorePlatform(Store store, int valueBytes) {
    this.store = store;
    this.valueBytes = valueBytes;
  }

  private static Bytes key(int key) {
    return Bytes.utf8("anomalies/" + key);
  }

  @Override
  public void beginFunction() {
    // There are no transactions.
  }

  @Override
  public long read(int key) {
    return store.read(key(key)).join().map(value -> Payload.number(value.unsafeArray())).orElse(0L);
  }

  @Override
  public void write(int key, long number) {
    Bytes value = Bytes.wrap(Payload.of(number, valueBytes));
    store.write(List.of(new Entry(key(key), value))).join();
  }

  @Override
  public void endFunction() {
    // Nothing is handed on.
  }

  @Override
  public void commit() {
    // Every write was visible at once.
  }

  @Override
  public void close() {
    // The store is shared.
  }
}
