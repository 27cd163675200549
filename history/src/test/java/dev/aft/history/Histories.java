package dev.aft.history;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Histories for the tests: written by hand in the text format, or made by a random serial run. */
final class Histories {
  private Histories() {}

  static History of(String... lines) {
    try {
      return HistoryText.read(new StringReader(String.join("\n", lines)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** How large a random history is. */
  record Shape(int sessions, int transactions, int keys, int operations) {}

  /** What one transaction after the other would have seen, each at once. */
  static History serial(Shape shape, long seed) {
    Random random = new Random(seed);
    Map<Long, Long> state = new HashMap<>();
    List<Transaction> transactions = new ArrayList<>();
    long nextValue = 1;
    for (int id = 0; id < shape.transactions(); id++) {
      boolean committed = random.nextInt(10) != 0;
      Map<Long, Long> own = new HashMap<>();
      List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(shape.operations()); i++) {
        long key = random.nextInt(shape.keys());
        if (random.nextBoolean()) {
          own.put(key, nextValue);
          operations.add(new Operation.Write(key, nextValue++));
        } else {
          long value = own.getOrDefault(key, state.getOrDefault(key, Operation.ABSENT));
          operations.add(new Operation.Read(key, value));
        }
      }
      if (committed) {
        state.putAll(own);
      }
      transactions.add(
          new Transaction(
              id,
              random.nextInt(shape.sessions()),
              committed ? Outcome.COMMITTED : Outcome.ABORTED,
              operations));
    }
    return new History(transactions);
  }

  /** The same history with one operation replaced. */
  static History withOperation(History history, int transaction, int position, Operation changed) {
    List<Transaction> transactions = new ArrayList<>(history.transactions());
    Transaction old = transactions.get(transaction);
    List<Operation> operations = new ArrayList<>(old.operations());
    operations.set(position, changed);
    transactions.set(
        transaction, new Transaction(old.id(), old.session(), old.outcome(), operations));
    return new History(transactions);
  }
}
