package dev.aft.storage.s3.log;

import dev.aft.storage.s3.log.Group.State;
import dev.aft.storage.s3.log.LogRecord.Kind;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts groups to positions of the log and goes on until each position is known to be ours or
 * another's. All in the log's tasks.
 */
final class Positions {
  /** What happens to positions. */
  interface Listener {
    /** The state of a group is known; its batches may be applied when it is the first. */
    void settled();

    /**
     * The position is an earlier owner's: these batches are to go elsewhere, and are not in the
     * log.
     */
    void displaced(List<Pending> batches);

    /** A group that is surely not in the log is about to be sent again: it may be changed. */
    void revise(Group group);

    /** Nothing can be written any more. */
    void ended(StorageException why);
  }

  private final ObjectStore objects;
  private final LogOwner owner;
  private final Serial serial;
  private final LongSupplier nanoTime;
  private final Backoff backoff;
  private final LogSettings settings;
  private final Pace pace;
  private final LogCounters counters;
  private final Listener listener;

  /** Neighbours: the first is the one after the last applied. */
  private final Deque<Group> placed = new ArrayDeque<>();

  private long next;
  private boolean watchPlanned;
  private boolean stopped;

  Positions(LogContext context, long next, Pace pace, Listener listener) {
    this.objects = context.objects();
    this.owner = context.owner();
    this.serial = context.serial();
    this.nanoTime = context.environment().nanoTime();
    this.backoff = context.backoff();
    this.settings = context.settings();
    this.counters = context.counters();
    this.next = next;
    this.pace = pace;
    this.listener = listener;
  }

  /** Sends batches to the next position. */
  void place(List<Pending> batches) {
    Group group = new Group(next++, batches, Bytes.EMPTY);
    encode(group);
    placed.add(group);
    pace.departed(nanoTime.getAsLong());
    counters.groups.increment();
    counters.lastGroupBatches.set(batches.size());
    send(group);
  }

  /** Makes the content of a group that of its batches. */
  void encode(Group group) {
    group.batches.forEach(pending -> pending.group = group);
    group.content =
        LogCodec.encode(
            Kind.DATA, owner, group.batches.stream().map(pending -> pending.batch).toList());
  }

  /** The first group that has not been applied, if its position is known. */
  @Nullable Group firstSettled() {
    Group first = placed.peek();
    return first == null || first.state == State.OPEN ? null : first;
  }

  /** Batches that can be applied now. */
  int settledBatches() {
    int count = 0;
    for (Group group : placed) {
      if (group.state == State.OPEN) {
        break;
      }
      count += group.batches.size() - group.applied;
    }
    return count;
  }

  void removeFirst() {
    placed.remove();
  }

  /** Groups whose position is not known yet. */
  int underWay() {
    int count = 0;
    for (Group group : placed) {
      count += group.state == State.OPEN ? 1 : 0;
    }
    return count;
  }

  /** The failure of a group that has to be tried again, if there is one. */
  @Nullable StorageException trouble() {
    for (Group group : placed) {
      if (group.state == State.OPEN && group.lastFailure != null) {
        return group.lastFailure;
      }
    }
    return null;
  }

  /** Sends nothing any more and hears nothing of what is under way. */
  void stop() {
    stopped = true;
    placed.clear();
  }

  private void send(Group group) {
    group.attempts++;
    group.attemptsUnderWay++;
    group.lastSent = nanoTime.getAsLong();
    boolean first = group.attempts == 1;
    if (!first) {
      counters.retries.increment();
    }
    long sent = group.lastSent;
    planWatch();
    var unused =
        objects
            .createIfAbsent(LogNames.of(group.position), group.content)
            .whenComplete(
                (result, failure) ->
                    serial.execute(() -> answered(group, first ? sent : -1, result, failure)));
  }

  private void answered(
      Group group, long sent, @Nullable CreateResult result, @Nullable Throwable failure) {
    group.attemptsUnderWay--;
    if (stopped || group.state != State.OPEN) {
      return;
    }
    if (failure != null || result == null) {
      failed(group, StorageException.from(failure == null ? new AssertionError() : failure));
    } else if (result == CreateResult.CREATED) {
      if (sent >= 0) {
        pace.measured(nanoTime.getAsLong() - sent);
        counters.latencyNanos.set(pace.latencyNanos());
      }
      group.state = State.DURABLE;
      listener.settled();
    } else {
      lookWhose(group);
    }
  }

