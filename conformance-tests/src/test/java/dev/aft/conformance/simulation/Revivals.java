package dev.aft.conformance.simulation;

import dev.aft.storage.spi.Bytes;
import java.util.HashSet;
import java.util.Set;

/**
 * Versions that came back: the proof that collection writes for a version may arrive after a later
 * round has removed it, where a store finishes writes long after it had said that it does not know.
 * Nobody sees such a version; it goes when its key is searched the next time.
 */
final class Revivals {
  private final Set<Bytes> deleted = new HashSet<>();
  private final Set<Bytes> revived = new HashSet<>();

  void deleted(Bytes key) {
    deleted.add(key);
    revived.remove(key);
  }

  void written(Bytes key) {
    if (deleted.contains(key)) {
      revived.add(key);
    }
  }

  int count() {
    return revived.size();
  }
}
