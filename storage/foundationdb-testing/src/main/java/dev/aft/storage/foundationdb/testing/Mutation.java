package dev.aft.storage.foundationdb.testing;

import dev.aft.storage.spi.Bytes;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** One change of a transaction. */
sealed interface Mutation {
  KeyBounds bounds();

  /** What FoundationDB counts of it against the size of a transaction. */
  long size();

  record Put(Bytes key, Bytes value) implements Mutation {
    @Override
    public KeyBounds bounds() {
      return KeyBounds.single(key);
    }

    @Override
    public long size() {
      return 32L + key.length() + value.length();
    }
  }

  record Clear(KeyBounds bounds) implements Mutation {
    @Override
    public long size() {
      return bounds.size();
    }
  }

  /** Applies this to a picture of some keys; an empty value is a key that was cleared. */
  default void applyTo(NavigableMap<Bytes, Optional<Bytes>> picture) {
    if (this instanceof Put put) {
      picture.put(put.key(), Optional.of(put.value()));
    } else if (bounds().from().compareTo(bounds().to()) < 0) {
      new TreeMap<>(picture.subMap(bounds().from(), true, bounds().to(), false))
          .keySet()
          .forEach(key -> picture.put(key, Optional.empty()));
    }
  }
}
