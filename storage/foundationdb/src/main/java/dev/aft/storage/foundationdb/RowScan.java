package dev.aft.storage.foundationdb;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.async.AsyncIterator;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Reads the rows of a range, as many as its bounds allow, and can go on in another transaction
 * after the last row it has. Used by one thread at a time.
 */
final class RowScan {
  /** A row of which the value may still be in chunks. */
  record Row(Bytes key, Head head) {
    long bytes() {
      return key.length() + head.length();
    }
  }

  /** Below this a request asks for 4 KB at first instead of 80 KB. */
  private static final long SMALL_PAGE_BYTES = 4096;

  private final KeySpace keys;
  private final Executor executor;
  private final boolean backward;
  private final List<Row> rows = new ArrayList<>();
  private byte[] from;
  private byte[] to;
  private boolean exhausted;

  RowScan(KeySpace keys, Executor executor, KeyRange range, ScanDirection direction) {
    this.keys = keys;
    this.executor = executor;
    this.backward = direction == ScanDirection.BACKWARD;
    this.from = keys.bound(range.from());
    this.to = keys.bound(range.to());
  }

  /** Whether the range has no rows beyond those that were read. */
  boolean isExhausted() {
    return exhausted;
  }

  /** The rows read since they were taken last. */
  List<Row> take() {
    List<Row> taken = List.copyOf(rows);
    rows.clear();
    return taken;
  }

  /**
   * Reads on, until {@code limit} rows are there to be taken, or their keys and values have {@code
   * maxBytes}, or those read in this transaction have {@code transactionBytes}, or the range ends.
   */
  CompletableFuture<Boolean> readOn(
      ReadTransaction transaction, int limit, long maxBytes, long transactionBytes) {
    Bound bound = new Bound(limit, maxBytes, transactionBytes);
    if (bound.isReached()) {
      return CompletableFuture.completedFuture(true);
    }
    StreamingMode mode =
        maxBytes <= SMALL_PAGE_BYTES ? StreamingMode.LARGE : StreamingMode.WANT_ALL;
    AsyncIterator<KeyValue> iterator =
        transaction.getRange(from, to, limit - rows.size(), backward, mode).iterator();
    return Futures.repeat(
            executor, () -> iterator.onHasNext().thenApply(more -> drain(iterator, more, bound)))
        .whenComplete((done, failure) -> iterator.cancel());
  }

  /** When to stop. */
  private final class Bound {
    private final int limit;
    private final long maxBytes;
    private final long transactionBytes;
    private long bytes = rows.stream().mapToLong(Row::bytes).sum();
    private long bytesHere;

    Bound(int limit, long maxBytes, long transactionBytes) {
      this.limit = limit;
      this.maxBytes = maxBytes;
      this.transactionBytes = transactionBytes;
    }

    void count(Row row, long fetched) {
      bytes += row.bytes();
      bytesHere += fetched;
    }

    boolean isReached() {
      return rows.size() >= limit || bytes >= maxBytes || bytesHere >= transactionBytes;
    }
  }

  /** Takes all rows that have arrived; whether to wait for more. */
  private boolean drain(AsyncIterator<KeyValue> iterator, boolean first, Bound bound) {
    boolean more = first;
    while (more) {
      add(iterator.next(), bound);
      if (bound.isReached()) {
        return false;
      }
      CompletableFuture<Boolean> next = iterator.onHasNext();
      if (!next.isDone()) {
        return true;
      }
      more = next.join();
    }
    exhausted = true;
    return false;
  }

  private void add(KeyValue keyValue, Bound bound) {
    Bytes key = keys.storeKey(keyValue.getKey());
    Row row = new Row(key, Head.decode(keyValue.getValue()));
    rows.add(row);
    bound.count(row, keyValue.getKey().length + (long) keyValue.getValue().length);
    if (backward) {
      to = keyValue.getKey();
    } else {
      from = keys.key(key.successor());
    }
  }
}
