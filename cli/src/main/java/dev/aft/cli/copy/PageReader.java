package dev.aft.cli.copy;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.Store;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A range of a store, page by page. The next page is on its way while the caller works on one. Not
 * thread-safe.
 */
final class PageReader {
  private static final int MAX_ENTRIES = 10_000;
  private static final long MAX_BYTES = 4 << 20;

  private final Store store;
  private final Patience patience;
  private final @Nullable Bytes to;
  private @Nullable Request next;

  /** A page that has been asked for. */
  private record Request(KeyRange range, CompletableFuture<ScanPage> answer) {}

  PageReader(Store store, KeyRange range, Patience patience) {
    this.store = store;
    this.patience = patience;
    this.to = range.to();
    this.next = request(range);
  }

  private Request request(KeyRange range) {
    return new Request(range, ask(range));
  }

  private CompletableFuture<ScanPage> ask(KeyRange range) {
    return store.scanPage(range, ScanDirection.FORWARD, MAX_ENTRIES, MAX_BYTES);
  }

  /** The next entries in the order of their keys; none at the end of the range. */
  List<Entry> next() {
    Request request = next;
    if (request == null) {
      return List.of();
    }
    ScanPage page = patience.await(request.answer, () -> ask(request.range));
    List<Entry> entries = page.entries();
    next =
        page.more() && !entries.isEmpty()
            ? request(new KeyRange(entries.get(entries.size() - 1).key().successor(), to))
            : null;
    return entries;
  }
}
