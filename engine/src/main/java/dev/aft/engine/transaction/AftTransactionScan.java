package dev.aft.engine.transaction;

import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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

  /**
   * A row that is there.
   *
   * @param write the transaction's own, which may be spilled at any moment; null for a row of
   *     others
   */
  private record Row(Bytes key, @Nullable Bytes value, WriteBuffer.@Nullable Write write) {}

  private final AftTransaction transaction;
  private final TransactionContext context;
  private final ScanDirection direction;
  private final long asOf;
  private final Deque<Row> pending = new ArrayDeque<>();
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
      return transaction.untilEnd(
          held,
          AsyncLoop.whileTrue(() -> fill(held)).thenCompose(done -> resolve(take(maxEntries))));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(StorageErrors.toEngine(e));
    }
  }

  /** As many rows as wanted, or those whose spilled values fill a page. */
  private List<Row> take(int maxEntries) {
    List<Row> rows = new ArrayList<>(Math.min(maxEntries, pending.size()));
    long loadedBytes = 0;
    while (rows.size() < maxEntries && !pending.isEmpty() && loadedBytes < PAGE_BYTES) {
      Row row = pending.remove();
      WriteBuffer.Write write = row.write();
      loadedBytes += write != null && write.isSpilled() ? write.length() : 0;
      rows.add(row);
    }
    return rows;
  }

  private CompletableFuture<List<Entry>> resolve(List<Row> rows) {
    List<WriteBuffer.Write> own =
        rows.stream()
            .map(Row::write)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    return own.isEmpty()
        ? CompletableFuture.completedFuture(entries(rows, List.of()))
        : context.spiller().load(transaction.id(), own).thenApply(values -> entries(rows, values));
  }

  private static List<Entry> entries(List<Row> rows, List<@Nullable Bytes> written) {
    Iterator<@Nullable Bytes> next = written.iterator();
    List<Entry> entries = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Bytes value = row.write() == null ? row.value() : next.next();
      entries.add(new Entry(row.key(), Objects.requireNonNull(value)));
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
    Map<Bytes, WriteBuffer.Write> own = held.writes.writesIn(page.covered(), direction, asOf);
    own.keySet().forEach(key -> page.rows().put(key, Optional.empty()));
    page.inOrder(direction)
        .forEach(
            (key, value) -> {
              WriteBuffer.Write write = own.get(key);
              if (write != null ? !write.isDelete() : value.isPresent()) {
                pending.add(new Row(key, value.orElse(null), write));
              }
            });
    rest = page.rest();
    exhausted = rest.isEmpty();
  }
}
