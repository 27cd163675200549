package dev.aft.history;

import java.util.ArrayList;
import java.util.List;

/** Takes down one transaction. Without an outcome it is {@link Outcome#UNKNOWN}. Thread-safe. */
public final class TransactionRecorder {
  private final HistoryRecorder recorder;
  private final long id;
  private final long session;
  private final long began;
  private final List<Operation> operations = new ArrayList<>(8);
  private Outcome outcome = Outcome.UNKNOWN;
  private long ended;

  TransactionRecorder(HistoryRecorder recorder, long id, long session, long began) {
    this.recorder = recorder;
    this.id = id;
    this.session = session;
    this.began = began;
  }

  public long id() {
    return id;
  }

  /** Call it after the read. */
  public synchronized void read(long key, long value) {
    operations.add(new Operation.Read(key, value));
  }

  /** Call it after a read that found nothing. */
  public void readAbsent(long key) {
    read(key, Operation.ABSENT);
  }

  /**
   * Call it before the write.
   *
   * @return the value to write, never used before
   */
  public long write(long key) {
    long value = recorder.nextValue();
    write(key, value);
    return value;
  }

  /**
   * Call it before the write.
   *
   * @param value not written to this key before
   */
  public synchronized void write(long key, long value) {
    operations.add(new Operation.Write(key, value));
  }

  /** Call it before the delete. */
  public void delete(long key) {
    write(key, Operation.ABSENT);
  }

  public void committed() {
    end(Outcome.COMMITTED);
  }

  public void aborted() {
    end(Outcome.ABORTED);
  }

  /** The commit was asked for and its answer never came. */
  public void unknown() {
    end(Outcome.UNKNOWN);
  }

  private synchronized void end(Outcome reached) {
    outcome = reached;
    ended = reached == Outcome.UNKNOWN ? 0 : recorder.tick();
  }

  synchronized Transaction transaction() {
    return new Transaction(id, session, outcome, operations, began, ended);
  }
}
