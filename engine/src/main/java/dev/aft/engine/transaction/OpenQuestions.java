package dev.aft.engine.transaction;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Questions for outcomes that the store could not answer yet. They are asked again, the oldest
 * first: a few at a time and ever more rarely while the store is ill, one after the other as soon
 * as it answers. Thread-safe; each belongs to a transaction that counts as running.
 */
final class OpenQuestions {
  static final int AT_ONCE = 8;
  static final long FIRST_MILLIS = 1000;
  static final long LONGEST_MILLIS = 8000;

  private final ScheduledExecutorService scheduler;

  /** Whoever takes one out asks it. Guarded by this. */
  private final Map<TransactionId, Runnable> open = new LinkedHashMap<>();

  private boolean scheduled;
  private long delayMillis = FIRST_MILLIS;

  OpenQuestions(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  /** Keeps a question that was not answered. */
  synchronized void postpone(TransactionId id, Runnable question) {
    open.put(id, question);
    scheduleRound();
  }

  private synchronized void scheduleRound() {
    if (!scheduled && !open.isEmpty() && !scheduler.isShutdown()) {
      scheduled = true;
      var unused = scheduler.schedule(this::round, delayMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void round() {
    List<Runnable> questions;
    synchronized (this) {
      scheduled = false;
      delayMillis = Math.min(2 * delayMillis, LONGEST_MILLIS);
      questions = take(AT_ONCE);
    }
    questions.forEach(Runnable::run);
    scheduleRound();
  }

  private synchronized List<Runnable> take(int most) {
    List<Runnable> taken = new ArrayList<>();
    Iterator<Runnable> oldest = open.values().iterator();
    while (taken.size() < most && oldest.hasNext()) {
      taken.add(oldest.next());
      oldest.remove();
    }
    return taken;
  }

  /** A question was answered, so the store is well: the next is asked at once, on another stack. */
  synchronized void answered() {
    delayMillis = FIRST_MILLIS;
    if (!open.isEmpty() && !scheduler.isShutdown()) {
      var unused =
          scheduler.schedule(() -> take(1).forEach(Runnable::run), 0, TimeUnit.MILLISECONDS);
    }
  }

  /** Asks now what is open of the transaction. */
  void ask(TransactionId id) {
    Runnable question;
    synchronized (this) {
      question = open.remove(id);
    }
    if (question != null) {
      question.run();
    }
  }
}
