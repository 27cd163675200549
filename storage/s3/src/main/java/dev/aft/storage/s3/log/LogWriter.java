package dev.aft.storage.s3.log;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.s3.run.Runs;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches to the log and applies them to the memory tables: all writes of the store.
 *
 * <p>A batch waits in the queue, leaves as part of a {@link Group} for a position, and is applied
 * and answered when that position and all before it are known. Everything but {@link #commit}'s
 * preparation happens in the tasks of one {@link Serial}; futures complete after these on the same
 * threads, so a continuation that does more than hand over delays other batches. Thread-safe.
 */
public final class LogWriter {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  private final LogContext context;
  private final ValueObjects values;
  private final BatchApplier applier;
  private final Positions positions;
  private final Checkpoints checkpoints;
  private final Departures departures;
  private final Deadlines deadlines;
  private final Uploads uploads;
  private final AtomicLong waitingBytes;

  private final AtomicLong numbers = new AtomicLong();

  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<StorageException> lost = new CompletableFuture<>();

  /** Why no batch is taken any more. */
  private volatile @Nullable StorageException refusal;

  private boolean stopped;
  private boolean finishing;
  private boolean applying;

  /** Of the batch that is being applied, one after the other. */
  private int failuresToApply;

  LogWriter(
      ObjectStore objects,
      S3Environment environment,
      LogSettings settings,
      LogOwner owner,
      MemoryTables tables,
      Runs runs,
      ValueObjects values,
      Replayed replayed) {
    LogCounters counters = new LogCounters();
    this.context =
        new LogContext(
            objects,
            environment,
            settings,
            owner,
            new Serial(this::failedUnexpectedly),
            new Backoff(environment),
            counters);
    this.values = values;
    this.applier = new BatchApplier(tables, runs, values);
    this.uploads = new Uploads(context, values);
    Pace pace = new Pace(settings);
    this.positions = new Positions(context, replayed.position() + 1, pace, new PositionEvents());
    this.checkpoints =
        new Checkpoints(context, tables, runs, replayed, this::hasRoomAgain, this::stop);
    this.departures = new Departures(context, pace, positions, checkpoints);
    this.deadlines = new Deadlines(context, this::expire);
    this.waitingBytes = counters.waitingBytes;
    context.serial().execute(checkpoints::startIfDue);
  }

  /**
   * Writes conditions and batch if no key of the conditions exists, all at once.
   *
   * @return {@code EXISTED} when a key existed
   */
  public CompletableFuture<CreateResult> commit(List<Entry> conditions, WriteBatch batch) {
    StorageException refused = refusal;
    if (refused != null) {
      return CompletableFuture.failedFuture(again(refused));
    }
    Conditions absent = applier.conditions(conditions.stream().map(Entry::key).toList());
    if (absent.surelyExists()) {
      context.counters().refused.increment();
      return CompletableFuture.completedFuture(CreateResult.EXISTED);
    }
    long bytes = batch.sizeBytes() + WriteBatch.ofWrites(conditions).sizeBytes();
    if (!enter(bytes)) {
      context.counters().throttled.increment();
      return CompletableFuture.failedFuture(
          new StorageException(
              Reason.THROTTLED, "Too many writes wait for S3. waitingBytes=" + waitingBytes.get()));
    }
    ValueObjects.Split split = values.split(conditions, batch);
    long deadline = now() + context.settings().timeoutNanos(bytes);
    Pending pending =
        new Pending(split.batch(), absent, bytes, deadline, numbers.incrementAndGet());
    context.serial().execute(() -> accept(pending, split.uploads()));
    return pending.future;
  }

  private boolean enter(long bytes) {
    long before = waitingBytes.getAndAdd(bytes);
    if (before > 0 && before + bytes > context.settings().maxWaitingBytes()) {
      waitingBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  private void accept(Pending pending, List<ValueObjects.Upload> ahead) {
    StorageException refused = refusal;
    if (refused != null) {
      waitingBytes.addAndGet(-pending.memoryBytes);
      answer(pending, again(refused));
      return;
    }
    deadlines.add(pending);
    if (ahead.isEmpty()) {
      ready(pending);
      return;
    }
    var unused =
        uploads
            .putAll(pending, ahead)
            .whenComplete((done, failure) -> context.serial().execute(() -> ready(pending)));
  }

  private void ready(Pending pending) {
    if (pending.answered) {
      uploads.discard(pending);
      return;
    }
    pending.valueTrouble = null;
    departures.add(pending);
  }

  private final class PositionEvents implements Positions.Listener {
    @Override
    public void settled() {
      departures.answering(applying ? 0 : positions.settledBatches());
      applyInOrder();
    }

    @Override
    public void displaced(List<Pending> batches) {
      List<Pending> rest = batches.stream().filter(LogWriter.this::mayStillHappen).toList();
      if (!rest.isEmpty()) {
        positions.place(rest);
      }
    }

    @Override
    public void revise(Group group) {
      group.batches.removeIf(pending -> !mayStillHappen(pending));
      departures.fill(group.batches);
      positions.encode(group);
    }

    @Override
    public void ended(StorageException why) {
      stop(why);
    }
  }

  /** A caller who was told that it is not done must not be proved wrong. */
  private boolean mayStillHappen(Pending pending) {
    return !pending.toldNotDone;
  }

  private void applyInOrder() {
    Group group = positions.firstSettled();
    while (group != null && !applying && !stopped) {
      if (group.applied < group.batches.size()) {
        // Those before go on while this one is applied; the last one hears after the task.
        context.serial().answerNow();
        applyNext(group);
      } else {
        positions.removeFirst();
        checkpoints.applied(group);
      }
      group = positions.firstSettled();
    }
  }

  private void applyNext(Group group) {
    Pending pending = group.batches.get(group.applied);
    CompletableFuture<CreateResult> result = applier.apply(pending.batch, pending.conditions);
    if (result.isDone() && !result.isCompletedExceptionally()) {
      applied(group, pending, result.join());
      return;
    }
    applying = true;
    var unused =
        result.whenComplete(
            (decided, failure) ->
                context.serial().execute(() -> appliedLater(group, pending, decided, failure)));
  }

  private void appliedLater(
      Group group, Pending pending, @Nullable CreateResult result, @Nullable Throwable failure) {
    if (stopped) {
      return;
    }
    if (failure != null || result == null) {
      notApplied(StorageException.from(failure == null ? new AssertionError() : failure));
      return;
    }
    failuresToApply = 0;
    applied(group, pending, result);
    resume();
  }

  /** What is damaged stays so; what has gone may have been deleted by a later owner. */
  private void notApplied(StorageException failure) {
    if (failure.reason() == Reason.CORRUPT || failure.reason() == Reason.NEWER_FORMAT) {
      stop(failure);
      return;
    }
    failuresToApply++;
    if (Integer.bitCount(failuresToApply) == 1) {
      LOG.warn(
          "An index page was not to be had and is tried again. attempt={} cause={}",
          failuresToApply,
          failure.toString());
    }
    var unused = positions.lookAtNext();
    context.backoff().after(failuresToApply, () -> context.serial().execute(this::resume));
  }

  private void resume() {
    applying = false;
    applyInOrder();
    departures.departIfDue();
  }

  private void applied(Group group, Pending pending, CreateResult result) {
    group.applied++;
    context.counters().batches.increment();
    if (result == CreateResult.EXISTED) {
      context.counters().refused.increment();
    }
    waitingBytes.addAndGet(-pending.memoryBytes);
    deadlines.remove(pending);
    if (!pending.answered) {
      pending.answered = true;
      context.serial().afterwards(() -> pending.future.complete(result));
    }
    closeWhenIdle();
  }

  private void hasRoomAgain() {
    if (!applying) {
      checkpoints.startIfDue();
    }
    departures.departIfDue();
  }

  private void expire(List<Pending> due) {
    due.forEach(pending -> giveUp(pending, unavailable(pending)));
    closeWhenIdle();
  }

  private StorageException unavailable(Pending pending) {
    StorageException trouble = pending.valueTrouble;
    trouble = trouble == null ? positions.trouble() : trouble;
    trouble = trouble == null ? checkpoints.trouble() : trouble;
    String message = "S3 does not answer in time.";
    return trouble == null
        ? new StorageException(Reason.UNAVAILABLE, message)
        : new StorageException(
            trouble.reason(), message + " Last failure: " + trouble.getMessage(), trouble);
  }

  /** Answers a caller before the outcome is settled; what may be in the log stays in its group. */
  private void giveUp(Pending pending, StorageException cause) {
    deadlines.remove(pending);
    Group group = pending.group;
    if (group != null && !group.isSurelyAbsent()) {
      context.counters().unknown.increment();
      answer(
          pending,
          new UnknownOutcomeException(cause.reason(), String.valueOf(cause.getMessage()), cause));
      return;
    }
    if (group != null || departures.remove(pending)) {
      values.deleteAll(pending.batch);
    }
    pending.toldNotDone = true;
    waitingBytes.addAndGet(-pending.memoryBytes);
    answer(pending, cause);
  }

  private void answer(Pending pending, StorageException failure) {
    pending.answered = true;
    context.serial().afterwards(() -> pending.future.completeExceptionally(failure));
  }

  private void failedUnexpectedly(Throwable failure) {
    try {
      LOG.error("The log failed unexpectedly and stops.", failure);
    } finally {
      stop(
          new StorageException(
              Reason.IO, "The log failed unexpectedly and has stopped. cause=" + failure, failure));
    }
  }

  /** Nothing is written from here on; whoever waits hears why. */
  private void stop(StorageException why) {
    if (stopped) {
      return;
    }
    boolean news = refusal == null;
    stopped = true;
    refusal = why;
    if (news) {
      LOG.error("The store on S3 takes no more writes. cause={}", why.toString());
    }
    checkpoints.stop();
    departures.stop();
    deadlines.all().forEach(pending -> giveUp(pending, again(why)));
    positions.stop();
    closed.complete(null);
    if (why.reason() == Reason.IN_USE) {
      context.serial().afterwards(() -> lost.complete(again(why)));
    }
  }

  /** Completes with the reason when another process has taken the store; else never. */
  public CompletableFuture<StorageException> lost() {
    return lost;
  }

  /**
   * Looks whether another process has taken the store, with one request: whoever takes it writes
   * its open record to the next position, and that stays. Completes without an exception; {@link
   * #refusal} tells. A write that is under way finds out by itself.
   */
  public CompletableFuture<Void> lookForLaterOwner() {
    CompletableFuture<Void> looked = new CompletableFuture<>();
    context
        .serial()
        .execute(
            () -> {
              if (stopped) {
                looked.complete(null);
              } else {
                var unused =
                    positions.lookAtNext().whenComplete((done, e) -> looked.complete(null));
              }
            });
    return looked;
  }

  /** Why no batch is taken any more; null while all is well. */
  public @Nullable StorageException refusal() {
    StorageException refused = refusal;
    return refused == null ? null : again(refused);
  }

  private static StorageException again(StorageException refused) {
    return new StorageException(
        refused.reason(), String.valueOf(refused.getMessage()), refused.getCause());
  }

  /**
   * Takes no more batches and completes when all have been answered and the log has been left
   * short, after {@code grace} at the latest: then what has not left fails, and what is under way
   * is unknown.
   */
  public CompletableFuture<Void> close(Duration grace) {
    context
        .serial()
        .execute(
            () -> {
              if (refusal == null) {
                refusal = new StorageException(Reason.CLOSED, "The store has been closed.");
              }
              closeWhenIdle();
              if (!stopped) {
                context
                    .backoff()
                    .run(grace.toNanos(), () -> context.serial().execute(this::stopClosed));
              }
            });
    return closed;
  }

  private void closeWhenIdle() {
    if (refusal == null || finishing || stopped || !deadlines.isEmpty()) {
      return;
    }
    if (applying || positions.underWay() > 0) {
      stopClosed();
    } else {
      finishing = true;
      context.serial().execute(this::finish);
    }
  }

  /** All callers have been answered. Ends in {@link #stopClosed}, as it does when time is over. */
  private void finish() {
    if (!stopped) {
      checkpoints.finish(this::stopClosed);
    }
  }

  private void stopClosed() {
    StorageException refused = refusal;
    if (refused != null) {
      stop(refused);
    }
  }

  /** Adds the log's counters and gauges. */
  public void addTo(Map<String, Long> statistics) {
    context.counters().addTo(statistics);
  }

  private long now() {
    return context.environment().nanoTime().getAsLong();
  }
}
