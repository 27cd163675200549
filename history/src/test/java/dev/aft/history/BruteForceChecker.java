package dev.aft.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Read atomicity straight from its definition, for small histories: looks for an order of the
 * commits by trying all of them. Shares nothing with the checker it is held against.
 */
final class BruteForceChecker {
  private final List<Transaction> committed = new ArrayList<>();
  private final boolean sessions;

  private BruteForceChecker(History history, boolean sessions) {
    this.sessions = sessions;
    for (Transaction each : history.transactions()) {
      if (each.outcome() == Outcome.COMMITTED) {
        committed.add(each);
      }
    }
  }

  static boolean accepts(History history, boolean sessions) {
    BruteForceChecker checker = new BruteForceChecker(history, sessions);
    return checker.valuesAreInOrder() && checker.someOrder(new ArrayList<>());
  }

  private static Map<Long, Long> finalWrites(Transaction transaction) {
    Map<Long, Long> writes = new HashMap<>();
    for (Operation each : transaction.operations()) {
      if (each instanceof Operation.Write) {
        writes.put(each.key(), each.value());
      }
    }
    return writes;
  }

  /** Every read finds what the transaction knows already, or some other one's final write. */
  private boolean valuesAreInOrder() {
    for (Transaction transaction : committed) {
      Map<Long, Long> known = new HashMap<>();
      for (Operation each : transaction.operations()) {
        if (each instanceof Operation.Read && !known.containsKey(each.key())) {
          if (each.value() != 0 && writer(transaction, each) == null) {
            return false;
          }
        } else if (each instanceof Operation.Read
            && !Long.valueOf(each.value()).equals(known.get(each.key()))) {
          return false;
        }
        known.put(each.key(), each.value());
      }
    }
    return true;
  }

  private @Nullable Transaction writer(Transaction reader, Operation read) {
    for (Transaction each : committed) {
      Long value = finalWrites(each).get(read.key());
      if (!each.equals(reader) && value != null && value == read.value()) {
        return each;
      }
    }
    return null;
  }

  private boolean someOrder(List<Transaction> order) {
    if (order.size() == committed.size()) {
      return explains(order);
    }
    for (Transaction each : committed) {
      if (!order.contains(each)) {
        order.add(each);
        if (someOrder(order)) {
          return true;
        }
        order.remove(order.size() - 1);
      }
    }
    return false;
  }

  private boolean explains(List<Transaction> order) {
    for (Transaction reader : order) {
      for (Transaction other : order) {
        boolean seen = sees(reader, other);
        if (seen && order.indexOf(other) > order.indexOf(reader)) {
          return false;
        }
        if (seen && !inOrderFor(reader, other, order)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean sees(Transaction reader, Transaction other) {
    if (reader.equals(other)) {
      return false;
    }
    if (sessions
        && reader.session() == other.session()
        && committed.indexOf(other) < committed.indexOf(reader)) {
      return true;
    }
    return externalReads(reader).stream().anyMatch(read -> other.equals(writer(reader, read)));
  }

  private static List<Operation> externalReads(Transaction transaction) {
    Map<Long, Long> written = new HashMap<>();
    List<Operation> reads = new ArrayList<>();
    for (Operation each : transaction.operations()) {
      if (each instanceof Operation.Write) {
        written.put(each.key(), each.value());
      } else if (!written.containsKey(each.key())) {
        reads.add(each);
      }
    }
    return reads;
  }

  /** What the reader read is no older than what the transaction it has seen wrote. */
  private boolean inOrderFor(Transaction reader, Transaction seen, List<Transaction> order) {
    Map<Long, Long> writes = finalWrites(seen);
    for (Operation read : externalReads(reader)) {
      if (writes.containsKey(read.key())) {
        Transaction from = writer(reader, read);
        if (from == null || order.indexOf(from) < order.indexOf(seen)) {
          return false;
        }
      }
    }
    return true;
  }
}
