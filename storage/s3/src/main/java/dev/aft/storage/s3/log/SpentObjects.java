package dev.aft.storage.s3.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Log objects that a checkpoint has taken over. They are deleted when nothing has been written for
 * a while, or when very many of them wait: a server that deletes answers the commits beside it more
 * slowly, and some file systems make whatever is created after many deletions wait. All in the
 * log's tasks.
 */
final class SpentObjects {
  private static final long QUIET_NANOS = 10_000_000_000L;

  /** So that an opening after a crash finds them all. */
  private static final int MOST = (int) (LogOpening.LEFTOVERS * 4 / 5);

  private static final long MOST_BYTES = 128L << 20;

  private final LogContext context;
  private final List<String> names = new ArrayList<>();
  private long bytes;
  private boolean planned;
  private long lastWrite;

  SpentObjects(LogContext context) {
    this.context = context;
    noteWrite();
  }

  /** Something has been written: the log is not quiet. */
  void noteWrite() {
    lastWrite = now();
  }

  /**
   * These may be deleted.
   *
   * @param spentBytes about how much is in them
   */
  void add(List<String> spent, long spentBytes) {
    names.addAll(spent);
    bytes += spentBytes;
    if (names.size() >= MOST || bytes >= MOST_BYTES) {
      Garbage.watch(deleteAll());
    } else {
      plan(QUIET_NANOS);
    }
  }

  private void plan(long nanos) {
    if (!planned && !names.isEmpty()) {
      planned = true;
      context.backoff().run(nanos, () -> context.serial().execute(this::ring));
    }
  }

  private void ring() {
    planned = false;
    long left = lastWrite + QUIET_NANOS - now();
    if (left > 0) {
      plan(left);
    } else {
      Garbage.watch(deleteAll());
    }
  }

  /** Deletes what waits. What fails is left to a later owner. */
  CompletableFuture<Void> deleteAll() {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<String> deleted = List.copyOf(names);
    names.clear();
    bytes = 0;
    return context.objects().delete(deleted);
  }

  private long now() {
    return context.environment().nanoTime().getAsLong();
  }
}
