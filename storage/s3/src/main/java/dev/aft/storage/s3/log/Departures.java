package dev.aft.storage.s3.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Batches that have not left, the oldest first, and when they do: as groups, at the {@link Pace} of
 * the log. All in the log's tasks.
 */
final class Departures {
  private final LogContext context;
  private final Pace pace;
  private final Positions positions;
  private final Checkpoints checkpoints;
  private final Deque<Pending> queue = new ArrayDeque<>();
  private long queuedBytes;

  private final Returns returns = new Returns();

  /** Whether nothing but callers who may come back keeps a group, and since when. */
  private boolean gathering;

  private long gatheringSince;
  private boolean planned;
  private long plannedFor;
  private boolean stopped;

  Departures(LogContext context, Pace pace, Positions positions, Checkpoints checkpoints) {
    this.context = context;
    this.pace = pace;
    this.positions = positions;
    this.checkpoints = checkpoints;
  }

  void add(Pending pending) {
    long now = now();
    if (queue.isEmpty() && pace.areGone(now)) {
      returns.forget();
    }
    queue.add(pending);
    queuedBytes += pending.recordBytes;
    pace.arrived(now);
    departIfDue();
  }

  /** Whether the batch was still waiting; it never leaves then. */
  boolean remove(Pending pending) {
    boolean waited = queue.remove(pending);
    if (waited) {
      queuedBytes -= pending.recordBytes;
    }
    return waited;
  }

  /** Sends what may leave now. To be called whenever one of the reasons to wait has gone. */
  void departIfDue() {
    while (!queue.isEmpty() && !stopped) {
      int underWay = positions.underWay();
      if (underWay >= pace.groupsAtOnce()
          || positions.trouble() != null
          || checkpoints.isOverfull()) {
        return;
      }
      long wait = nanosToWait(underWay);
      if (wait > 0) {
        plan(wait);
        return;
      }
      gathering = false;
      returns.departing(queue.size());
      List<Pending> group = new ArrayList<>();
      fill(group);
      positions.place(group);
    }
  }

  private long nanosToWait(int underWay) {
    if (queuedBytes >= context.settings().groupBytes()) {
      return 0;
    }
    long now = now();
    long forOthers = underWay > 0 ? pace.nanosUntilNext(now) : 0;
    if (forOthers > 0 || queue.size() >= returns.expected()) {
      return forOthers;
    }
    if (!gathering) {
      gathering = true;
      gatheringSince = now;
    }
    return pace.nanosToGather(now, gatheringSince);
  }

  /** A group is over. So many callers are about to be answered: they may have more to write. */
  void answering(int callers) {
    if (callers > 0) {
      pace.answering(now());
      returns.answered(callers, queue.size());
    }
    departIfDue();
  }

  /** Moves what waits to a group, up to the group's bounds; one batch goes however large it is. */
  void fill(List<Pending> group) {
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

  /** Nothing leaves any more. */
  void stop() {
    stopped = true;
  }

  /** An alarm that comes within twice the time will do. */
  private void plan(long nanos) {
    long at = now() + nanos;
    if (!planned || plannedFor - at > nanos) {
      planned = true;
      plannedFor = at;
      context.backoff().run(nanos, () -> context.serial().execute(() -> departAsPlanned(at)));
    }
  }

  private void departAsPlanned(long at) {
    planned &= at != plannedFor;
    departIfDue();
  }

  private long now() {
    return context.environment().nanoTime().getAsLong();
  }
}
