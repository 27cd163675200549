package dev.aft.storage.s3;

import dev.aft.storage.s3.log.MemoryTables;
import dev.aft.storage.s3.run.PageView;
import dev.aft.storage.s3.run.RunSet;
import dev.aft.storage.s3.run.Runs;
import dev.aft.storage.s3.run.Slot;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds slots in memory tables and runs, then fetches the values that are not in memory, all of one
 * call together. What was merged away between the two is looked up again.
 */
final class Reads {
  /** A value that is gone as often as this is not being merged but lost. */
  private static final int MOST_LOOKS = 16;

  private final MemoryTables tables;
  private final Runs runs;

  Reads(MemoryTables tables, Runs runs) {
    this.tables = tables;
    this.runs = runs;
  }

  private record Values(Found found, List<Optional<Bytes>> values) {
    /** Whether nothing that was found has gone. */
    boolean isWhole() {
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i).isEmpty() && isElsewhere(found.slots().get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return readMany(List.of(key)).thenApply(values -> values.get(0));
  }

  CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    return attempt(() -> find(keys, null, null, 1), 1).thenApply(Values::values);
  }

  CompletableFuture<ScanPage> scan(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    return attempt(() -> new StoreScan(tables, runs, range, direction, limit, maxBytes).run(), 1)
        .thenApply(Reads::page);
  }

  private static ScanPage page(Values read) {
    List<Bytes> keys = read.found().keys();
    List<Entry> entries = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      entries.add(new Entry(keys.get(i), read.values().get(i).orElseThrow()));
    }
    return new ScanPage(entries, read.found().more());
  }

  private CompletableFuture<Values> attempt(Supplier<CompletableFuture<Found>> look, int looks) {
    return look.get()
        .thenCompose(this::fetch)
        .thenCompose(
            values -> {
              if (values.isWhole()) {
                return CompletableFuture.completedFuture(values);
              }
              return looks < MOST_LOOKS
                  ? attempt(look, looks + 1)
                  : CompletableFuture.failedFuture(
                      new StorageException(
                          Reason.CORRUPT, "The index names a value whose object is gone."));
            });
  }

  /** Looks until no index page is missing, with the pages there are of the last time. */
  private CompletableFuture<Found> find(
      List<Bytes> keys, @Nullable RunSet lastRuns, @Nullable PageView lastPages, int looks) {
    record Seen(RunSet runs, PageView pages, Found found) {}
    Seen seen =
        tables.reading(
            memory -> {
              // Asked for while the tables stand still: what leaves these is in the runs of now.
              RunSet current = runs.current();
              PageView pages =
                  lastPages == null || current != lastRuns ? current.newView() : lastPages;
              return new Seen(current, pages, find(keys, memory, current, pages));
            });
    if (seen.pages().isComplete()) {
      return CompletableFuture.completedFuture(seen.found());
    }
    return seen.pages()
        .load()
        .handle((loaded, failure) -> failure)
        .thenCompose(
            failure ->
                failure == null || (runs.current() != seen.runs() && looks < MOST_LOOKS)
                    ? find(keys, seen.runs(), seen.pages(), looks + 1)
                    : CompletableFuture.failedFuture(failure));
  }

  private static Found find(
      List<Bytes> keys, MemoryTables.View memory, RunSet stored, PageView pages) {
    List<@Nullable Slot> slots = new ArrayList<>(keys.size());
    for (Bytes key : keys) {
      Slot slot = memory.find(key);
      slots.add(slot == null ? stored.find(key, pages) : slot);
    }
    return new Found(keys, slots, false);
  }

  private CompletableFuture<Values> fetch(Found found) {
    List<Slot> elsewhere = new ArrayList<>(0);
    for (Slot slot : found.slots()) {
      if (isElsewhere(slot)) {
        elsewhere.add(slot);
      }
    }
    return elsewhere.isEmpty()
        ? CompletableFuture.completedFuture(inOrder(found, List.of()))
        : runs.fetch(elsewhere).thenApply(fetched -> inOrder(found, fetched));
  }

  private static boolean isElsewhere(@Nullable Slot slot) {
    return slot instanceof Slot.InRun || slot instanceof Slot.External;
  }

  private static Values inOrder(Found found, List<Optional<Bytes>> fetched) {
    List<Optional<Bytes>> values = new ArrayList<>(found.slots().size());
    Iterator<Optional<Bytes>> next = fetched.iterator();
    for (Slot slot : found.slots()) {
      if (slot instanceof Slot.Inline inline) {
        values.add(Optional.of(inline.value()));
      } else {
        values.add(isElsewhere(slot) ? next.next() : Optional.empty());
      }
    }
    return new Values(found, List.copyOf(values));
  }
}
