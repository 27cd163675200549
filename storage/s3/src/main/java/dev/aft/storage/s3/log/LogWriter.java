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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
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
 * preparation happens in the tasks of one {@link Serial}; futures complete in these too, so a
 * continuation that does more than hand over delays other batches. Thread-safe.
 */
public final class LogWriter {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  /** What S3 has not answered for is not expected to arrive later than this. */
  private static final long LATE_NANOS = 60_000_000_000L;

  private final LogContext context;
  private final ValueObjects values;
  private final BatchApplier applier;
  private final Pace pace;
  private final Positions positions;
  private final Checkpoints checkpoints;
  private final AtomicLong waitingBytes;

  /** Batches that have not left, the oldest first. */
  private final Deque<Pending> queue = new ArrayDeque<>();

  private final NavigableSet<Pending> unanswered = new TreeSet<>(Pending.BY_DEADLINE);
  private final AtomicLong numbers = new AtomicLong();

  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<StorageException> lost = new CompletableFuture<>();

  /** Why no batch is taken any more. */
  private volatile @Nullable StorageException refusal;

  private long queuedBytes;
  private boolean stopped;
  private boolean departurePlanned;
  private boolean expiryPlanned;
  private long plannedExpiry;
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
    this.pace = new Pace(settings.putsAtOnce());
    this.positions = new Positions(context, replayed.position() + 1, pace, new PositionEvents());
    this.checkpoints =
        new Checkpoints(context, tables, runs, replayed, this::hasRoomAgain, this::stop);
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

  private void accept(Pending pending, List<ValueObjects.Upload> uploads) {
    StorageException refused = refusal;
    if (refused != null) {
      waitingBytes.addAndGet(-pending.memoryBytes);
      answer(pending, again(refused));
      return;
    }
    unanswered.add(pending);
    planExpiry();
    if (uploads.isEmpty()) {
      ready(pending);
      return;
    }
    context.counters().values.add(uploads.size());
    CompletableFuture<?>[] puts =
        uploads.stream()
            .map(upload -> put(pending, upload, 1))
            .toArray(CompletableFuture<?>[]::new);
    var unused =
        CompletableFuture.allOf(puts)
            .whenComplete((done, failure) -> context.serial().execute(() -> ready(pending)));
  }

  /** Goes on trying until the value is there or nobody waits for it any more. */
  private CompletableFuture<Void> put(Pending pending, ValueObjects.Upload upload, int attempt) {
    return values
        .put(upload)
        .exceptionallyCompose(
            failure -> {
              StorageException cause = StorageException.from(failure);
              pending.valueTrouble = cause;
              if (cause instanceof UnknownOutcomeException) {
                pending.valueMayArrive = true;
              }
              return pending.future.isDone()
                  ? CompletableFuture.failedFuture(failure)
                  : putLater(pending, upload, attempt);
            });
  }

  private CompletableFuture<Void> putLater(
      Pending pending, ValueObjects.Upload upload, int attempt) {
    context.counters().retries.increment();
    CompletableFuture<Boolean> due = new CompletableFuture<>();
    context.backoff().after(attempt, () -> due.complete(true));
    return due.thenCompose(now -> put(pending, upload, attempt + 1));
  }

  private void ready(Pending pending) {
    if (pending.answered) {
      values.deleteAll(pending.batch);
      if (pending.valueMayArrive) {
        context.backoff().run(LATE_NANOS, () -> values.deleteAll(pending.batch));
      }
      return;
    }
    pending.valueTrouble = null;
    queue.add(pending);
    queuedBytes += pending.recordBytes;
    depart();
  }

  /** Sends what may leave now. Called whenever one of the reasons to wait has gone. */
  private void depart() {
    while (!queue.isEmpty() && !stopped) {
      int underWay = positions.underWay();
      if (underWay >= context.settings().putsAtOnce()
          || positions.trouble() != null
          || checkpoints.isOverfull()) {
        return;
      }
      boolean full = queuedBytes >= context.settings().groupBytes();
      long wait = underWay == 0 || full ? 0 : pace.nanosUntilNext(now());
      if (wait > 0) {
        planDeparture(wait);
        return;
      }
      List<Pending> group = new ArrayList<>();
      moveFromQueue(group);
      positions.place(group);
    }
  }

