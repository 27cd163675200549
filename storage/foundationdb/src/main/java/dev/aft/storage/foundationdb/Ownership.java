package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this store still owns its data. Once lost it stays lost: two nodes that take a store from
 * each other would be worse than one that stops. Thread-safe.
 */
final class Ownership {
  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

  private final Bytes id;
  private final String where;
  private final AtomicBoolean lost = new AtomicBoolean();

  /**
   * Ownership under an id of this opening.
   *
   * @param where names the store in messages
   */
  Ownership(Bytes id, String where) {
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
      lose();
      throw failure();
    }
  }

  private void lose() {
    if (lost.compareAndSet(false, true)) {
      LOG.error(
          "Another node has taken over the store; this one fails every call from now on. {}",
          where);
    }
  }

  boolean isLost() {
    return lost.get();
  }

  StorageException failure() {
    return new StorageException(Reason.IN_USE, "Another node has taken over the store. " + where);
  }
}
