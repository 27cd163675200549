package dev.aft.storage.spi;

import java.util.Map;

/** The power to tell how the store is doing. */
public interface StoreStatistics {
  /**
   * Counters and gauges by name, as of now; cheap enough to be asked every few seconds. The names
   * are lower case with underscores, end in their unit ({@code _bytes}) where they have one and in
   * {@code _total} when they only grow, and stay the same while the store is open. Empty after
   * close.
   */
  Map<String, Long> statistics();
}
