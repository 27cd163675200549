package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs that were written as one and take one place in age: their keys do not overlap.
 *
 * @param parts in the order of their keys; never empty
 */
record SortedRun(List<Run> parts) {
  SortedRun {
    parts = List.copyOf(parts);
  }

  /** Puts together what belongs together, from the newest to the oldest. */
  static List<SortedRun> group(List<Run> runs) {
    Map<String, List<Run>> groups = new LinkedHashMap<>();
    for (Run run : runs) {
      groups
          .computeIfAbsent(ObjectNames.sortedRunOf(run.name()), name -> new ArrayList<>())
          .add(run);
    }
    groups.values().forEach(parts -> parts.sort(Comparator.comparing(Run::name)));
    return groups.values().stream().map(SortedRun::new).toList();
  }

  /** The index of the first part whose last key is not smaller than {@code key}. */
  int firstPartUpTo(Bytes key) {
    int low = 0;
    int high = parts.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (parts.get(middle).endsBelow(key)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The index of the last part whose first key is smaller than {@code key}, or -1. */
  int lastPartBelow(Bytes key) {
    int low = 0;
    int high = parts.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (parts.get(middle).startsAtOrAbove(key)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - 1;
  }

  /** The one page that may have {@code key}, or null when there is none. */
  @Nullable PageRef pageFor(Bytes key) {
    int part = firstPartUpTo(key);
    if (part == parts.size()) {
      return null;
    }
    Run run = parts.get(part);
    int page = run.directory().firstPageUpTo(key);
    return run.directory().compareFirst(page, key) <= 0 ? new PageRef(run, page) : null;
  }

  long objectBytes() {
    return parts.stream().mapToLong(part -> part.record().objectBytes()).sum();
  }

  long entries() {
    return parts.stream().mapToLong(part -> part.record().entries()).sum();
  }

  long deletedEntries() {
    return parts.stream().mapToLong(part -> part.record().deletedEntries()).sum();
  }
}
