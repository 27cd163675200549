package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this store still owns its data. Once lost it stays lost: two nodes that take a store from
 * each other would be worse than one that stops. Thread-safe.
 */
final class StoreOwner {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOwner.class);

  private final Bytes id;
  private final String where;
  private final CompletableFuture<StorageException> lost = new CompletableFuture<>();

  /**
   * An owner under the id of one opening.
   *
   * @param where names the store in messages
   */
  StoreOwner(Bytes id, String where) {
    this.id = id;
    this.where = where;
  }

  Bytes id() {
    return id;
  }

  boolean isMine(byte @Nullable [] owner) {
    return owner != null && Arrays.equals(owner, id.unsafeArray());
  }

  /**
   * Makes sure that {@code owner}, as a transaction has just read it, is this store.
   *
   * @throws StorageException {@code IN_USE} when it is not; from then on {@link #isLost}
   */
  void require(byte @Nullable [] owner) {
    if (!isMine(owner)) {
      StorageException failure =
          new StorageException(Reason.IN_USE, "Another node has taken over the store. " + where);
      if (lost.complete(failure)) {
        LOG.error(
            "Another node has taken over the store; this one fails every call from now on. {}",
            where);
      }
      throw failure();
    }
  }

  boolean isLost() {
    return lost.isDone();
  }

  /** Completes when the store is lost, with what every call fails with. */
  CompletableFuture<StorageException> lost() {
    return lost.copy();
  }

  /** Only once it is lost. */
  StorageException failure() {
    return lost.join();
  }
}
