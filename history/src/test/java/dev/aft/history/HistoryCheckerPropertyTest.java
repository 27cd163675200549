package dev.aft.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories from fixed seeds: the checker against its definition. */
class HistoryCheckerPropertyTest {
  private static final HistoryChecker CHECKER = HistoryChecker.of(Level.READ_ATOMIC);

  @Test
  void serialHistoriesAreAccepted() {
    for (int seed = 0; seed < 300; seed++) {
      History history = Histories.serial(new Histories.Shape(4, 60, 5, 6), seed);
      Verdict verdict = CHECKER.withAbortedReads().check(history);
      assertTrue(verdict.accepted(), "seed " + seed + ": " + verdict);
    }
  }

  @Test
  void arbitrarySmallHistoriesAreJudgedAsByTryingAllOrders() {
    int accepted = 0;
    int seeds = 6_000;
    for (int seed = 0; seed < seeds; seed++) {
      History history = arbitrary(new Random(seed));
      boolean expected = BruteForceChecker.accepts(history, true);
      accepted += expected ? 1 : 0;
      assertEquals(expected, CHECKER.check(history).accepted(), "seed " + seed + ": " + history);
      assertEquals(
          BruteForceChecker.accepts(history, false),
          HistoryChecker.of(Level.READ_ATOMIC_WITHOUT_SESSIONS).check(history).accepted(),
          "without sessions, seed " + seed + ": " + history);
    }
    assertTrue(accepted > seeds / 20 && accepted < seeds * 19 / 20, "accepted " + accepted);
  }

  /** Up to six transactions over three keys that read anything that was written. */
  private static History arbitrary(Random random) {
    int count = 2 + random.nextInt(4);
    List<List<Operation>> all = new ArrayList<>();
    long[] written = new long[3];
    for (int i = 0; i < count; i++) {
      List<Operation> operations = new ArrayList<>();
      for (int j = 0; j < 1 + random.nextInt(4); j++) {
        int key = random.nextInt(3);
        operations.add(
            random.nextInt(5) < 2
                ? new Operation.Write(key, ++written[key])
                : new Operation.Read(key, 0));
      }
      all.add(operations);
    }
    List<Transaction> transactions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Operation> operations = new ArrayList<>();
      for (Operation each : all.get(i)) {
        long value = random.nextInt((int) written[(int) each.key()] + 1);
        operations.add(
            each instanceof Operation.Read ? new Operation.Read(each.key(), value) : each);
      }
      Outcome outcome = random.nextInt(12) == 0 ? Outcome.ABORTED : Outcome.COMMITTED;
      transactions.add(new Transaction(i, random.nextInt(4), outcome, operations));
    }
    return new History(transactions);
  }

  @Test
  void anOlderVersionSlippedIntoAReadOfTwoSiblingsIsRejected() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      History siblings = siblings(random);
      assertTrue(CHECKER.check(siblings).accepted());
      int victim = reader(siblings, random);
      Operation read = siblings.transactions().get(victim).operations().get(1);
      long older = random.nextInt((int) read.value());
      History mutated =
          Histories.withOperation(siblings, victim, 1, new Operation.Read(read.key(), older));

      Verdict verdict = CHECKER.check(mutated);
      assertFalse(verdict.accepted(), "seed " + seed);
      assertTrue(verdict.smallest().orElseThrow().participants().size() <= 4, "seed " + seed);
    }
  }

  private static int reader(History history, Random random) {
    while (true) {
      int candidate = random.nextInt(history.transactions().size());
      Operation second = history.transactions().get(candidate).operations().get(1);
      if (second instanceof Operation.Read && second.value() > 0) {
        return candidate;
      }
    }
  }

  /** Serial: each transaction reads both keys or overwrites both. */
  private static History siblings(Random random) {
    List<Transaction> transactions = new ArrayList<>();
    long version = 0;
    for (int id = 0; id < 40; id++) {
      boolean write = random.nextInt(3) == 0 || id == 0;
      version += write ? 1 : 0;
      List<Operation> operations =
          write
              ? List.of(new Operation.Write(1, version), new Operation.Write(2, version))
              : List.of(new Operation.Read(1, version), new Operation.Read(2, version));
      transactions.add(
          new Transaction(id, write ? 0 : 1 + random.nextInt(3), Outcome.COMMITTED, operations));
    }
    transactions.add(
        new Transaction(
            40,
            9,
            Outcome.COMMITTED,
            List.of(new Operation.Read(1, version), new Operation.Read(2, version))));
    return new History(transactions);
  }

  @Test
  void aHundredThousandTransactionsAreCheckedInSeconds() {
    History history = Histories.serial(new Histories.Shape(20, 100_000, 1_000, 10), 7);
    long started = System.nanoTime();
    Verdict verdict = CHECKER.check(history);
    long millis = (System.nanoTime() - started) / 1_000_000;

    assertTrue(verdict.accepted());
    assertTrue(millis < 20_000, millis + " ms");
  }
}
