package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one manifest, from the newest to the oldest: an immutable sorted map from keys to
 * slots, whose index pages may have to be loaded. Thread-safe.
 */
public interface RunSet {
  /** A view for one operation on this set. */
  PageView newView();

  /**
   * The newest slot of {@code key} in any run, {@link Slot.Deleted} included; null when no run has
   * the key. Void unless {@code view} is complete afterwards.
   */
  @Nullable Slot find(Bytes key, PageView view);

  /**
   * The newest slot of each key of {@code range}, {@link Slot.Deleted} included, in the order of
   * {@code direction}. When a page is missing the iterator ends early; what it returned before a
   * page was missing counts.
   */
  Iterator<Map.Entry<Bytes, Slot>> scan(KeyRange range, ScanDirection direction, PageView view);
}
