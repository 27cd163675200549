package dev.aft.storage.s3.log;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Batches whose callers wait for an answer, and until when. All in the log's tasks. */
final class Deadlines {
  private final LogContext context;
  private final Consumer<List<Pending>> onDue;
  private final NavigableSet<Pending> unanswered = new TreeSet<>(Pending.BY_DEADLINE);
  private boolean planned;
  private long plannedFor;

  /**
   * Of no batch yet.
   *
   * @param onDue told the batches whose time is over, which it removes
   */
  Deadlines(LogContext context, Consumer<List<Pending>> onDue) {
    this.context = context;
    this.onDue = onDue;
  }

  void add(Pending pending) {
    unanswered.add(pending);
    plan();
  }

  void remove(Pending pending) {
    unanswered.remove(pending);
  }

  boolean isEmpty() {
    return unanswered.isEmpty();
  }

  /** All of them, those that end first in front. */
  List<Pending> all() {
    return List.copyOf(unanswered);
  }

  private void plan() {
    if (unanswered.isEmpty()) {
      return;
    }
    long first = unanswered.first().deadline;
    if (!planned || first - plannedFor < 0) {
      planned = true;
      plannedFor = first;
      long wait = Math.max(0, first - now());
      context.backoff().run(wait, () -> context.serial().execute(() -> ring(first)));
    }
  }

  /** An alarm that was planned before an earlier one became due does not plan another. */
  private void ring(long alarm) {
    planned &= alarm != plannedFor;
    long now = now();
    List<Pending> due = new ArrayList<>();
    for (Pending pending : unanswered) {
      if (pending.deadline - now > 0) {
        break;
      }
      due.add(pending);
    }
    onDue.accept(due);
    plan();
  }

  private long now() {
    return context.environment().nanoTime().getAsLong();
  }
}
