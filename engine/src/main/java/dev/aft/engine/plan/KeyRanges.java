package dev.aft.engine.plan;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic of key ranges. */
final class KeyRanges {
  private KeyRanges() {}

  /** The same keys in ascending order, without overlap and without empty ranges. */
  static List<KeyRange> merge(List<KeyRange> ranges) {
    List<KeyRange> sorted = new ArrayList<>(ranges);
    sorted.removeIf(KeyRange::isEmpty);
    sorted.sort(Comparator.comparing(KeyRange::from));
    List<KeyRange> merged = new ArrayList<>();
    for (KeyRange range : sorted) {
      KeyRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && reaches(last.to(), range.from())) {
        merged.set(merged.size() - 1, new KeyRange(last.from(), later(last.to(), range.to())));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  private static boolean reaches(@Nullable Bytes end, Bytes start) {
    return end == null || end.compareTo(start) >= 0;
  }

  private static @Nullable Bytes later(@Nullable Bytes left, @Nullable Bytes right) {
    if (left == null || right == null) {
      return null;
    }
    return left.compareTo(right) >= 0 ? left : right;
  }

  /**
   * The smallest text greater than every text that starts with {@code prefix}, or null for none.
   */
  static @Nullable String endOfPrefix(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      int start = end - Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        // Surrogates are no characters: what follows U+D7FF is U+E000.
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return prefix.substring(0, start) + Character.toString(next);
      }
      end = start;
    }
    return null;
  }
}