  private void failed(Group group, StorageException failure) {
    group.mayHaveArrived |= failure instanceof UnknownOutcomeException;
    group.lastFailure = failure;
    if (!group.retryPlanned && group.attemptsUnderWay == 0) {
      group.retryPlanned = true;
      backoff.after(group.attempts, () -> serial.execute(() -> retry(group)));
    }
  }

  private void retry(Group group) {
    group.retryPlanned = false;
    if (stopped || group.state != State.OPEN) {
      return;
    }
    if (group.isSurelyAbsent()) {
      listener.revise(group);
    }
    send(group);
  }

  /**
   * Someone else's object seems to stand at the position: an earlier owner's or a later one's; or
   * our own, of an earlier attempt, after all.
   */
  private void lookWhose(Group group) {
    group.attemptsUnderWay++;
    var unused =
        objects
            .get(LogNames.of(group.position))
            .whenComplete(
                (found, failure) ->
                    serial.execute(
                        () -> {
                          group.attemptsUnderWay--;
                          if (stopped || group.state != State.OPEN) {
                            return;
                          }
                          if (failure == null) {
                            seen(group, found);
                          } else {
                            failed(group, StorageException.from(failure));
                          }
                        }));
  }

  private void seen(Group group, Optional<Bytes> found) {
    if (found.isPresent() && found.get().equals(group.content)) {
      group.state = State.DURABLE;
      listener.settled();
      return;
    }
    String name = LogNames.of(group.position);
    try {
      LogRecord record = found.isPresent() ? LogCodec.decode(name, found.get()) : null;
      if (record == null) {
        endUndecided(group, taken("object=" + name));
      } else if (isEarlier(name, record.writer())) {
        skip(group, record);
      } else {
        group.state = State.SKIPPED;
        listener.ended(taken("object=" + name));
      }
    } catch (StorageException e) {
      endUndecided(group, e.reason() == Reason.NEWER_FORMAT ? taken(e.getMessage()) : e);
    }
  }

  /** What stands at the position may be these very batches: nobody is told that it is not. */
  private void endUndecided(Group group, StorageException why) {
    group.mayHaveArrived = true;
    listener.ended(why);
  }

  /** Whether the next position, where nothing has been sent, is a later owner's: ended then. */
  CompletableFuture<Void> lookAtNext() {
    if (underWay() > 0) {
      return CompletableFuture.completedFuture(null);
    }
    String name = LogNames.of(next);
    CompletableFuture<Void> looked = new CompletableFuture<>();
    var unused =
        objects
            .get(name)
            .whenComplete(
                (found, failure) ->
                    serial.execute(
                        () -> {
                          if (!stopped && found != null && found.isPresent()) {
                            endIfLater(name, found.get());
                          }
                          looked.complete(null);
                        }));
    return looked;
  }

  private void endIfLater(String name, Bytes content) {
    try {
      LogOwner writer = LogCodec.decode(name, content).writer();
      if (!writer.equals(owner) && writer.term() > owner.term()) {
        listener.ended(taken("object=" + name));
      }
    } catch (StorageException e) {
      listener.ended(e.reason() == Reason.NEWER_FORMAT ? taken(e.getMessage()) : e);
    }
  }

  private void skip(Group group, LogRecord record) {
    group.state = State.SKIPPED;
    List<Pending> batches = group.batches;
    group.batches = List.of();
    group.kept = record.kind() != Kind.DATA;
    batches.forEach(pending -> pending.group = null);
    counters.skipped.increment();
    listener.displaced(batches);
    listener.settled();
  }

  private boolean isEarlier(String name, LogOwner other) {
    if (other.equals(owner)) {
      throw new StorageException(
          Reason.IO, "A position of the log has another content of our own. object=" + name);
    }
    return other.term() < owner.term();
  }

  static StorageException taken(@Nullable String detail) {
    return new StorageException(
        Reason.IN_USE, "Another process has taken over the store. " + detail);
  }

  /** Answers can be lost without a word: after a while the same is sent again. */
  private void planWatch() {
    if (!watchPlanned) {
      watchPlanned = true;
      backoff.run(settings.timeoutNanos(0), () -> serial.execute(this::watch));
    }
  }

  private void watch() {
    watchPlanned = false;
    if (stopped) {
      return;
    }
    long now = nanoTime.getAsLong();
    for (Group group : List.copyOf(placed)) {
      if (group.state == State.OPEN) {
        planWatch();
        if (group.attemptsUnderWay > 0
            && now - group.lastSent >= settings.timeoutNanos(group.content.length())) {
          group.mayHaveArrived = true;
          group.lastFailure =
              new StorageException(Reason.UNAVAILABLE, "S3 does not answer within the timeout.");
          send(group);
        }
      }
    }
  }
}
