package dev.aft.storage.spi;

import java.util.concurrent.CompletableFuture;

/** The power to give the room of deleted keys back sooner than the store would by itself. */
public interface SpaceReclaim {
  /**
   * Gives back what is worth it now; changes nothing that is read. Completes when that is done,
   * which may take seconds; all other calls go on meanwhile. Called again before that, it does
   * nothing. A failure means that the room is given back later.
   */
  CompletableFuture<Void> reclaimSpace();
}
