package dev.aft.storage.s3.run;

import dev.aft.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the index pages of all runs after opening, in large requests, the newest run first: into
 * memory until that is full, then onto the disk.
 */
final class Prefetch {
  private static final Logger LOG = LoggerFactory.getLogger(Prefetch.class);

  private final RunParts parts;
  private final Iterator<List<PageRef>> chunks;
  private volatile boolean closed;

  Prefetch(StoredRunSet runs, RunParts parts) {
    this.parts = parts;
    this.chunks = chunks(runs, parts.settings().requestBytes()).iterator();
  }

  private static List<List<PageRef>> chunks(StoredRunSet runs, int chunkBytes) {
    List<List<PageRef>> chunks = new ArrayList<>();
    for (SortedRun sorted : runs.sortedRuns()) {
      for (Run run : sorted.parts()) {
        chunks.addAll(chunks(run, chunkBytes));
      }
    }
    return chunks;
  }

  /** The pages of a run, in order, taken together up to {@code chunkBytes}. */
  static List<List<PageRef>> chunks(Run run, int chunkBytes) {
    List<List<PageRef>> chunks = new ArrayList<>();
    long bytes = chunkBytes;
    for (int page = 0; page < run.directory().pages(); page++) {
      if (bytes + run.directory().length(page) > chunkBytes) {
        chunks.add(new ArrayList<>());
        bytes = 0;
      }
      chunks.get(chunks.size() - 1).add(new PageRef(run, page));
      bytes += run.directory().length(page);
    }
    return chunks;
  }

  void start() {
    var unused =
        Steps.repeat(this::step, parts.environment().worker())
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.debug("Index pages are read when they are needed.", failure);
                  }
                });
  }

  void close() {
    closed = true;
  }

  private CompletableFuture<Boolean> step() {
    if (closed || !chunks.hasNext()) {
      return CompletableFuture.completedFuture(false);
    }
    List<PageRef> chunk = chunks.next();
    long bytes = chunk.stream().mapToLong(PageRef::length).sum();
    boolean fits = parts.memory().hasRoomFor(bytes + 64L * chunk.size());
    if (!fits && !parts.disk().isUsable()) {
      return CompletableFuture.completedFuture(false);
    }
    return parts
        .loader()
        .fetch(chunk)
        .thenCompose(pages -> keep(pages, fits))
        .handle((kept, failure) -> failure == null || isGone(failure));
  }

  private CompletableFuture<Void> keep(List<Page> pages, boolean inMemory) {
    if (inMemory) {
      pages.forEach(parts.memory()::add);
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.allOf(
        pages.stream().map(parts.disk()::write).toArray(CompletableFuture<?>[]::new));
  }

  private static boolean isGone(Throwable failure) {
    LOG.debug("Index pages were not read ahead.", failure);
    return StorageException.from(failure) instanceof RunGoneException;
  }
}
