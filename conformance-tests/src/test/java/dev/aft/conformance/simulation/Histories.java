package dev.aft.conformance.simulation;

import dev.aft.history.History;
import dev.aft.history.HistoryChecker;
import dev.aft.history.Level;
import dev.aft.history.Operation;
import dev.aft.history.Outcome;
import dev.aft.history.Transaction;
import dev.aft.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A chronicle as a history for checkers that know nothing of the implementation: what each
 * transaction read of others and what it left behind. Each transaction is a session of its own, for
 * clients hand transactions on.
 */
final class Histories {
  private static final long VALUES_OF_ONE = 1000;

  private Histories() {}

  /** Adds what the history checker finds to the violations; aborted readers count, too. */
  static void check(Chronicle chronicle, List<String> keys) {
    Verdict verdict =
        HistoryChecker.of(Level.READ_ATOMIC_WITHOUT_SESSIONS)
            .withAbortedReads()
            .check(history(chronicle, keys));
    verdict.smallest().ifPresent(smallest -> chronicle.violation(smallest.explain()));
  }

  static History history(Chronicle chronicle, List<String> keys) {
    List<Transaction> transactions = new ArrayList<>();
    for (RecordedTransaction t : chronicle.transactions()) {
      List<Operation> operations = new ArrayList<>();
      for (Map.Entry<String, String> read : t.reads.entrySet()) {
        operations.add(new Operation.Read(keys.indexOf(read.getKey()), number(read.getValue())));
      }
      for (Map.Entry<String, String> write : t.writes.entrySet()) {
        operations.add(new Operation.Write(keys.indexOf(write.getKey()), number(write.getValue())));
      }
      transactions.add(
          new Transaction(
              t.number,
              t.number,
              outcome(t),
              operations,
              1 + t.beginNanos,
              t.knownNanos == RecordedTransaction.NEVER ? 0 : 1 + t.knownNanos));
    }
    return new History(transactions);
  }

  private static Outcome outcome(RecordedTransaction t) {
    return switch (t.status) {
      case COMMITTED -> Outcome.COMMITTED;
      case RUNNING, ABORTED -> Outcome.ABORTED;
      case COMMITTING, UNKNOWN -> Outcome.UNKNOWN;
    };
  }

  /** Transaction and position of a value such as {@code 12.3:97} or {@code 12.3~~~} in one. */
  private static long number(String value) {
    if (value.isEmpty()) {
      return Operation.ABSENT;
    }
    int dot = value.indexOf('.');
    int end = dot + 1;
    while (end < value.length() && Character.isDigit(value.charAt(end))) {
      end++;
    }
    return Long.parseLong(value.substring(0, dot)) * VALUES_OF_ONE
        + Long.parseLong(value.substring(dot + 1, end));
  }
}
