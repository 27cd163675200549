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

  /** After as many pages a scan will probably go on. */
  private static final int PAGES_OF_LONG_SCAN = 2;

  /**
   * A page that is being read ahead.
   *
   * @param unsettledReads of the read set before that began
   */
  private record Ahead(CompletableFuture<VersionPage.Versions> versions, int unsettledReads) {}

  private final AftTransaction transaction;
  private final TransactionContext context;
  private final ScanDirection direction;
  private final long asOf;
  private final Deque<VersionPage.Found> pending = new ArrayDeque<>();
  private KeyRange rest;
  private boolean exhausted;
  private int pageSize;
  private int pages;
  private @Nullable Ahead ahead;

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
  private List<VersionPage.Found> take(int maxEntries) {
    List<VersionPage.Found> rows = new ArrayList<>(Math.min(maxEntries, pending.size()));
    long loadedBytes = 0;
    while (rows.size() < maxEntries && !pending.isEmpty() && loadedBytes < PAGE_BYTES) {
      VersionPage.Found row = pending.remove();
      WriteBuffer.Write write = row.write();
      loadedBytes += write != null && write.isSpilled() ? write.length() : 0;
      rows.add(row);
    }
    return rows;
  }

  private CompletableFuture<List<Entry>> resolve(List<VersionPage.Found> rows) {
    List<WriteBuffer.Write> own = new ArrayList<>(0);
    for (VersionPage.Found row : rows) {
      if (row.write() != null) {
        own.add(row.write());
      }
    }
    return own.isEmpty()
        ? CompletableFuture.completedFuture(entries(rows, List.of()))
        : context.spiller().load(transaction.id(), own).thenApply(values -> entries(rows, values));
  }

  private static List<Entry> entries(List<VersionPage.Found> rows, List<@Nullable Bytes> written) {
    Iterator<@Nullable Bytes> next = written.iterator();
    List<Entry> entries = new ArrayList<>(rows.size());
    for (VersionPage.Found row : rows) {
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
    return nextPage(reads)
        .thenCompose(
            page -> {
              // Before any key is read singly: what this page has decided counts under the rule.
              reads.recordScanned(page.covered());
              return readSingly(page, reads);
            })
        .thenApply(
            page -> {
              add(page, held);
              readAhead(reads);
              return true;
            });
  }

  private CompletableFuture<VersionPage> nextPage(ReadSet reads) {
    Ahead read = ahead;
    ahead = null;
    // Something newer than the snapshot that was read meanwhile may bind keys of the page.
    return read != null && read.unsettledReads() == reads.unsettledReads()
        ? context.reader().decidePage(rest, direction, read.versions(), reads)
        : context.reader().scanPage(rest, direction, pageSize, reads);
  }

  /** The store reads the next page of a long scan while this one is made use of. */
  private void readAhead(ReadSet reads) {
    pages++;
    if (!exhausted && pages >= PAGES_OF_LONG_SCAN) {
      int unsettledReads = reads.unsettledReads();
      ahead = new Ahead(context.reader().readPage(rest, direction, pageSize), unsettledReads);
    }
  }

  /** Keys that the page leaves open are read one by one, under the rule. */
  private CompletableFuture<VersionPage> readSingly(VersionPage page, ReadSet reads) {
    List<VersionPage.Found> open = new ArrayList<>(0);
    for (VersionPage.Found found : page.rows()) {
      if (found.isOpen()) {
        open.add(found);
      }
    }
    return open.isEmpty()
        ? CompletableFuture.completedFuture(page)
        : AsyncLoop.forEach(
                open, found -> context.reader().read(found.key(), reads).thenAccept(found::set))
            .thenApply(done -> page);
  }

  private void add(VersionPage page, AftTransaction.Memory held) {
    pageSize = Math.min(pageSize * GROWTH, page.entriesFor(PAGE_BYTES));
    Map<Bytes, WriteBuffer.Write> own = held.writes.writesIn(page.covered(), direction, asOf);
    Iterator<Map.Entry<Bytes, WriteBuffer.Write>> writes = own.entrySet().iterator();
    Map.Entry<Bytes, WriteBuffer.Write> write = nextOf(writes);
    for (VersionPage.Found found : page.rows()) {
      int order = -1;
      while (write != null && (order = order(write.getKey(), found.key())) <= 0) {
        addWrite(write);
        write = nextOf(writes);
        if (order == 0) {
          break;
        }
      }
      if (order != 0 && found.value() != null) {
        pending.add(found);
      }
    }
    for (; write != null; write = nextOf(writes)) {
      addWrite(write);
    }
    rest = page.rest();
    exhausted = rest.isEmpty();
  }

  private static <T> @Nullable T nextOf(Iterator<T> rest) {
    return rest.hasNext() ? rest.next() : null;
  }

  private int order(Bytes one, Bytes other) {
    return direction == ScanDirection.FORWARD ? one.compareTo(other) : other.compareTo(one);
  }

  private void addWrite(Map.Entry<Bytes, WriteBuffer.Write> write) {
    if (!write.getValue().isDelete()) {
      pending.add(VersionPage.Found.own(write.getKey(), write.getValue()));
    }
  }
}
