package dev.aft.conformance.simulation;

import dev.aft.engine.transaction.TransactionId;
import dev.aft.engine.transaction.TransactionOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What clients know of one transaction: what they did, what they were told, and when. */
final class RecordedTransaction {
  /** As far as the clients have been told. */
  enum Status {
    RUNNING,
    COMMITTING,
    /** The answer to commit was lost, or was "unknown". */
    UNKNOWN,
    COMMITTED,
    ABORTED
  }

  /** An answer to a question about the outcome. */
  record Answer(boolean isFinal, TransactionOutcome.State state) {}

  static final long NEVER = Long.MAX_VALUE;

  final int number;
  final int client;
  final long beginNanos;
  final TransactionId id;

  /** Own writes as they are now; empty for a delete. */
  Map<String, String> writes = new TreeMap<>();

  /** Reads of what others wrote, the first of each key; empty for absent. */
  final Map<String, String> reads = new LinkedHashMap<>();

  final List<Answer> answers = new ArrayList<>(0);
  final List<String> operations = new ArrayList<>();
  Status status = Status.RUNNING;
  long commitNanos = NEVER;

  /** When it was known to be committed. */
  long knownNanos = NEVER;

  /** Whether somebody has asked for a final outcome, which ends a running transaction. */
  boolean fenced;

  /** Whether its outcome can no longer be asked for. */
  boolean isForgotten;

  /** Whose causality token this one began with. */
  @Nullable RecordedTransaction after;

  @Nullable String result;

  RecordedTransaction(int number, int client, long beginNanos, TransactionId id) {
    this.number = number;
    this.client = client;
    this.beginNanos = beginNanos;
    this.id = id;
  }

  boolean isOpen() {
    return status == Status.RUNNING || status == Status.COMMITTING;
  }

  @Override
  public String toString() {
    return "T" + number;
  }
}
