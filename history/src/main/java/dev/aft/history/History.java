package dev.aft.history;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that the clients of a store saw and did.
 *
 * @param transactions of each session in the order of their begins; sessions may be mixed
 */
public record History(List<Transaction> transactions) {
  public History {
    transactions = List.copyOf(transactions);
  }

  /**
   * The history without deletes and without what was read of keys that were ever deleted: public
   * checkers know no deletes, and an absent key does not tell who deleted it.
   */
  public History withoutDeletedKeys() {
    Set<Long> deleted = new HashSet<>();
    for (Transaction transaction : transactions) {
      for (Operation operation : transaction.operations()) {
        if (operation instanceof Operation.Write && operation.value() == Operation.ABSENT) {
          deleted.add(operation.key());
        }
      }
    }
    return new History(transactions.stream().map(each -> without(deleted, each)).toList());
  }

  private static Transaction without(Set<Long> keys, Transaction transaction) {
    List<Operation> kept =
        transaction.operations().stream().filter(each -> !keys.contains(each.key())).toList();
    return new Transaction(
        transaction.id(),
        transaction.session(),
        transaction.outcome(),
        kept,
        transaction.began(),
        transaction.ended());
  }
}
