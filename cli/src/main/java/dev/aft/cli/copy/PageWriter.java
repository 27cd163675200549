package dev.aft.cli.copy;

import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.Store;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a store with several writes under way, and knows up to where all of them are done. Not
 * thread-safe.
 *
 * @param <M> marks a place in the sequence of writes
 */
final class PageWriter<M> {
  /** Below what a store on S3 puts into one object, and far below FoundationDB's limits. */
  private static final long MAX_PART_BYTES = 192 << 10;

  private static final int MAX_PART_ENTRIES = 1_000;
  private static final int MAX_WRITES = 16;
  private static final long MAX_WAITING_BYTES = 32 << 20;

  private final Store store;
  private final Patience patience;
  private final Deque<Write> underWay = new ArrayDeque<>();
  private long bytesUnderWay;
  private @Nullable M reached;

  /** A write under way, and the place after it where it is the last one of a page. */
  private final class Write {
    final List<Entry> entries;
    final long bytes;
    final CompletableFuture<Void> done;
    @Nullable M mark;

    Write(List<Entry> entries, long bytes) {
      this.entries = List.copyOf(entries);
      this.bytes = bytes;
      this.done = store.write(this.entries);
    }

    boolean isOver() {
      return done.isDone() && !done.isCompletedExceptionally();
    }
  }

  PageWriter(Store store, Patience patience) {
    this.store = store;
    this.patience = patience;
  }

  /** Writes the entries, and waits for earlier writes as far as there are too many. */
  void write(List<Entry> entries, M mark) {
    List<Entry> part = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : entries) {
      long size = (long) entry.key().length() + entry.value().length();
      if (!part.isEmpty() && (bytes + size > MAX_PART_BYTES || part.size() == MAX_PART_ENTRIES)) {
        submit(part, bytes);
        part.clear();
        bytes = 0;
      }
      part.add(entry);
      bytes += size;
    }
    if (!part.isEmpty()) {
      submit(part, bytes);
    }
    Write last = underWay.peekLast();
    if (last == null) {
      reached = mark;
    } else {
      last.mark = mark;
    }
  }

  private void submit(List<Entry> part, long bytes) {
    while (underWay.size() >= MAX_WRITES
        || (!underWay.isEmpty() && bytesUnderWay + bytes > MAX_WAITING_BYTES)) {
      settleFirst();
    }
    underWay.addLast(new Write(part, bytes));
    bytesUnderWay += bytes;
  }

  private void settleFirst() {
    Write first = underWay.removeFirst();
    bytesUnderWay -= first.bytes;
    patience.await(first.done, () -> store.write(first.entries));
    if (first.mark != null) {
      reached = first.mark;
    }
  }

  /** Waits for everything under way. */
  void settle() {
    while (!underWay.isEmpty()) {
      settleFirst();
    }
  }

  /** The last mark up to which everything is written; null before the first. */
  @Nullable M reached() {
    while (!underWay.isEmpty() && underWay.getFirst().isOver()) {
      settleFirst();
    }
    return reached;
  }
}
