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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
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

  /** Keys with what they have: slots are null or {@link Slot.Deleted} where there is no value. */
  private record Found(List<Bytes> keys, List<@Nullable Slot> slots, boolean more) {}

  CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return readMany(List.of(key)).thenApply(values -> values.get(0));
  }

  CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    return attempt(sight -> findAll(sight, keys), 1).thenApply(Values::values);
  }

  private static Found findAll(Sight sight, List<Bytes> keys) {
    List<@Nullable Slot> slots = new ArrayList<>(keys.size());
    for (Bytes key : keys) {
      slots.add(sight.find(key));
    }
    return new Found(keys, slots, false);
  }

  CompletableFuture<ScanPage> scan(
      KeyRange range, ScanDirection direction, int limit, long maxBytes) {
    return attempt(sight -> scan(sight.scan(range, direction), limit, maxBytes), 1)
        .thenApply(Reads::page);
  }

  private static Found scan(Iterator<Map.Entry<Bytes, Slot>> entries, int limit, long maxBytes) {
    List<Bytes> keys = new ArrayList<>();
    List<@Nullable Slot> slots = new ArrayList<>();
    long bytes = 0;
    while (entries.hasNext()) {
      Map.Entry<Bytes, Slot> entry = entries.next();
      if (entry.getValue() instanceof Slot.Deleted) {
        continue;
      }
      keys.add(entry.getKey());
      slots.add(entry.getValue());
      bytes += entry.getKey().length() + length(entry.getValue());
      if (keys.size() == limit || bytes >= maxBytes) {
        return new Found(keys, slots, true);
      }
    }
    return new Found(keys, slots, false);
  }

  private static long length(Slot slot) {
    if (slot instanceof Slot.Inline inline) {
      return inline.value().length();
    }
    if (slot instanceof Slot.InRun inRun) {
      return inRun.length();
    }
    return slot instanceof Slot.External external ? external.length() : 0;
  }

  private static ScanPage page(Values found) {
    List<Entry> entries = new ArrayList<>(found.values().size());
    for (int i = 0; i < found.values().size(); i++) {
      entries.add(new Entry(found.keys().get(i), found.values().get(i).orElseThrow()));
    }
    return new ScanPage(entries, found.more());
  }

  private record Values(List<Bytes> keys, List<Optional<Bytes>> values, boolean more) {}

  private CompletableFuture<Values> attempt(Function<Sight, Found> look, int looks) {
    return look(look, null, null)
        .thenCompose(
            found ->
                fetch(found)
                    .thenCompose(
                        values ->
                            isWhole(found, values)
                                ? CompletableFuture.completedFuture(
                                    new Values(found.keys(), values, found.more()))
                                : attemptAgain(look, looks)));
  }

  private CompletableFuture<Values> attemptAgain(Function<Sight, Found> look, int looks) {
    return looks < MOST_LOOKS
        ? attempt(look, looks + 1)
        : CompletableFuture.failedFuture(
            new StorageException(Reason.CORRUPT, "The index names a value whose object is gone."));
  }

  /** Looks until no index page is missing. */
  private CompletableFuture<Found> look(
      Function<Sight, Found> look, @Nullable RunSet lastRuns, @Nullable PageView lastPages) {
    record Seen(Found found, RunSet runs, PageView pages) {}
    Seen seen =
        tables.reading(
            memory -> {
              // Asked for while the tables stand still: what leaves these is in the runs of now.
              RunSet current = runs.current();
              PageView pages =
                  lastPages == null || current != lastRuns ? current.newView() : lastPages;
              return new Seen(look.apply(new Sight(memory, current, pages)), current, pages);
            });
    return seen.pages().isComplete()
        ? CompletableFuture.completedFuture(seen.found())
        : seen.pages().load().thenCompose(loaded -> look(look, seen.runs(), seen.pages()));
  }

  private CompletableFuture<List<Optional<Bytes>>> fetch(Found found) {
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

  private static List<Optional<Bytes>> inOrder(Found found, List<Optional<Bytes>> fetched) {
    List<Optional<Bytes>> values = new ArrayList<>(found.slots().size());
    Iterator<Optional<Bytes>> next = fetched.iterator();
    for (Slot slot : found.slots()) {
      if (slot instanceof Slot.Inline inline) {
        values.add(Optional.of(inline.value()));
      } else {
        values.add(isElsewhere(slot) ? next.next() : Optional.empty());
      }
    }
    return List.copyOf(values);
  }

  private static boolean isWhole(Found found, List<Optional<Bytes>> values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).isEmpty() && isElsewhere(found.slots().get(i))) {
        return false;
      }
    }
    return true;
  }
}
