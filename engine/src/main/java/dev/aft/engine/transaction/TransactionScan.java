package dev.aft.engine.transaction;

import dev.aft.storage.spi.Entry;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A range being read by a transaction, page by page. One page at a time; not thread-safe. */
public interface TransactionScan {
  /**
   * The next entries in the order of the scan, the transaction's own writes included as of the
   * scan's start or later; an empty list is the end. Reads little more from the store than {@code
   * maxEntries}.
   *
   * @param maxEntries at least 1
   */
  CompletableFuture<List<Entry>> next(int maxEntries);
}
