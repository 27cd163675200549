package dev.aft.engine.transaction;

import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
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
  private final TransactionReads reads;
  private final TransactionContext context;
  private final ScanDirection direction;
  private final long asOf;
  private KeyRange rest;

  /** What has been read of which {@code given} have been given. */
  private List<VersionPage.Found> pending = List.of();

  private int given;
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
    this.reads = transaction.reads();
    this.context = context;
    this.rest = range;
    this.direction = direction;
    this.asOf = asOf;
    this.exhausted = range.isEmpty();
  }

  @Override
  public CompletableFuture<List<Entry>> next(int maxEntries) {
    try {
      TransactionMemory held = transaction.running();
      if (pageSize == 0) {
        pageSize = Math.min(FIRST_PAGE, maxEntries);
      }
      return reads.untilEnd(
          held,
          AsyncLoop.whileTrue(() -> fill(held)).thenCompose(done -> resolve(take(maxEntries))));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(StorageErrors.toEngine(e));
    }
  }

  /** As many rows as wanted, or those whose spilled values fill a page. */
  private List<VersionPage.Found> take(int maxEntries) {
    int from = given;
    int to = (int) Math.min((long) from + maxEntries, pending.size());
    long loadedBytes = 0;
    while (given < to && loadedBytes < PAGE_BYTES) {
      WriteBuffer.Write write = pending.get(given++).write();
      loadedBytes += write != null && write.isSpilled() ? write.length() : 0;
    }
    return pending.subList(from, given);
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
  private CompletableFuture<Boolean> fill(TransactionMemory held) {
    if (exhausted || given < pending.size()) {
      return CompletableFuture.completedFuture(false);
    }
    ReadSet known = reads.begun(held);
    return nextPage(known)
        .thenCompose(
            page -> {
              // Before any key is read singly: what this page has decided counts under the rule.
              known.recordScanned(page.covered());
              return readSingly(page, known);
            })
        .thenApply(
            page -> {
              add(page, held);
              readAhead(known);
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

  private void add(VersionPage page, TransactionMemory held) {
    pageSize = Math.min(pageSize * GROWTH, page.entriesFor(PAGE_BYTES));
    rest = page.rest();
    exhausted = rest.isEmpty();
    given = 0;
    Map<Bytes, WriteBuffer.Write> own = held.writes.writesIn(page.covered(), direction, asOf);
    pending = own.isEmpty() ? present(page.rows()) : merge(page.rows(), own);
  }

  private static List<VersionPage.Found> present(List<VersionPage.Found> rows) {
    for (VersionPage.Found row : rows) {
      if (row.value() == null) {
        return rows.stream().filter(each -> each.value() != null).toList();
      }
    }
    return rows;
  }

  private List<VersionPage.Found> merge(
      List<VersionPage.Found> rows, Map<Bytes, WriteBuffer.Write> own) {
    List<VersionPage.Found> merged = new ArrayList<>(rows.size() + own.size());
    Iterator<Map.Entry<Bytes, WriteBuffer.Write>> writes = own.entrySet().iterator();
    Map.Entry<Bytes, WriteBuffer.Write> write = nextOf(writes);
    for (VersionPage.Found found : rows) {
      int order = -1;
      while (write != null && (order = order(write.getKey(), found.key())) <= 0) {
        addWrite(write, merged);
        write = nextOf(writes);
        if (order == 0) {
          break;
        }
      }
      if (order != 0 && found.value() != null) {
        merged.add(found);
      }
    }
    for (; write != null; write = nextOf(writes)) {
      addWrite(write, merged);
    }
    return merged;
  }

  private static <T> @Nullable T nextOf(Iterator<T> rest) {
    return rest.hasNext() ? rest.next() : null;
  }

  private int order(Bytes one, Bytes other) {
    return direction == ScanDirection.FORWARD ? one.compareTo(other) : other.compareTo(one);
  }

  private static void addWrite(
      Map.Entry<Bytes, WriteBuffer.Write> write, List<VersionPage.Found> merged) {
    if (!write.getValue().isDelete()) {
      merged.add(VersionPage.Found.own(write.getKey(), write.getValue()));
    }
  }
}
