package dev.aft.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who wrote what: finds the writer of a value. Transactions go by their index in the history. */
final class Versions {
  /** The writer of what was there before: every key is absent at first. */
  static final int INITIAL = -1;

  /**
   * A write.
   *
   * @param last whether it was the transaction's last write of the key
   */
  record Source(int transaction, boolean last) {}

  private final History history;
  private final Map<Long, Map<Long, Source>> byKeyAndValue = new HashMap<>();
  private final Set<Long> deletedKeys = new HashSet<>();
  private final long[][] writtenKeys;
  private final boolean[] visible;

  private Versions(History history) {
    this.history = history;
    int size = history.transactions().size();
    writtenKeys = new long[size][];
    visible = new boolean[size];
  }

  /**
   * @throws InvalidHistoryException if two transactions have one number, or two writes of a key one
   *     value
   */
  static Versions of(History history) {
    Versions versions = new Versions(history);
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < versions.visible.length; i++) {
      Transaction transaction = history.transactions().get(i);
      if (!ids.add(transaction.id())) {
        throw new InvalidHistoryException("two transactions have the number " + transaction.id());
      }
      versions.addWrites(i, transaction);
    }
    versions.decideVisibility();
    return versions;
  }

  private void addWrites(int index, Transaction transaction) {
    Map<Long, Long> last = new HashMap<>();
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.Write) {
        last.put(operation.key(), operation.value());
      }
    }
    writtenKeys[index] = last.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    for (Operation operation : transaction.operations()) {
      if (operation instanceof Operation.Write && operation.value() != Operation.ABSENT) {
        boolean isLast = Long.valueOf(operation.value()).equals(last.get(operation.key()));
        Source before =
            byKeyAndValue
                .computeIfAbsent(operation.key(), key -> new HashMap<>())
                .put(operation.value(), new Source(index, isLast));
        if (before != null) {
          throw new InvalidHistoryException(
              "two writes of value "
                  + operation.value()
                  + " to key "
                  + operation.key()
                  + ": whose was read cannot be told");
        }
      }
    }
  }

  private void decideVisibility() {
    for (int i = 0; i < visible.length; i++) {
      visible[i] = transaction(i).outcome() == Outcome.COMMITTED;
    }
    for (int i = 0; i < visible.length; i++) {
      for (Operation operation : transaction(i).operations()) {
        if (operation instanceof Operation.Read) {
          Source source = source(operation.key(), operation.value());
          if (source != null
              && source.transaction() != i
              && transaction(source.transaction()).outcome() == Outcome.UNKNOWN) {
            visible[source.transaction()] = true;
          }
        }
      }
    }
    for (int i = 0; i < visible.length; i++) {
      for (Operation operation : transaction(i).operations()) {
        if (operation instanceof Operation.Write
            && operation.value() == Operation.ABSENT
            && transaction(i).outcome() != Outcome.ABORTED) {
          deletedKeys.add(operation.key());
        }
      }
    }
  }

  int size() {
    return visible.length;
  }

  Transaction transaction(int index) {
    return history.transactions().get(index);
  }

  List<Transaction> transactions() {
    return history.transactions();
  }

  /** Whether the writes of this transaction may be read by others. */
  boolean isVisible(int index) {
    return visible[index];
  }

  /** The write of a value, or null if nobody wrote it. */
  @Nullable Source source(long key, long value) {
    Map<Long, Source> values = byKeyAndValue.get(key);
    return values == null ? null : values.get(value);
  }

  /** Whether an absent key may be someone's delete instead of the initial state. */
  boolean mayBeDeleted(long key) {
    return deletedKeys.contains(key);
  }

  int writtenKeyCount(int index) {
    return writtenKeys[index].length;
  }

  long writtenKey(int index, int position) {
    return writtenKeys[index][position];
  }

  boolean wrote(int index, long key) {
    return Arrays.binarySearch(writtenKeys[index], key) >= 0;
  }
}
