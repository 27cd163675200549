package dev.aft.storage.spi.memory;

import java.util.HashMap;
import java.util.Map;

/**
 * In-memory stores by name: every handle opened under one name sees the same data, and the data is
 * forgotten when the last of them is closed. Thread-safe.
 */
public final class InMemoryStores {
  private final Map<String, Shared> byName = new HashMap<>();

  private static final class Shared {
    final OrderedData data = new OrderedData();
    int handles;
  }

  /** Opens a handle on the data named {@code name}; an empty name is data of its own. */
  public synchronized InMemoryStore open(String name) {
    if (name.isEmpty()) {
      return new InMemoryStore();
    }
    Shared shared = byName.computeIfAbsent(name, absent -> new Shared());
    shared.handles++;
    return new InMemoryStore(shared.data, InMemoryStore.ALL_POWERS, () -> release(name));
  }

  private synchronized void release(String name) {
    Shared shared = byName.get(name);
    if (shared != null && --shared.handles == 0) {
      byName.remove(name);
    }
  }
}
