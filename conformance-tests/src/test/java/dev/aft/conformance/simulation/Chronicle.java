package dev.aft.conformance.simulation;

import dev.aft.conformance.simulation.RecordedTransaction.Answer;
import dev.aft.conformance.simulation.RecordedTransaction.Status;
import dev.aft.engine.transaction.TransactionId;
import dev.aft.engine.transaction.TransactionOutcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * All transactions of a simulation, and the violations that show at once: a read that differs from
 * what the transaction wrote or read before, answers that contradict each other.
 */
final class Chronicle {
  /** Stands for an absent value. */
  static final String ABSENT = "";

  private final VirtualTime time;
  private final List<RecordedTransaction> transactions = new ArrayList<>();
  private final Set<RecordedTransaction> unknown = new LinkedHashSet<>();
  private final List<String> violations = new ArrayList<>();

  Chronicle(VirtualTime time) {
    this.time = time;
  }

  List<RecordedTransaction> transactions() {
    return transactions;
  }

  /** Transactions whose outcome nobody has been told. */
  Set<RecordedTransaction> unknown() {
    return unknown;
  }

  List<String> violations() {
    return violations;
  }

  void violation(String text) {
    time.log(() -> "VIOLATION " + text);
    violations.add(text);
  }

  RecordedTransaction begin(int client, TransactionId id) {
    RecordedTransaction begun =
        new RecordedTransaction(transactions.size() + 1, client, time.nanos(), id);
    transactions.add(begun);
    time.log(() -> begun + " begins at client " + client + ", id " + id);
    return begun;
  }

  void wrote(RecordedTransaction t, String key, String value) {
    note(t, "w " + key + " = " + value);
    t.writes.put(key, value);
  }

  void read(RecordedTransaction t, String key, String value) {
    note(t, "r " + key + " = " + value);
    String own = t.writes.get(key);
    if (own != null) {
      if (!own.equals(value)) {
        violation(t + " wrote " + key + "=" + own + " and read " + value);
      }
      return;
    }
    String before = t.reads.putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      violation(t + " read " + key + "=" + before + ", then " + value);
    }
  }

  void note(RecordedTransaction t, String operation) {
    t.operations.add(operation);
    time.log(() -> t + " " + operation);
  }

  void committing(RecordedTransaction t) {
    note(t, "commits");
    t.status = Status.COMMITTING;
    t.commitNanos = time.nanos();
  }

  void ended(RecordedTransaction t, Status status) {
    note(t, "is " + status);
    if (t.status == Status.COMMITTED || t.status == Status.ABORTED) {
      if (status != t.status && status != Status.UNKNOWN) {
        violation(t + " was " + t.status + " and is " + status);
      }
      return;
    }
    t.status = status;
    if (status == Status.UNKNOWN) {
      unknown.add(t);
    } else {
      unknown.remove(t);
    }
    if (status == Status.COMMITTED) {
      t.knownNanos = time.nanos();
    }
  }

  void answered(RecordedTransaction t, boolean isFinal, TransactionOutcome outcome) {
    note(t, "outcome " + (isFinal ? "finally " : "") + outcome);
    t.answers.add(new Answer(isFinal, outcome.state()));
    if (t.status == Status.COMMITTED && t.writes.isEmpty() && t.result == null) {
      // Nothing of it was stored, and nothing depends on what it is called.
      return;
    }
    switch (outcome.state()) {
      case COMMITTED -> {
        requireResult(t, outcome);
        requireCommitCalled(t);
        ended(t, Status.COMMITTED);
      }
      case ABORTED -> {
        if (!isFinal && t.status == Status.RUNNING && !t.fenced && !isOld(t)) {
          violation(t + " is running and was called aborted");
        }
        ended(t, Status.ABORTED);
      }
      case RUNNING -> {
        if (isFinal || t.status == Status.COMMITTED) {
          violation(t + " is " + t.status + " and was called running, finally: " + isFinal);
        }
      }
    }
  }

  private boolean isOld(RecordedTransaction t) {
    return time.nanos() - t.beginNanos >= Weather.LIFETIME.toNanos();
  }

  private void requireCommitCalled(RecordedTransaction t) {
    if (t.commitNanos == RecordedTransaction.NEVER) {
      violation(t + " was called committed and has not called commit");
    }
  }

  private void requireResult(RecordedTransaction t, TransactionOutcome outcome) {
    if (!Objects.equals(outcome.result(), t.result)) {
      violation(t + " stored the result " + t.result + ", told was " + outcome.result());
    }
  }

  /** The process is gone, and with it what had not been committed. */
  void nodeDied() {
    for (RecordedTransaction t : transactions) {
      if (t.status == Status.RUNNING) {
        ended(t, Status.ABORTED);
      } else if (t.status == Status.COMMITTING) {
        ended(t, Status.UNKNOWN);
      }
    }
  }
}
