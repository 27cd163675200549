package dev.aft.engine.transaction;

import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.UnknownOutcomeException;
import org.jspecify.annotations.Nullable;

/** What a create-if-absent ended with: a result or an error. */
record Creation(@Nullable CreateResult result, @Nullable Throwable error) {
  boolean isDone() {
    return result == CreateResult.CREATED;
  }

  /** The error of a call that has definitely not created anything; null for any other end. */
  @Nullable Throwable failure() {
    return error == null || StorageErrors.unwrap(error) instanceof UnknownOutcomeException
        ? null
        : error;
  }

  /**
   * For whoever has looked and found nothing: after an unknown outcome the lost write may still
   * arrive, so that "absent" decides nothing, and the asker asks again.
   */
  RuntimeException undecided(String what) {
    return error == null ? StorageLayout.corrupt(what, null) : StorageErrors.toEngine(error);
  }
}
