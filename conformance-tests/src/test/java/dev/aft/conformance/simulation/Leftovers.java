package dev.aft.conformance.simulation;

import dev.aft.storage.spi.Entry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is in the store when collection has had all the time it needs: what is live, and notes. */
final class Leftovers {
  private static final char DATA = 'd';
  private static final char KEY = 'i';
  private static final char KEY_EXPIRY = 'e';
  private static final char META = 'm';

  private Leftovers() {}

  /**
   * Adds what is superfluous to the violations.
   *
   * @param revived versions of which the store said late that they were written, at most
   * @param keysMayStay whether idempotency keys may: with a wall clock that was turned back, time
   *     stands still for them until it has caught up
   */
  static void check(
      List<Entry> all, long liveKeys, int revived, boolean keysMayStay, Chronicle chronicle) {
    Map<Character, Integer> bySpace = new TreeMap<>();
    for (Entry entry : all) {
      bySpace.merge((char) entry.key().at(0), 1, Integer::sum);
    }
    bySpace.remove(META);
    if (keysMayStay) {
      bySpace.remove(KEY);
      bySpace.remove(KEY_EXPIRY);
    }
    int versions = bySpace.getOrDefault(DATA, 0);
    bySpace.remove(DATA);
    if (versions < liveKeys || versions > liveKeys + revived || !bySpace.isEmpty()) {
      chronicle.violation(
          "left over: " + versions + " versions of " + liveKeys + " keys, and " + bySpace);
    }
  }
}
