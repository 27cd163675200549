package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What several sorted runs hold together: hidden entries are dropped, and deleted ones when nothing
 * older remains. Counts what it drops. Not thread-safe.
 */
final class MergeSource implements EntrySource {
  private final List<PageStream> newestFirst;
  private final boolean hidesNothing;
  private final List<String> droppedObjects = new ArrayList<>();
  private long taken;
  private long hidden;
  private Map.@Nullable Entry<Bytes, Slot> next;

  /**
   * Entries of {@code newestFirst}.
   *
   * @param hidesNothing whether no older run counts
   */
  MergeSource(List<PageStream> newestFirst, boolean hidesNothing) {
    this.newestFirst = List.copyOf(newestFirst);
    this.hidesNothing = hidesNothing;
  }

  /** Objects of values that no entry names any more. */
  List<String> droppedObjects() {
    return List.copyOf(droppedObjects);
  }

  /** Share of entries that were hidden by newer ones. */
  double hiddenShare() {
    return taken == 0 ? 0 : (double) hidden / taken;
  }

  @Override
  public boolean hasNext() {
    while (next == null && !isStarved()) {
      Bytes least = leastKey();
      if (least == null) {
        return false;
      }
      Slot newest = take(least);
      if (!hidesNothing || !(newest instanceof Slot.Deleted)) {
        next = Map.entry(least, newest);
      }
    }
    return next != null;
  }

  private @Nullable Bytes leastKey() {
    Bytes least = null;
    for (PageStream stream : newestFirst) {
      Bytes key = stream.key();
      if (key != null && (least == null || key.compareTo(least) < 0)) {
        least = key;
      }
    }
    return least;
  }

  /** Takes the key from all streams; answers the newest slot. */
  private Slot take(Bytes key) {
    Slot newest = null;
    for (PageStream stream : newestFirst) {
      if (Objects.equals(key, stream.key())) {
        Slot slot = stream.take();
        taken++;
        if (newest == null) {
          newest = slot;
        } else {
          drop(slot, newest);
        }
      }
    }
    if (newest == null) {
      throw new IllegalStateException("No stream has the least key.");
    }
    return newest;
  }

  /** A checkpoint that was repeated can have the same object in two runs: then it stays. */
  private void drop(Slot slot, Slot newest) {
    hidden++;
    if (slot instanceof Slot.External external && !slot.equals(newest)) {
      droppedObjects.add(external.object());
    }
  }

  @Override
  public Map.Entry<Bytes, Slot> next() {
    Map.Entry<Bytes, Slot> entry = next;
    if (entry == null) {
      throw new NoSuchElementException();
    }
    next = null;
    return entry;
  }

  @Override
  public boolean isStarved() {
    boolean starved = false;
    for (PageStream stream : newestFirst) {
      starved |= !stream.settle();
    }
    return starved;
  }

  @Override
  public CompletableFuture<Void> load() {
    return CompletableFuture.allOf(
        newestFirst.stream()
            .filter(stream -> !stream.settle())
            .map(PageStream::load)
            .toArray(CompletableFuture<?>[]::new));
  }
}
