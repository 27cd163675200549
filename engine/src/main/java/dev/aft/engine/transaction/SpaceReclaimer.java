package dev.aft.engine.transaction;

import dev.aft.storage.spi.SpaceReclaim;
import dev.aft.storage.spi.Store;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the store give room back, where it has that power, when garbage collection has removed much
 * and is not behind. Used by one round at a time.
 */
final class SpaceReclaimer {
  private static final Logger LOG = LoggerFactory.getLogger(SpaceReclaimer.class);

  /** Fewer commits than that leave little behind. */
  private static final long WORTHWHILE_COMMITS = 1000;

  private final @Nullable SpaceReclaim power;
  private final LongSupplier nanoTime;
  private final long intervalNanos;
  private long reclaimedCommits;
  private long reclaimedNanos;

  SpaceReclaimer(Store store, LongSupplier nanoTime, long intervalNanos) {
    this.power = store.capability(SpaceReclaim.class).orElse(null);
    this.nanoTime = nanoTime;
    this.intervalNanos = intervalNanos;
    this.reclaimedNanos = nanoTime.getAsLong();
  }

  /** The round is over, and nothing is left that could be collected. */
  void caughtUp(long collectedCommits) {
    SpaceReclaim store = power;
    long now = nanoTime.getAsLong();
    if (store != null
        && collectedCommits - reclaimedCommits >= WORTHWHILE_COMMITS
        && now - reclaimedNanos >= intervalNanos) {
      reclaimedCommits = collectedCommits;
      reclaimedNanos = now;
      var unused =
          store
              .reclaimSpace()
              .exceptionally(
                  error -> {
                    StorageErrors.warn(LOG, "The store has not given room back.", error);
                    return null;
                  });
    }
  }
}
