package dev.aft.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes down what clients see and do while they run. Thread-safe. A transaction may wander between
 * threads, as it does between functions; a {@link SessionRecorder} belongs to one client that does
 * one thing after another.
 */
public final class HistoryRecorder {
  private final AtomicLong ticks = new AtomicLong();
  private final AtomicLong sessions = new AtomicLong();
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong values = new AtomicLong();
  private final Queue<TransactionRecorder> recordings = new ConcurrentLinkedQueue<>();

  /** A new client. */
  public SessionRecorder session() {
    return new SessionRecorder(this, sessions.getAndIncrement());
  }

  /** A value that was never given out before; the first is 1. */
  public long nextValue() {
    return values.incrementAndGet();
  }

  TransactionRecorder begin(long session) {
    TransactionRecorder recording =
        new TransactionRecorder(this, transactions.getAndIncrement(), session, tick());
    recordings.add(recording);
    return recording;
  }

  long tick() {
    return ticks.incrementAndGet();
  }

  /** What was recorded so far; the outcome of a transaction still under way is unknown. */
  public History history() {
    List<Transaction> all = new ArrayList<>();
    recordings.forEach(each -> all.add(each.transaction()));
    all.sort(Comparator.comparingLong(Transaction::id));
    return new History(all);
  }
}
