package dev.aft.storage.foundationdb;

import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.ReadTransaction;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Scans: pages with fresh read versions, or all of one version where that is asked for. */
final class Scanner {
  /** What is read with one read version: far less than takes five seconds. */
  private static final long TRANSACTION_BYTES = 1 << 20;

  /** How often a snapshot may grow too old: once may be the cluster's fault. */
  private static final int SNAPSHOT_ATTEMPTS = 2;

  private final Transactions transactions;
  private final KeySpace keys;
  private final ChunkReader chunks;

  Scanner(Transactions transactions, KeySpace keys, ChunkReader chunks) {
    this.transactions = transactions;
    this.keys = keys;
    this.chunks = chunks;
  }

  CompletableFuture<ScanPage> scan(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    if (range.isEmpty()) {
      return CompletableFuture.completedFuture(new ScanPage(List.of(), false));
    }
    Page page =
        new Page(new RowScan(keys, transactions.executor(), range, direction), limit, maxBytes);
    return Futures.repeat(transactions.executor(), page::step).thenApply(done -> page.finish());
  }

  /** A page that grows transaction by transaction. Used by one thread at a time. */
  private final class Page {
    private final RowScan rows;
    private final int limit;
    private final long maxBytes;
    private final List<Entry> entries = new ArrayList<>();
    private long bytes;

    Page(RowScan rows, int limit, long maxBytes) {
      this.rows = rows;
      this.limit = limit;
      this.maxBytes = maxBytes;
    }

    /**
     * One transaction's worth; whether there is more to read. When it grows too old it begins again
     * after the last row, since the rows that were read stay.
     */
    CompletableFuture<Boolean> step() {
      return transactions
          .read(
              transaction ->
                  rows.readOn(
                      transaction, limit - entries.size(), maxBytes - bytes, TRANSACTION_BYTES))
          .thenCompose(read -> addAll(rows.take()))
          .thenApply(added -> !rows.isExhausted() && !isFull());
    }

    private CompletableFuture<Boolean> addAll(List<RowScan.Row> read) {
      Iterator<RowScan.Row> remaining = read.iterator();
      return Futures.repeat(
          transactions.executor(),
          () ->
              remaining.hasNext()
                  ? add(remaining.next())
                  : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Boolean> add(RowScan.Row row) {
      if (row.head() instanceof Head.Large large) {
        return chunks
            .load(row.key(), large)
            .thenApply(
                value -> {
                  value.ifPresent(whole -> add(row.key(), whole));
                  return true;
                });
      }
      add(row.key(), ((Head.Small) row.head()).value());
      return CompletableFuture.completedFuture(true);
    }

    private void add(Bytes key, Bytes value) {
      entries.add(new Entry(key, value));
      bytes += key.length() + (long) value.length();
    }

    private boolean isFull() {
      return entries.size() >= limit || bytes >= maxBytes;
    }

    ScanPage finish() {
      return new ScanPage(entries, isFull());
    }
  }

  CompletableFuture<List<Entry>> scanSnapshot(KeyRange range, ScanDirection direction, int limit) {
    if (range.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    AtomicInteger tooOld = new AtomicInteger();
    return transactions.read(
        transaction ->
            snapshot(transaction, range, direction, limit)
                .exceptionally(failure -> rethrow(failure, tooOld)));
  }

  private CompletableFuture<List<Entry>> snapshot(
      ReadTransaction transaction, KeyRange range, ScanDirection direction, int limit) {
    RowScan rows = new RowScan(keys, transactions.executor(), range, direction);
    return rows.readOn(transaction, limit, Long.MAX_VALUE, Long.MAX_VALUE)
        .thenCompose(read -> entries(transaction, rows.take()));
  }

  private CompletableFuture<List<Entry>> entries(
      ReadTransaction transaction, List<RowScan.Row> rows) {
    List<Entry> entries = new ArrayList<>(rows.size());
    Iterator<RowScan.Row> remaining = rows.iterator();
    return Futures.repeat(
            transactions.executor(),
            () ->
                remaining.hasNext()
                    ? entry(transaction, remaining.next()).thenApply(entries::add)
                    : CompletableFuture.completedFuture(false))
        .thenApply(done -> List.copyOf(entries));
  }

  private CompletableFuture<Entry> entry(ReadTransaction transaction, RowScan.Row row) {
    return row.head() instanceof Head.Large large
        ? chunks.loadIn(transaction, large).thenApply(value -> new Entry(row.key(), value))
        : CompletableFuture.completedFuture(
            new Entry(row.key(), ((Head.Small) row.head()).value()));
  }

  private static List<Entry> rethrow(Throwable failure, AtomicInteger tooOld) {
    Throwable cause = Failures.unwrap(failure);
    if (cause instanceof FDBException e) {
      boolean now = e.getCode() == ErrorCodes.TRANSACTION_TOO_OLD;
      int times = now ? tooOld.incrementAndGet() : tooOld.get();
      boolean timedOut = e.getCode() == ErrorCodes.TRANSACTION_TIMED_OUT && times > 0;
      if (timedOut || (now && times >= SNAPSHOT_ATTEMPTS)) {
        throw new StorageException(
            Reason.TOO_LARGE,
            "The range is too large to be read as of one moment, for which FoundationDB gives five"
                + " seconds.",
            e);
      }
      throw e;
    }
    throw cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
