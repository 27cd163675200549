package dev.aft.storage.spi;

import java.util.concurrent.CompletableFuture;

/** The power to delete a whole range at a cost that does not grow with it. */
public interface RangeDeletes {
  /** Deletes every key of {@code range}. Atomic; a retry is safe. */
  CompletableFuture<Void> deleteRange(KeyRange range);
}
