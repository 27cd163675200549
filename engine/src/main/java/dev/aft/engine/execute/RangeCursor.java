package dev.aft.engine.execute;

import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.TableCodec;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionScan;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Rows of ranges that follow one another. */
final class RangeCursor implements RowCursor {
  private final Transaction transaction;
  private final TableCodec codec;
  private final List<KeyRange> ranges;
  private final ScanDirection direction;
  private int opened;
  private @Nullable TransactionScan scan;

  RangeCursor(
      Transaction transaction, TableCodec codec, List<KeyRange> ranges, ScanDirection direction) {
    this.transaction = transaction;
    this.codec = codec;
    this.ranges = ranges;
    this.direction = direction;
  }

  @Override
  public CompletableFuture<List<FoundRow>> next(int wanted) {
    while (scan != null || opened < ranges.size()) {
      TransactionScan current = scan != null ? scan : openNext();
      scan = current;
      CompletableFuture<List<FoundRow>> rows = Futures.map(current.next(wanted), this::rows);
      if (!Futures.isReady(rows)) {
        return Futures.then(rows, found -> found.isEmpty() ? skip(wanted) : done(found));
      }
      if (!rows.join().isEmpty()) {
        return rows;
      }
      scan = null;
    }
    return done(List.of());
  }

  private CompletableFuture<List<FoundRow>> skip(int wanted) {
    scan = null;
    return next(wanted);
  }

  private static CompletableFuture<List<FoundRow>> done(List<FoundRow> rows) {
    return CompletableFuture.completedFuture(rows);
  }

  private TransactionScan openNext() {
    int index = direction == ScanDirection.FORWARD ? opened : ranges.size() - 1 - opened;
    opened++;
    return transaction.scan(ranges.get(index), direction);
  }

  private List<FoundRow> rows(List<Entry> entries) {
    List<FoundRow> rows = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      rows.add(new FoundRow(entry.key(), codec.row(entry.key(), entry.value())));
    }
    return rows;
  }
}
