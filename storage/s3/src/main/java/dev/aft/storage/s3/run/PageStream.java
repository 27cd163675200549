package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** All entries of a sorted run for a merge, a few pages of it in memory. Not thread-safe. */
final class PageStream {
  private static final int MOST_CHUNK_BYTES = 1 << 20;

  private final PageLoader loader;
  private final Iterator<List<PageRef>> chunks;
  private final Deque<Page> ready = new ArrayDeque<>();
  private @Nullable PageCursor cursor;
  private @Nullable Bytes key;

  PageStream(SortedRun run, PageLoader loader, RunSettings settings) {
    this.loader = loader;
    int chunkBytes = Math.min(MOST_CHUNK_BYTES, settings.requestBytes());
    List<List<PageRef>> all = new ArrayList<>();
    run.parts().forEach(part -> all.addAll(Prefetch.chunks(part, chunkBytes)));
    this.chunks = all.iterator();
  }

  /** Finds the next entry, unless there is one; false when it has to be waited for. */
  boolean settle() {
    while (key == null) {
      if (cursor != null && cursor.advance()) {
        key = cursor.key();
      } else if (!ready.isEmpty()) {
        cursor = new PageCursor(ready.removeFirst());
      } else {
        return !chunks.hasNext();
      }
    }
    return true;
  }

  /** Makes {@link #settle} go on. */
  CompletableFuture<Void> load() {
    return loader.read(chunks.next()).thenAccept(ready::addAll);
  }

  /** The key of the entry that was found; null at the end. */
  @Nullable Bytes key() {
    return key;
  }

  /** The slot of the entry that was found; the next {@link #settle} goes on behind it. */
  Slot take() {
    if (cursor == null || key == null) {
      throw new IllegalStateException("There is no entry here.");
    }
    key = null;
    return cursor.slot();
  }
}
