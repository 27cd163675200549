package dev.aft.conformance.isolation;

import dev.aft.conformance.isolation.Recording.Cell;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The same workload straight on the store: what people do without AFT. */
final class BareStoreClient implements IsolationWorkload.Client {
  private final Store store;

  BareStoreClient(Store store) {
    this.store = store;
  }

  private static Bytes key(Cell cell) {
    return Bytes.utf8(cell.group() + "/" + cell.index());
  }

  @Override
  public @Nullable String read(Cell cell) {
    return store.read(key(cell)).join().map(Bytes::toUtf8).orElse(null);
  }

  @Override
  public Map<Integer, String> scan(int group) {
    Map<Integer, String> values = new HashMap<>();
    KeyRange range = KeyRange.prefix(Bytes.utf8(group + "/"));
    for (Entry entry : store.scan(range, ScanDirection.FORWARD, 100).join()) {
      String key = entry.key().toUtf8();
      int index = Integer.parseInt(key.substring(key.indexOf('/') + 1));
      values.put(index, entry.value().toUtf8());
    }
    return values;
  }

  @Override
  public void write(Cell cell, String value) {
    store.write(List.of(new Entry(key(cell), Bytes.utf8(value)))).join();
  }

  @Override
  public boolean delete(Cell cell) {
    store.delete(List.of(key(cell))).join();
    return true;
  }

  @Override
  public boolean commit() {
    // Every write was visible at once.
    return true;
  }

  @Override
  public void abort() {
    // Nothing can be taken back.
  }

  @Override
  public void close() {
    // The store is shared.
  }
}
