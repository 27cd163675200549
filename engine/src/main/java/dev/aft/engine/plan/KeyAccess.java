package dev.aft.engine.plan;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.List;

/**
 * What one execution reads: single keys or ranges, never both; each without duplicates, without
 * overlap and in ascending order.
 *
 * @param isExact whether every row found satisfies the conditions that the keys came from;
 *     otherwise they must be checked on each row
 */
public record KeyAccess(List<Bytes> keys, List<KeyRange> ranges, boolean isExact) {
  /** Reads nothing. */
  static final KeyAccess NOTHING = new KeyAccess(List.of(), List.of(), true);

  public KeyAccess {
    keys = List.copyOf(keys);
    ranges = List.copyOf(ranges);
  }
}
