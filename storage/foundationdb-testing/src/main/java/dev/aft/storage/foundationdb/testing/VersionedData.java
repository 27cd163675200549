package dev.aft.storage.foundationdb.testing;

import dev.aft.storage.spi.Bytes;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Keys with the values they had at the versions that can still be read. Not thread-safe. */
final class VersionedData {
  private final NavigableMap<Bytes, NavigableMap<Long, Optional<Bytes>>> data = new TreeMap<>();

  void apply(Mutation mutation, long version, long oldest) {
    if (mutation instanceof Mutation.Put put) {
      set(put.key(), Optional.of(put.value()), version, oldest);
    } else if (mutation.bounds().from().compareTo(mutation.bounds().to()) < 0) {
      KeyBounds bounds = mutation.bounds();
      for (Bytes key : new TreeMap<>(data.subMap(bounds.from(), bounds.to())).keySet()) {
        set(key, Optional.empty(), version, oldest);
      }
    }
  }

  private void set(Bytes key, Optional<Bytes> value, long version, long oldest) {
    NavigableMap<Long, Optional<Bytes>> versions =
        data.computeIfAbsent(key, absent -> new TreeMap<>());
    versions.put(version, value);
    Long floor = versions.floorKey(oldest);
    if (floor != null) {
      versions.headMap(floor, false).clear();
      if (versions.size() == 1 && versions.firstEntry().getValue().isEmpty()) {
        data.remove(key);
      }
    }
  }

  Optional<Bytes> get(Bytes key, long version) {
    NavigableMap<Long, Optional<Bytes>> versions = data.get(key);
    var entry = versions == null ? null : versions.floorEntry(version);
    return entry == null ? Optional.empty() : entry.getValue();
  }

  /** Every key within the bounds that exists at any version. */
  Iterable<Bytes> keys(KeyBounds bounds, boolean reverse) {
    NavigableMap<Bytes, NavigableMap<Long, Optional<Bytes>>> part =
        bounds.from().compareTo(bounds.to()) < 0
            ? data.subMap(bounds.from(), true, bounds.to(), false)
            : new TreeMap<>();
    return reverse ? part.descendingKeySet() : part.navigableKeySet();
  }
}
