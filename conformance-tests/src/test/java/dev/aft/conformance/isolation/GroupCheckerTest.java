package dev.aft.conformance.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.isolation.Recording.Cell;
import dev.aft.conformance.isolation.Recording.Operation;
import dev.aft.conformance.isolation.Recording.Operation.Read;
import dev.aft.conformance.isolation.Recording.Operation.Write;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checker itself must reject each anomaly it is there for. */
class GroupCheckerTest {
  private static final Cell X = new Cell(0, 0);
  private static final Cell Y = new Cell(0, 1);
  private static final Recording W1 =
      new Recording("w1", List.of(new Write(X), new Write(Y)), true);
  private static final Recording W2 =
      new Recording("w2", List.of(new Write(X), new Write(Y)), true);
  private static final Recording ABORTED =
      new Recording("w3", List.of(new Write(X), new Write(Y)), false);

  private static List<String> check(Operation... reads) {
    return GroupChecker.check(
        List.of(W1, W2, ABORTED, new Recording("r", List.of(reads), true)), 2);
  }

  @Test
  void wholeTransactionsAreAccepted() {
    assertEquals(List.of(), check(new Read(X, "w1"), new Read(Y, "w1"), new Read(X, "w1")));
  }

  @Test
  void twoWritersInOneGroupAreAFracturedRead() {
    assertTrue(check(new Read(X, "w1"), new Read(Y, "w2")).get(0).startsWith("fractured"));
  }

  @Test
  void anAbsentCellBesideAPresentOneIsAFracturedRead() {
    assertTrue(check(new Read(X, null), new Read(Y, "w2")).get(0).startsWith("fractured"));
  }

  @Test
  void aScanWithAHoleIsAFracturedRead() {
    assertTrue(check(new Operation.Scan(0, Map.of(0, "w1"))).get(0).startsWith("fractured"));
  }

  @Test
  void aValueOfAnAbortedTransactionIsADirtyRead() {
    assertTrue(check(new Read(X, "w3")).get(0).startsWith("dirty"));
  }

  @Test
  void aCellThatChangesIsANonRepeatableRead() {
    assertTrue(check(new Read(X, "w1"), new Read(X, "w2")).get(0).startsWith("non-repeatable"));
  }

  @Test
  void anOwnWriteNotSeenIsLost() {
    assertTrue(check(new Write(X), new Read(X, "w1")).get(0).startsWith("lost own write"));
  }
}
