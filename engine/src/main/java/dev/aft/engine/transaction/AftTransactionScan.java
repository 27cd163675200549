package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A scan: the newest settled version of each key, except for keys that single reads have pinned or
 * bound to something newer; merged with the write buffer as of the scan's start. Remembers the part
 * of the range that it has read, not its rows.
 */
final class AftTransactionScan implements TransactionScan {
  /** What a page should hold: enough to pay for the call, little enough for many scans at once. */
  private static final int PAGE_BYTES = 1 << 20;

  /** Entries of a first page at most: nothing is known yet of their size. */
  private static final int FIRST_PAGE = 32;

  /** How much longer than the page before a page may be. */
  private static final int GROWTH = 8;

  private final AftTransaction transaction;
  private final TransactionContext context;
  private final ScanDirection direction;
  private final long asOf;
  private final Deque<Entry> pending = new ArrayDeque<>();
  private KeyRange rest;
  private boolean exhausted;
  private int pageSize;

  AftTransactionScan(
      AftTransaction transaction,
      TransactionContext context,
      KeyRange range,
      ScanDirection direction,
      long asOf) {
    this.transaction = transaction;
    this.context = context;
    this.rest = range;
    this.direction = direction;
    this.asOf = asOf;
    this.exhausted = range.isEmpty();
  }

  @Override
  public CompletableFuture<List<Entry>> next(int maxEntries) {
    try {
      AftTransaction.Memory held = transaction.running();
      if (pageSize == 0) {
        pageSize = Math.min(FIRST_PAGE, maxEntries);
      }
      return AsyncLoop.whileTrue(() -> fill(held))
          .handle(
              (done, error) -> {
                if (error != null) {
                  throw StorageErrors.toEngine(error);
                }
                return take(maxEntries);
              });
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(StorageErrors.toEngine(e));
    }
  }

  private List<Entry> take(int maxEntries) {
    List<Entry> entries = new ArrayList<>(Math.min(maxEntries, pending.size()));
    while (entries.size() < maxEntries && !pending.isEmpty()) {
      entries.add(pending.remove());
    }
    return entries;
  }

  /** Reads a page unless there is something to give; says whether to call again. */
  private CompletableFuture<Boolean> fill(AftTransaction.Memory held) {
    if (exhausted || !pending.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    ReadSet reads = transaction.reads(held);
    return context
        .reader()
        .scanPage(rest, direction, pageSize, reads)
        .thenCompose(
            page -> {
              // Before any key is read singly: what this page has decided counts under the rule.
              reads.recordScanned(page.covered());
              return readSingly(page, reads);
            })
        .thenApply(
            page -> {
              add(page, held);
              return true;
            });
  }

  /** Keys that the page leaves open are read one by one, under the rule. */
  private CompletableFuture<VersionPage> readSingly(VersionPage page, ReadSet reads) {
    return AsyncLoop.forEach(
            page.open(),
            key ->
                context.reader().read(key, reads).thenAccept(value -> page.rows().put(key, value)))
        .thenApply(done -> page);
  }

  private void add(VersionPage page, AftTransaction.Memory held) {
    pageSize = Math.min(pageSize * GROWTH, page.entriesFor(PAGE_BYTES));
    held.writes
        .writesIn(page.covered(), direction, asOf)
        .forEach((key, write) -> page.rows().put(key, Optional.ofNullable(write.value())));
    for (Map.Entry<Bytes, Optional<Bytes>> row : page.inOrder(direction).entrySet()) {
      row.getValue().ifPresent(value -> pending.add(new Entry(row.getKey(), value)));
    }
    rest = page.rest();
    exhausted = rest.isEmpty();
  }
}
