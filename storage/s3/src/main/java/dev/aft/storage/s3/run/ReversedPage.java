package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a page below a bound, from the greatest to the smallest. Not thread-safe. */
final class ReversedPage implements Entries {
  private final List<Bytes> keys = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private int at;

  /**
   * Reads the page up to {@code to}.
   *
   * @param to exclusive; null for the whole page
   */
  ReversedPage(Page page, @Nullable Bytes to) {
    PageCursor cursor = new PageCursor(page);
    while (cursor.advance() && (to == null || cursor.compareKey(to) < 0)) {
      keys.add(cursor.key());
      slots.add(cursor.slot());
    }
    at = keys.size();
  }

  @Override
  public boolean advance() {
    return --at >= 0;
  }

  @Override
  public Bytes key() {
    return keys.get(at);
  }

  @Override
  public int compareKey(Bytes other) {
    return keys.get(at).compareTo(other);
  }

  @Override
  public Slot slot() {
    return slots.get(at);
  }
}
