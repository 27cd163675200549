package dev.aft.storage.s3;

import dev.aft.storage.s3.log.MemoryTables;
import dev.aft.storage.s3.log.NewestFirst;
import dev.aft.storage.s3.run.PageView;
import dev.aft.storage.s3.run.RunSet;
import dev.aft.storage.s3.run.Runs;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One scan over memory tables and runs as of one moment. Short ones whose index pages are in memory
 * are done at once, while the tables stand still. Others take a copy of the tables' part of the
 * range and go on with that and the runs of the same moment, without holding anything up; what they
 * have listed before a page was missing they keep.
 */
final class StoreScan {
  /** Entries looked at while the tables stand still. */
  private static final int MOST_AT_ONCE = 2000;

  /** Runs that are merged away again and again while a scan waits for their pages. */
  private static final int MOST_BEGINNINGS = 16;

  private final MemoryTables tables;
  private final Runs runs;
  private final KeyRange range;
  private final ScanDirection direction;
  private final int limit;
  private final long maxBytes;

  private final List<Bytes> keys = new ArrayList<>();
  private final List<@Nullable Slot> slots = new ArrayList<>();
  private long bytes;

  /** The last key looked at. */
  private @Nullable Bytes last;

  StoreScan(
      MemoryTables tables,
      Runs runs,
      KeyRange range,
      ScanDirection direction,
      int limit,
      long maxBytes) {
    this.tables = tables;
    this.runs = runs;
    this.range = range;
    this.direction = direction;
    this.limit = limit;
    this.maxBytes = maxBytes;
  }

  private enum Progress {
    BOUND_REACHED,
    END_REACHED,
    PAGE_MISSING,
    PAUSED
  }

  /** A moment: the runs, and of the tables what lies in the range. */
  private record Moment(RunSet runs, PageView pages, List<Map.Entry<Bytes, Slot>> memory) {}

  CompletableFuture<Found> run() {
    Progress progress = tables.reading(this::atOnce);
    return switch (progress) {
      case BOUND_REACHED, END_REACHED -> CompletableFuture.completedFuture(found(progress));
      case PAGE_MISSING, PAUSED -> begin(1);
    };
  }

  private Progress atOnce(MemoryTables.View memory) {
    RunSet current = runs.current();
    PageView pages = current.newView();
    return list(
        memory.scan(range, direction), current.scan(range, direction, pages), pages, MOST_AT_ONCE);
  }

  private CompletableFuture<Found> begin(int beginnings) {
    keys.clear();
    slots.clear();
    bytes = 0;
    last = null;
    return goOn(tables.reading(this::moment), beginnings);
  }

  private Moment moment(MemoryTables.View memory) {
    List<Map.Entry<Bytes, Slot>> copy = new ArrayList<>();
    memory
        .scan(range, direction)
        .forEachRemaining(e -> copy.add(Map.entry(e.getKey(), e.getValue())));
    RunSet current = runs.current();
    return new Moment(current, current.newView(), copy);
  }

  private CompletableFuture<Found> goOn(Moment moment, int beginnings) {
    KeyRange rest = rest();
    Progress progress =
        list(
            memoryAfterLast(moment.memory()),
            moment.runs().scan(rest, direction, moment.pages()),
            moment.pages(),
            Integer.MAX_VALUE);
    if (progress != Progress.PAGE_MISSING) {
      return CompletableFuture.completedFuture(found(progress));
    }
    return moment
        .pages()
        .load()
        .handle((loaded, failure) -> failure)
        .thenCompose(
            failure -> {
              if (failure == null) {
                return goOn(moment, beginnings);
              }
              return runs.current() != moment.runs() && beginnings < MOST_BEGINNINGS
                  ? begin(beginnings + 1)
                  : CompletableFuture.failedFuture(failure);
            });
  }

  private KeyRange rest() {
    if (last == null) {
      return range;
    }
    return switch (direction) {
      case FORWARD -> new KeyRange(last.successor(), range.to());
      case BACKWARD -> new KeyRange(range.from(), last);
    };
  }

  private Iterator<Map.Entry<Bytes, Slot>> memoryAfterLast(List<Map.Entry<Bytes, Slot>> memory) {
    int from = 0;
    int to = memory.size();
    while (last != null && from < to) {
      int middle = (from + to) >>> 1;
      int order = memory.get(middle).getKey().compareTo(last);
      if (direction == ScanDirection.FORWARD ? order <= 0 : order >= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return memory.listIterator(from);
  }

  private Progress list(
      Iterator<Map.Entry<Bytes, Slot>> memory,
      Iterator<Map.Entry<Bytes, Slot>> stored,
      PageView pages,
      int mostSteps) {
    Iterator<Map.Entry<Bytes, Slot>> entries = new NewestFirst(List.of(memory, stored), direction);
    for (int step = 0; entries.hasNext(); step++) {
      if (step == mostSteps) {
        return Progress.PAUSED;
      }
      Map.Entry<Bytes, Slot> entry = entries.next();
      if (!pages.isComplete()) {
        return Progress.PAGE_MISSING;
      }
      last = entry.getKey();
      if (add(entry)) {
        return Progress.BOUND_REACHED;
      }
    }
    return pages.isComplete() ? Progress.END_REACHED : Progress.PAGE_MISSING;
  }

  /** Whether the entry is the last that the bounds allow. */
  private boolean add(Map.Entry<Bytes, Slot> entry) {
    if (entry.getValue() instanceof Slot.Deleted) {
      return false;
    }
    keys.add(entry.getKey());
    slots.add(entry.getValue());
    bytes += entry.getKey().length() + length(entry.getValue());
    return keys.size() == limit || bytes >= maxBytes;
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

  private Found found(Progress progress) {
    return new Found(keys, slots, progress == Progress.BOUND_REACHED);
  }
}
