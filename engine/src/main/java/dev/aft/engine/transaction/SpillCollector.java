package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.util.concurrent.CompletableFuture;

/**
 * Removes spills that nobody will use: of transactions of this node whose removal failed, and of
 * nodes that died. The rule and why it is safe: {@code docs/garbage-collection.md}. Used by one
 * round at a time.
 */
final class SpillCollector {
  /** Spills looked at in a round, so that a round stays short; the next goes on from there. */
  private static final int LOOKED_AT = 1000;

  private final Store store;
  private final Spiller spiller;
  private final SpillRemoval removal;
  private final Counters counters;
  private final long orphanAgeMillis;

  private Bytes position = StorageLayout.SPILL_RANGE.from();
  private int left;

  SpillCollector(
      Store store,
      DurableSteps steps,
      Spiller spiller,
      Background background,
      Counters counters,
      long orphanAgeMillis) {
    this.store = store;
    this.spiller = spiller;
    this.removal = new SpillRemoval(store, steps, DurableStep.COLLECT_SPILL, background);
    this.counters = counters;
    this.orphanAgeMillis = orphanAgeMillis;
  }

  CompletableFuture<Void> collect(long nowMillis) {
    left = LOOKED_AT;
    return spiller
        .removeEnded()
        .thenCompose(done -> AsyncLoop.whileTrue(() -> step(nowMillis - orphanAgeMillis)));
  }

  /** Looks at one spill; says whether there may be another. */
  private CompletableFuture<Boolean> step(long oldMillis) {
    KeyRange rest = new KeyRange(position, StorageLayout.SPILL_RANGE.to());
    return store
        .scanPage(rest, ScanDirection.FORWARD, 1, 1)
        .thenCompose(
            page -> {
              if (page.entries().isEmpty()) {
                position = StorageLayout.SPILL_RANGE.from();
                return CompletableFuture.completedFuture(false);
              }
              TransactionId id = StorageLayout.spillId(page.entries().get(0).key());
              return removeIfOrphan(id, oldMillis)
                  .thenApply(
                      done -> {
                        Bytes end = StorageLayout.spillOf(id).to();
                        position = end == null ? StorageLayout.SPILL_RANGE.from() : end;
                        return --left > 0;
                      });
            });
  }

  private CompletableFuture<Void> removeIfOrphan(TransactionId id, long oldMillis) {
    // Where nobody else can write, what is not of this node is of a dead one.
    boolean mayBeAlive = !store.isExclusive() && StorageLayout.beginMillis(id) > oldMillis;
    if (spiller.isOwn(id) || mayBeAlive) {
      return CompletableFuture.completedFuture(null);
    }
    return removal.remove(id).thenRun(counters.collectedSpills::increment);
  }
}
