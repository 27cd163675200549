package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.util.concurrent.CompletableFuture;

/** Removes the spill of a transaction from the store, whatever there is of it. Thread-safe. */
final class SpillRemoval {
  private static final int PAGE_ENTRIES = 1000;
  private static final int PAGE_BYTES = 1 << 20;

  private final Store store;
  private final DurableSteps steps;
  private final DurableStep step;
  private final Background background;

  SpillRemoval(Store store, DurableSteps steps, DurableStep step, Background background) {
    this.store = store;
    this.steps = steps;
    this.step = step;
    this.background = background;
  }

  /** A retry is safe. */
  CompletableFuture<Void> remove(TransactionId id) {
    KeyRange range = StorageLayout.spillOf(id);
    return steps.canDeleteRanges()
        ? steps.deleteRange(step, range).thenRunAsync(() -> {}, background)
        : AsyncLoop.whileTrue(() -> removePage(range));
  }

  private CompletableFuture<Boolean> removePage(KeyRange range) {
    return store
        .scanPage(range, ScanDirection.FORWARD, PAGE_ENTRIES, PAGE_BYTES)
        .thenCompose(
            page ->
                steps
                    .delete(step, page.entries().stream().map(Entry::key).toList())
                    .thenApplyAsync(done -> page.more(), background));
  }
}
