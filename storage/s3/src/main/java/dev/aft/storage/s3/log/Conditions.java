package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.PageView;
import dev.aft.storage.s3.run.RunSet;
import dev.aft.storage.s3.run.Runs;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whether one of some keys exists, looked up in the memory tables and in the runs. Holds on to the
 * index pages it has loaded, so that asking again after a while costs nothing. Used by one thread
 * at a time.
 */
final class Conditions {
  private final List<Bytes> keys;
  private final MemoryTables tables;
  private final Runs runs;
  private @Nullable RunSet set;
  private @Nullable PageView pages;
  private CompletableFuture<Void> loading = CompletableFuture.completedFuture(null);

  Conditions(List<Bytes> keys, MemoryTables tables, Runs runs) {
    this.keys = keys;
    this.tables = tables;
    this.runs = runs;
  }

  private enum Answer {
    EXISTS,
    ABSENT,
    UNDECIDED
  }

  /** Whether a key is known to exist; otherwise begins to fetch what {@link #exists} will need. */
  boolean surelyExists() {
    Answer answer = look();
    if (answer == Answer.UNDECIDED) {
      loading = load();
    }
    return answer == Answer.EXISTS;
  }

  /** Whether one exists now. Nothing may be written before the future is done. */
  CompletableFuture<Boolean> exists() {
    if (!loading.isDone()) {
      return loading.handle((done, failure) -> failure).thenCompose(failure -> exists());
    }
    Answer answer = look();
    if (answer != Answer.UNDECIDED) {
      return CompletableFuture.completedFuture(answer == Answer.EXISTS);
    }
    loading = load();
    return loading.thenCompose(loaded -> exists());
  }

  private Answer look() {
    return keys.isEmpty() ? Answer.ABSENT : tables.reading(this::look);
  }

  private Answer look(MemoryTables.View memory) {
    // Asked for while the tables stand still: what leaves these is in the runs of now.
    RunSet current = runs.current();
    PageView view = pages;
    if (view == null || current != set) {
      view = current.newView();
      set = current;
      pages = view;
    }
    boolean exists = false;
    for (Bytes key : keys) {
      Slot slot = memory.find(key);
      if (slot == null) {
        slot = current.find(key, view);
        exists |= isValue(slot);
      } else if (isValue(slot)) {
        return Answer.EXISTS;
      }
    }
    if (!view.isComplete()) {
      return Answer.UNDECIDED;
    }
    return exists ? Answer.EXISTS : Answer.ABSENT;
  }

  private static boolean isValue(@Nullable Slot slot) {
    return slot != null && !(slot instanceof Slot.Deleted);
  }

  private CompletableFuture<Void> load() {
    return pages == null ? CompletableFuture.completedFuture(null) : pages.load();
  }
}
