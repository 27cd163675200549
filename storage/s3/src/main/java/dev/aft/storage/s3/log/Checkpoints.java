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

  /** What an opening reads about as quickly as it reads nothing. */
  private static final int SHORT_TAIL_OBJECTS = 32;

  private static final long SHORT_TAIL_BYTES = 1L << 20;

  private final LogContext context;
  private final MemoryTables tables;
  private final Runs runs;
  private final Runnable onFinished;
  private final Consumer<StorageException> onEnded;

  /** Positions of data records that are applied and still in the log. */
  private final Deque<Long> deletable = new ArrayDeque<>();

  private final SpentObjects spent;
  private long position;
  private long objects;
  private long frozenObjects;
  private boolean running;
  private @Nullable StorageException lastFailure;
  private boolean stopped;

  /** Told when {@link #finish} is over; null before that begins. */
  private @Nullable Runnable finished;

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
    this.spent = new SpentObjects(context);
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
    spent.noteWrite();
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
      run(freeze(), position, 1);
    }
  }

  private SortedMap<Bytes, Slot> freeze() {
    running = true;
    frozenObjects = objects;
    objects = 0;
    return tables.freeze();
  }

  /**
   * Before the log ends: spares the next opening what it would have to read, and deletes what is
   * spent. Nothing is lost when that fails. Only while no group has been applied in part.
   *
   * @param done told in a task of the log
   */
  void finish(Runnable done) {
    finished = done;
    if (!running) {
      finish();
    }
  }

  private void finish() {
    if (objects <= SHORT_TAIL_OBJECTS && tables.activeBytes() <= SHORT_TAIL_BYTES) {
      deleteSpent();
      return;
    }
    long upTo = position;
    var unused =
        checkpoint(freeze(), upTo)
            .whenComplete(
                (done, failure) -> context.serial().execute(() -> finishedLast(upTo, failure)));
  }

  private void finishedLast(long upTo, @Nullable Throwable failure) {
    if (failure == null) {
      taken(upTo);
      deleteSpent();
      return;
    }
    LOG.info(
        "The checkpoint at the end failed; the next opening reads the log instead. cause={}",
        StorageException.from(failure).toString());
    tellFinished();
  }

  private void deleteSpent() {
    CompletableFuture<Void> deletion = spent.deleteAll();
    Garbage.watch(deletion);
    var unused =
        deletion.whenComplete((done, failure) -> context.serial().execute(this::tellFinished));
  }

  private void tellFinished() {
    Runnable done = finished;
    if (done != null) {
      done.run();
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
      lastFailure = null;
      taken(upTo);
      onFinished.run();
      if (finished != null && !running) {
        finish();
      }
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

  /** The frozen table is in the runs. */
  private void taken(long upTo) {
    context.counters().checkpoints.increment();
    long bytes = tables.bytes() - tables.activeBytes();
    tables.dropFrozen();
    frozenObjects = 0;
    running = false;
    countObjects();
    List<String> names = new ArrayList<>();
    while (!deletable.isEmpty() && deletable.getFirst() <= upTo) {
      names.add(LogNames.of(deletable.removeFirst()));
    }
    spent.add(names, bytes);
  }
}
