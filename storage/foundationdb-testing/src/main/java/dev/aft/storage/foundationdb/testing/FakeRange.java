package dev.aft.storage.foundationdb.testing;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.async.AsyncIterable;
import com.apple.foundationdb.async.AsyncIterator;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A range read: fetched in pieces whose size the streaming mode says, as fdb-java does. */
final class FakeRange implements AsyncIterable<KeyValue> {
  private static final int[] ITERATOR_BYTES = {4096, 6144, 9216, 13824, 20736, 31104, 46656, 69984};

  private final FakeTransaction transaction;
  private final KeyBounds bounds;
  private final Wish wish;
  private final boolean snapshot;

  /** How much of a range, from which end, in which pieces. */
  record Wish(int limit, boolean reverse, StreamingMode mode) {
    int bytes(int iteration) {
      return switch (mode) {
        case EXACT -> Integer.MAX_VALUE;
        case SMALL -> 256;
        case MEDIUM -> 1000;
        case LARGE -> 4096;
        case SERIAL, WANT_ALL -> 80_000;
        case ITERATOR -> iteration < ITERATOR_BYTES.length ? ITERATOR_BYTES[iteration] : 80_000;
      };
    }
  }

  /** Rows of one request. */
  record Piece(List<KeyValue> rows, boolean more) {}

  FakeRange(FakeTransaction transaction, KeyBounds bounds, Wish wish, boolean snapshot) {
    this.transaction = transaction;
    this.bounds = bounds;
    this.wish = wish;
    this.snapshot = snapshot;
  }

  @Override
  public CompletableFuture<List<KeyValue>> asList() {
    if (wish.mode() == StreamingMode.EXACT) {
      return transaction.fetch(bounds, wish, 0, snapshot).thenApply(this::cut);
    }
    if (wish.mode() == StreamingMode.ITERATOR) {
      StreamingMode mode = wish.limit() == 0 ? StreamingMode.WANT_ALL : StreamingMode.EXACT;
      Wish all = new Wish(wish.limit(), wish.reverse(), mode);
      return new FakeRange(transaction, bounds, all, snapshot).asList();
    }
    List<KeyValue> all = new ArrayList<>();
    Pieces pieces = new Pieces();
    return collect(pieces, all);
  }

  /** The first rows that fit; fdb-java does not look whether there are more in this case. */
  private List<KeyValue> cut(Piece piece) {
    long left = transaction.exactReplyBytes();
    int fitting = 0;
    for (KeyValue row : piece.rows()) {
      left -= row.getKey().length + (long) row.getValue().length;
      if (left < 0) {
        break;
      }
      fitting++;
    }
    return piece.rows().subList(0, fitting);
  }

  private CompletableFuture<List<KeyValue>> collect(Pieces pieces, List<KeyValue> all) {
    return pieces
        .onHasNext()
        .thenCompose(
            more -> {
              if (!more) {
                return CompletableFuture.completedFuture(all);
              }
              all.add(pieces.next());
              return collect(pieces, all);
            });
  }

  @Override
  public AsyncIterator<KeyValue> iterator() {
    return new Pieces();
  }

  /** The iterator: asks for the next piece as soon as the first row of one is taken. */
  private final class Pieces implements AsyncIterator<KeyValue> {
    private KeyBounds rest = bounds;
    private int left = wish.limit();
    private int iteration;
    private @Nullable Piece current;
    private int index;
    private boolean cancelled;
    private CompletableFuture<Boolean> arriving;
    private @Nullable Piece next;

    Pieces() {
      arriving = fetch();
    }

    private CompletableFuture<Boolean> fetch() {
      Wish now = new Wish(left, wish.reverse(), wish.mode());
      return transaction.fetch(rest, now, iteration++, snapshot).thenApply(this::arrived);
    }

    private synchronized boolean arrived(Piece piece) {
      if (piece.rows().isEmpty()) {
        return false;
      }
      Bytes last = Bytes.copyOf(piece.rows().get(piece.rows().size() - 1).getKey());
      rest =
          wish.reverse()
              ? new KeyBounds(rest.from(), last)
              : new KeyBounds(last.successor(), rest.to());
      left -= wish.limit() == 0 ? 0 : piece.rows().size();
      if (current == null || index == current.rows().size()) {
        current = piece;
        index = 0;
      } else {
        next = piece;
      }
      return true;
    }

    private boolean isLast(Piece piece) {
      return !piece.more() || (wish.limit() != 0 && left < 1);
    }

    @Override
    public synchronized CompletableFuture<Boolean> onHasNext() {
      if (cancelled) {
        throw new CancellationException();
      }
      Piece piece = current;
      if (piece == null) {
        return arriving;
      }
      if (index < piece.rows().size()) {
        return CompletableFuture.completedFuture(true);
      }
      return isLast(piece) ? CompletableFuture.completedFuture(false) : arriving;
    }

    @Override
    public boolean hasNext() {
      return onHasNext().join();
    }

    @Override
    public synchronized KeyValue next() {
      if (cancelled) {
        throw new CancellationException();
      }
      Piece piece = current;
      if (piece == null || index >= piece.rows().size()) {
        throw new NoSuchElementException("The next row has not arrived.");
      }
      KeyValue row = piece.rows().get(index++);
      if (index == 1 && !isLast(piece)) {
        arriving = fetch();
      }
      if (index == piece.rows().size() && next != null) {
        current = next;
        next = null;
        index = 0;
      }
      return row;
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      arriving.cancel(true);
    }
  }
}
