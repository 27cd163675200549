package dev.aft.engine.execute;

import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.TableCodec;
import dev.aft.engine.transaction.Transaction;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Rows read by their keys; a page may have fewer rows than keys were read for it. */
final class KeyCursor implements RowCursor {
  private final Transaction transaction;
  private final TableCodec codec;
  private final List<Bytes> keys;
  private int next;

  KeyCursor(Transaction transaction, TableCodec codec, List<Bytes> keys, ScanDirection direction) {
    this.transaction = transaction;
    this.codec = codec;
    List<Bytes> ordered = keys;
    if (direction == ScanDirection.BACKWARD) {
      ordered = new ArrayList<>(keys);
      Collections.reverse(ordered);
    }
    this.keys = ordered;
  }

  @Override
  public CompletableFuture<List<FoundRow>> next(int wanted) {
    while (next < keys.size()) {
      int end = (int) Math.min(keys.size(), (long) next + wanted);
      List<Bytes> page = keys.subList(next, end);
      next = end;
      CompletableFuture<List<FoundRow>> rows =
          Futures.map(transaction.readMany(page), values -> rows(page, values));
      if (!Futures.isReady(rows)) {
        return Futures.then(
            rows,
            found -> found.isEmpty() ? next(wanted) : CompletableFuture.completedFuture(found));
      }
      if (!rows.join().isEmpty()) {
        return rows;
      }
    }
    return CompletableFuture.completedFuture(List.of());
  }

  private List<FoundRow> rows(List<Bytes> page, List<Optional<Bytes>> values) {
    List<FoundRow> rows = new ArrayList<>(page.size());
    for (int i = 0; i < page.size(); i++) {
      if (values.get(i).isPresent()) {
        Bytes key = page.get(i);
        rows.add(new FoundRow(key, codec.row(key, values.get(i).get())));
      }
    }
    return rows;
  }
}
