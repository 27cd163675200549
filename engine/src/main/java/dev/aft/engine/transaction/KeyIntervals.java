package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A set of keys made of ranges; ranges that touch become one. Not thread-safe. */
final class KeyIntervals {
  /** Start to end, disjoint and not touching; an empty end means no upper bound. */
  private final TreeMap<Bytes, Optional<Bytes>> ends = new TreeMap<>();

  void add(KeyRange range) {
    if (range.isEmpty()) {
      return;
    }
    Bytes from = range.from();
    Bytes to = range.to();
    Map.Entry<Bytes, Optional<Bytes>> left = ends.floorEntry(from);
    if (left != null && reaches(left.getValue(), from)) {
      from = left.getKey();
      to = greater(to, left.getValue().orElse(null));
    }
    Map.Entry<Bytes, Optional<Bytes>> right = ends.higherEntry(from);
    while (right != null && (to == null || right.getKey().compareTo(to) <= 0)) {
      to = greater(to, right.getValue().orElse(null));
      ends.remove(right.getKey());
      right = ends.higherEntry(from);
    }
    ends.put(from, Optional.ofNullable(to));
  }

  boolean contains(Bytes key) {
    Map.Entry<Bytes, Optional<Bytes>> left = ends.floorEntry(key);
    return left != null && left.getValue().map(to -> key.compareTo(to) < 0).orElse(true);
  }

  int size() {
    return ends.size();
  }

  private static boolean reaches(Optional<Bytes> end, Bytes key) {
    return end.map(to -> to.compareTo(key) >= 0).orElse(true);
  }

  private static @Nullable Bytes greater(@Nullable Bytes a, @Nullable Bytes b) {
    if (a == null || b == null) {
      return null;
    }
    return a.compareTo(b) >= 0 ? a : b;
  }
}
