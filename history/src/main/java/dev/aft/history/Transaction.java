package dev.aft.history;

import java.util.List;

/**
 * What one client saw and did in one transaction, in order.
 *
 * @param id unique in the history
 * @param session the client; its transactions follow one another
 * @param began when it began, as a tick of the recorder; 0 if not known
 * @param ended when its outcome was known, likewise
 */
public record Transaction(
    long id, long session, Outcome outcome, List<Operation> operations, long began, long ended) {
  public Transaction {
    if (id < 0 || session < 0) {
      throw new IllegalArgumentException("negative transaction or session: " + id + ", " + session);
    }
    operations = List.copyOf(operations);
  }

  /** A transaction whose place in time is not known. */
  public Transaction(long id, long session, Outcome outcome, List<Operation> operations) {
    this(id, session, outcome, operations, 0, 0);
  }

  /** Whether this one had ended before the other began, as far as their ticks tell. */
  boolean endedBefore(Transaction other) {
    return ended > 0 && ended < other.began;
  }
}
