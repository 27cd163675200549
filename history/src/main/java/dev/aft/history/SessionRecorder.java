package dev.aft.history;

/** One client's part of a history. Used by one thread at a time. */
public final class SessionRecorder {
  private final HistoryRecorder recorder;
  private final long number;

  SessionRecorder(HistoryRecorder recorder, long number) {
    this.recorder = recorder;
    this.number = number;
  }

  public long number() {
    return number;
  }

  /** Call it before the transaction begins; the one before must have ended. */
  public TransactionRecorder begin() {
    return recorder.begin(number);
  }
}
