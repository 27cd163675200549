package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/**
 * The runs of the store and their manifest, owned by one writer. Merges runs in the background;
 * that changes {@link #current} but nothing that is read through it. Thread-safe.
 */
public interface Runs extends AutoCloseable {
  /**
   * The runs of now. Who looks into memory tables too takes those <em>before</em> this: entries of
   * a checkpoint are in the runs before its future completes.
   */
  RunSet current();

  /** The position up to which, inclusive, the log is in the runs. */
  long position();

  /**
   * Writes {@code entries} as the newest run and makes it count, with the log up to {@code
   * position}. Log objects are the caller's to delete. One at a time. Fails with {@code IN_USE}
   * when another process has taken the store; after any other failure it can be tried again with
   * more. {@code entries} does not change any more.
   */
  CompletableFuture<Void> checkpoint(SortedMap<Bytes, Slot> entries, long position, LogOwner owner);

  /**
   * The values of {@code slots}, in their order: neighbours in a run come with one request. Empty
   * for {@link Slot.Deleted}, and for a slot whose object is gone because runs were merged since:
   * look up again in {@link #current}.
   */
  CompletableFuture<List<Optional<Bytes>>> fetch(List<? extends Slot> slots);

  /** Counters and gauges by name, as of now. */
  Map<String, Long> statistics();

  /** Ends background work; nothing is written afterwards. */
  @Override
  void close();
}
