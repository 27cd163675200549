package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Transaction;
import java.util.concurrent.CompletableFuture;

/** What a write does in one transaction. It is called again, with a new one, for every retry. */
interface Attempt<T> {
  /**
   * Reads what it depends on and makes its changes; the caller commits.
   *
   * @param again whether an earlier attempt may have happened
   */
  CompletableFuture<Found<T>> in(Transaction transaction, boolean again);

  /**
   * Whether this attempt finds out what became of an earlier one, so that its failure is that of
   * the write as a whole. Without that, the write may have happened all the same.
   */
  default boolean decidesEarlierOnes() {
    return false;
  }

  /**
   * What an attempt found.
   *
   * @param result of the write, once it is committed
   * @param changes whether there is something to commit
   */
  record Found<T>(T result, boolean changes) {
    static <T> Found<T> changed(T result) {
      return new Found<>(result, true);
    }

    static <T> Found<T> unchanged(T result) {
      return new Found<>(result, false);
    }
  }
}
