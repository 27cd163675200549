package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of keys that were read as absent, in runs: as a load of many rows finds them. A run takes
 * no memory beside its list. Not thread-safe.
 */
final class AbsentKeys {
  /** Runs by their first key. They ascend, and none begins before the one before it has ended. */
  private final TreeMap<Bytes, List<Bytes>> runs = new TreeMap<>();

  private int size;

  /** Adds a run of ascending keys, of which {@link #mayHaveAny} is false. */
  void add(List<Bytes> keys) {
    if (mayHaveAny(keys)) {
      throw new IllegalArgumentException("a run of absent keys overlaps another");
    }
    runs.put(keys.get(0), keys);
    size += keys.size();
  }

  boolean contains(Bytes key) {
    Map.Entry<Bytes, List<Bytes>> run = runs.floorEntry(key);
    return run != null
        && last(run.getValue()).compareTo(key) >= 0
        && Collections.binarySearch(run.getValue(), key) >= 0;
  }

  /** Whether a run ends after the first and begins before the last of the keys, which ascend. */
  boolean mayHaveAny(List<Bytes> keys) {
    Map.Entry<Bytes, List<Bytes>> run = runs.floorEntry(last(keys));
    return run != null && last(run.getValue()).compareTo(keys.get(0)) >= 0;
  }

  private static Bytes last(List<Bytes> keys) {
    return keys.get(keys.size() - 1);
  }

  int size() {
    return size;
  }
}
