package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.Set;

/**
 * What goes in one transaction.
 *
 * @param changes rows to write
 * @param deletes keys of the store to delete, with the chunks they have
 * @param needed chunk ids whose first rows an earlier part has written: they must still be there
 */
record Part(List<Change> changes, List<Bytes> deletes, Set<Bytes> needed) {
  Part {
    changes = List.copyOf(changes);
    deletes = List.copyOf(deletes);
    needed = Set.copyOf(needed);
  }

  boolean isEmpty() {
    return changes.isEmpty() && deletes.isEmpty();
  }
}