  /** Fills a group up to its bounds; one batch goes however large it is. */
  private void moveFromQueue(List<Pending> group) {
    long bytes = 0;
    for (Pending pending : group) {
      bytes += pending.recordBytes;
    }
    LogSettings settings = context.settings();
    while (!queue.isEmpty()
        && group.size() < settings.groupBatches()
        && (group.isEmpty() || bytes + queue.element().recordBytes <= settings.groupBytes())) {
      Pending next = queue.remove();
      queuedBytes -= next.recordBytes;
      bytes += next.recordBytes;
      group.add(next);
    }
  }

  private void planDeparture(long nanos) {
    if (!departurePlanned) {
      departurePlanned = true;
      context
          .backoff()
          .run(
              nanos,
              () ->
                  context
                      .serial()
                      .execute(
                          () -> {
                            departurePlanned = false;
                            depart();
                          }));
    }
  }

  private final class PositionEvents implements Positions.Listener {
    @Override
    public void settled() {
      applyInOrder();
      depart();
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
      moveFromQueue(group.batches);
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
    depart();
  }

  private void applied(Group group, Pending pending, CreateResult result) {
    group.applied++;
    context.counters().batches.increment();
    if (result == CreateResult.EXISTED) {
      context.counters().refused.increment();
    }
    waitingBytes.addAndGet(-pending.memoryBytes);
    unanswered.remove(pending);
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
    depart();
  }

  private void planExpiry() {
    if (unanswered.isEmpty()) {
      return;
    }
    long first = unanswered.first().deadline;
    if (!expiryPlanned || first - plannedExpiry < 0) {
      expiryPlanned = true;
      plannedExpiry = first;
      long wait = Math.max(0, first - now());
      context.backoff().run(wait, () -> context.serial().execute(() -> expire(first)));
    }
  }

  /** An alarm that was planned before an earlier one became due does not plan another. */
  private void expire(long planned) {
    expiryPlanned &= planned != plannedExpiry;
    long now = now();
    List<Pending> due = new ArrayList<>();
    for (Pending pending : unanswered) {
      if (pending.deadline - now > 0) {
        break;
      }
      due.add(pending);
    }
    due.forEach(pending -> giveUp(pending, unavailable(pending)));
    planExpiry();
    closeWhenIdle();
  }

  private StorageException unavailable(Pending pending) {
    StorageException trouble = pending.valueTrouble;
    trouble = trouble == null ? positions.trouble() : trouble;
    trouble = trouble == null ? checkpoints.trouble() : trouble;
    String message = "S3 does not answer in time.";
    return trouble == null
        ? new StorageException(Reason.UNAVAILABLE, message)
        : new StorageException(trouble.reason(), message + " " + trouble.getMessage(), trouble);
  }

  /** Answers a caller before the outcome is settled; what may be in the log stays in its group. */
  private void giveUp(Pending pending, StorageException cause) {
    unanswered.remove(pending);
    Group group = pending.group;
    if (group != null && !group.isSurelyAbsent()) {
      context.counters().unknown.increment();
      answer(
          pending,
          new UnknownOutcomeException(cause.reason(), String.valueOf(cause.getMessage()), cause));
      return;
    }
    if (group == null && queue.remove(pending)) {
      queuedBytes -= pending.recordBytes;
      values.deleteAll(pending.batch);
    } else if (group != null) {
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
    List.copyOf(unanswered).forEach(pending -> giveUp(pending, again(why)));
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
   * Takes no more batches and completes when all have been answered, after {@code grace} at the
   * latest: then what has not left fails, and what is under way is unknown.
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
    if (refusal != null && unanswered.isEmpty()) {
      stopClosed();
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
