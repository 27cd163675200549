package dev.aft.storage.spi;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The power to scan a state of the store as of one moment. */
public interface SnapshotReads {
  /**
   * Like {@link Store#scan}, and all entries are as of one moment not before the call: an atomic
   * batch is in the answer as a whole (as far as it lies in the part scanned) or not at all.
   */
  CompletableFuture<List<Entry>> scanSnapshot(KeyRange range, ScanDirection direction, int limit);
}
