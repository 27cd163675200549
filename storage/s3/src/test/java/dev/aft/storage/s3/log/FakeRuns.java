package dev.aft.storage.s3.log;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.s3.run.PageView;
import dev.aft.storage.s3.run.RunSet;
import dev.aft.storage.s3.run.Runs;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One sorted map as all runs; pages can be missing, and loading them can be held up. */
public final class FakeRuns implements Runs {
  private final ObjectStore objects;
  private volatile NavigableMap<Bytes, Slot> entries = new TreeMap<>();
  private volatile long position;

  /** What the next checkpoints wait for or fail with. */
  public volatile CompletableFuture<Void> checkpointGate = CompletableFuture.completedFuture(null);

  /** When not null, every look misses its page until this is done. */
  public volatile @Nullable CompletableFuture<Void> pageGate;

  public int checkpoints;

  public FakeRuns(ObjectStore objects) {
    this.objects = objects;
  }

  private record Set(NavigableMap<Bytes, Slot> entries, @Nullable CompletableFuture<Void> gate)
      implements RunSet {
    @Override
    public PageView newView() {
      return new View(gate);
    }

    @Override
    public @Nullable Slot find(Bytes key, PageView view) {
      return ((View) view).loaded() ? entries.get(key) : null;
    }

    @Override
    public Iterator<Map.Entry<Bytes, Slot>> scan(
        KeyRange range, ScanDirection direction, PageView view) {
      if (!((View) view).loaded() || range.isEmpty()) {
        return Collections.emptyIterator();
      }
      Bytes to = range.to();
      NavigableMap<Bytes, Slot> part =
          to == null
              ? entries.tailMap(range.from(), true)
              : entries.subMap(range.from(), true, to, false);
      return direction == ScanDirection.FORWARD
          ? part.entrySet().iterator()
          : part.descendingMap().entrySet().iterator();
    }
  }

  private static final class View implements PageView {
    private final @Nullable CompletableFuture<Void> gate;
    private boolean missed;

    View(@Nullable CompletableFuture<Void> gate) {
      this.gate = gate;
    }

    boolean loaded() {
      missed |= gate != null && (!gate.isDone() || gate.isCompletedExceptionally());
      return !missed;
    }

    @Override
    public boolean isComplete() {
      return !missed;
    }

    @Override
    public CompletableFuture<Void> load() {
      return gate == null
          ? CompletableFuture.completedFuture(null)
          : gate.thenRun(() -> missed = false);
    }
  }

  private volatile Set current = new Set(entries, null);

  @Override
  public RunSet current() {
    if (current.gate() != pageGate || current.entries() != entries) {
      current = new Set(entries, pageGate);
    }
    return current;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public CompletableFuture<Void> checkpoint(
      SortedMap<Bytes, Slot> added, long upTo, LogOwner owner) {
    return checkpointGate.thenApply(
        open -> {
          checkpoints++;
          NavigableMap<Bytes, Slot> next = new TreeMap<>(entries);
          next.putAll(added);
          next.values().removeIf(Slot.Deleted.class::isInstance);
          entries = next;
          position = upTo;
          return null;
        });
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> fetch(List<? extends Slot> slots) {
    CompletableFuture<List<Optional<Bytes>>> all =
        CompletableFuture.completedFuture(new java.util.ArrayList<>());
    for (Slot slot : slots) {
      CompletableFuture<Optional<Bytes>> one =
          switch (kind(slot)) {
            case "inline" ->
                CompletableFuture.completedFuture(Optional.of(((Slot.Inline) slot).value()));
            case "external" -> objects.get(((Slot.External) slot).object());
            default -> CompletableFuture.completedFuture(Optional.empty());
          };
      all =
          all.thenCombine(
              one,
              (list, value) -> {
                list.add(value);
                return list;
              });
    }
    return all;
  }

  private static String kind(Slot slot) {
    if (slot instanceof Slot.Inline) {
      return "inline";
    }
    return slot instanceof Slot.External ? "external" : "other";
  }

  @Override
  public Map<String, Long> statistics() {
    return Map.of("fake_entries", (long) entries.size());
  }

  @Override
  public void close() {}
}
