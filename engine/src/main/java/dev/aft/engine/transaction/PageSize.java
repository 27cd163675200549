package dev.aft.engine.transaction;

import dev.aft.storage.spi.Entry;
import java.util.List;

/** How many entries to ask the store for, when only the bytes of those before are known. */
final class PageSize {
  private static final int GROWTH = 4;

  /** What a page should hold. */
  private static final int BYTES = 1 << 20;

  private PageSize() {}

  /** For the page after {@code page}: a few times as many, about 1 MiB, at most {@code max}. */
  static int after(List<Entry> page, int max) {
    long bytes = 0;
    for (Entry entry : page) {
      bytes += entry.key().length() + entry.value().length();
    }
    int size = Math.max(1, page.size());
    long fitting = BYTES / Math.max(1, bytes / size);
    return (int) Math.max(1, Math.min(Math.min(max, fitting), (long) size * GROWTH));
  }
}
