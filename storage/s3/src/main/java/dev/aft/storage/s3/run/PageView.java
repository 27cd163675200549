package dev.aft.storage.s3.run;

import java.util.concurrent.CompletableFuture;

/**
 * The index pages that one operation has looked at. Looking is synchronous: a page that is not in
 * memory is noted as missing and the answer of the look-up is void. The caller then waits for
 * {@link #load} and looks again with the same view, which holds on to what it has loaded. Not
 * thread-safe.
 */
public interface PageView {
  /** Whether no page was missing since the last {@link #load}: only then do answers count. */
  boolean isComplete();

  /**
   * Loads what is missing; completes on any thread. Fails with {@code StorageException}; with
   * {@link RunGoneException} when the set is so old that its runs have been deleted: look again in
   * {@link Runs#current}.
   */
  CompletableFuture<Void> load();
}
