package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.Runs;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the memory table into a run when it or the log has grown enough, then deletes the log
 * objects that nobody needs. One at a time, in the background; decides in the log's tasks.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final int WRITES_WAIT_AT = 4;

  private final LogContext context;
  private final MemoryTables tables;
  private final Runs runs;
  private final Runnable onFinished;
  private final Consumer<StorageException> onEnded;

  /** Positions of data records that are applied and still in the log. */
  private final Deque<Long> deletable = new ArrayDeque<>();

  private long position;
  private long objects;
  private long frozenObjects;
  private boolean running;
  private @Nullable StorageException lastFailure;
  private boolean stopped;

  /**
   * Checkpoints of a log that has been applied up to {@code position}.
   *
   * @param onFinished told in a task of the log when there is room again
   * @param onEnded told in a task of the log that another process has the store
   */
  Checkpoints(
      LogContext context,
      MemoryTables tables,
      Runs runs,
      Replayed replayed,
      Runnable onFinished,
      Consumer<StorageException> onEnded) {
    this.context = context;
    this.tables = tables;
    this.runs = runs;
    this.position = replayed.position();
    // Open and fill records, too, but the own one: the next opening reads them all.
    this.objects = (int) Math.min(Integer.MAX_VALUE, replayed.position() - runs.position() - 1);
    this.deletable.addAll(replayed.dataPositions());
    this.onFinished = onFinished;
    this.onEnded = onEnded;
    countObjects();
  }

  private void countObjects() {
    context.counters().objectsSinceCheckpoint.set(objects + frozenObjects);
  }

  /** The log has been applied up to this group, and no part of the next one. */
  void applied(Group group) {
    position = group.position;
    if (!group.kept) {
      deletable.add(position);
    }
    objects++;
    countObjects();
    startIfDue();
  }

  /** Whether writes have to wait until a checkpoint has made room. */
  boolean isOverfull() {
    LogSettings settings = context.settings();
    return objects + frozenObjects >= (long) WRITES_WAIT_AT * settings.checkpointObjects()
        || tables.bytes() >= WRITES_WAIT_AT * settings.checkpointBytes();
  }

  /** Why writes have to wait, if it is for a checkpoint that fails. */
  @Nullable StorageException trouble() {
    return isOverfull() ? lastFailure : null;
  }

  /** Only while no group has been applied in part. */
  void startIfDue() {
    LogSettings settings = context.settings();
    if (!running
        && !stopped
        && (objects >= settings.checkpointObjects()
            || tables.activeBytes() >= settings.checkpointBytes())) {
      running = true;
      frozenObjects = objects;
      objects = 0;
      run(tables.freeze(), position, 1);
    }
  }

  void stop() {
    stopped = true;
  }

  private void run(SortedMap<Bytes, Slot> entries, long upTo, int attempt) {
    try {
      context
          .environment()
          .worker()
          .execute(
              () -> {
                var unused =
                    checkpoint(entries, upTo)
                        .whenComplete(
                            (done, failure) ->
                                context
                                    .serial()
                                    .execute(() -> ended(entries, upTo, attempt, failure)));
              });
    } catch (RejectedExecutionException e) {
      // The workers are shut down together with the store.
      stopped = true;
    }
  }

  private CompletableFuture<Void> checkpoint(SortedMap<Bytes, Slot> entries, long upTo) {
    try {
      return runs.checkpoint(entries, upTo, context.owner());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void ended(
      SortedMap<Bytes, Slot> entries, long upTo, int attempt, @Nullable Throwable failure) {
    if (stopped) {
      return;
    }
    if (failure == null) {
      context.counters().checkpoints.increment();
      tables.dropFrozen();
      lastFailure = null;
      frozenObjects = 0;
      running = false;
      countObjects();
      deleteUpTo(upTo);
      onFinished.run();
      return;
    }
    StorageException cause = StorageException.from(failure);
    lastFailure = cause;
    if (cause.reason() == Reason.IN_USE) {
      onEnded.accept(cause);
    } else if (cause.reason() != Reason.CLOSED) {
      context.counters().checkpointFailures.increment();
      if (Integer.bitCount(attempt) == 1) {
        LOG.warn(
            "A checkpoint failed and is tried again. position={} attempt={} cause={}",
            upTo,
            attempt,
            cause.toString());
      }
      context
          .backoff()
          .after(attempt, () -> context.serial().execute(() -> again(entries, upTo, attempt)));
    }
  }

  private void again(SortedMap<Bytes, Slot> entries, long upTo, int attempt) {
    if (!stopped) {
      run(entries, upTo, attempt + 1);
    }
  }

  private void deleteUpTo(long upTo) {
    List<String> names = new ArrayList<>();
    while (!deletable.isEmpty() && deletable.getFirst() <= upTo) {
      names.add(LogNames.of(deletable.removeFirst()));
    }
    Garbage.delete(context.objects(), names);
  }
}
