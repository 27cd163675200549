package dev.aft.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** For each kind of anomaly: a history that must be rejected, and one as near that is fine. */
class AnomalyKindsTest {
  private static Map<AnomalyKind, Integer> found(String... lines) {
    return HistoryChecker.of(Level.READ_ATOMIC).check(Histories.of(lines)).counts();
  }

  private static void assertOnly(AnomalyKind kind, String... lines) {
    assertEquals(Map.of(kind, 1), found(lines));
  }

  private static void assertFine(String... lines) {
    assertEquals(Map.of(), found(lines));
  }

  @Test
  void aValueNobodyWroteIsAThinAirRead() {
    assertOnly(AnomalyKind.THIN_AIR_READ, "w(1,5,0,0)", "r(1,6,1,1)");
    assertFine("w(1,5,0,0)", "r(1,5,1,1)");
  }

  @Test
  void aValueWrittenToAnotherKeyIsAThinAirRead() {
    assertOnly(AnomalyKind.THIN_AIR_READ, "w(1,5,0,0)", "r(2,5,1,1)");
  }

  @Test
  void aValueOfAnAbortedTransactionIsADirtyRead() {
    assertOnly(AnomalyKind.DIRTY_READ, "w(1,5,0,-1)", "r(1,5,1,1)");
    assertFine("w(1,5,0,-1)", "r(1,0,1,1)");
  }

  @Test
  void aValueItsWriterOverwroteIsAnIntermediateRead() {
    assertOnly(AnomalyKind.INTERMEDIATE_READ, "w(1,5,0,0)", "w(1,6,0,0)", "r(1,5,1,1)");
    assertFine("w(1,5,0,0)", "w(1,6,0,0)", "r(1,6,1,1)");
  }

  @Test
  void anOwnValueBeforeItIsWrittenIsAFutureRead() {
    assertOnly(AnomalyKind.FUTURE_READ, "r(1,5,0,0)", "w(1,5,0,0)");
    assertFine("w(1,5,0,0)", "r(1,5,0,0)");
  }

  @Test
  void anotherValueAfterAnOwnWriteIsALostOwnWrite() {
    assertOnly(AnomalyKind.LOST_OWN_WRITE, "w(1,5,0,0)", "w(1,6,1,1)", "r(1,5,1,1)");
    assertFine("w(1,5,0,0)", "r(1,5,1,1)", "w(1,6,1,1)", "r(1,6,1,1)");
  }

  @Test
  void anOwnEarlierValueAfterALaterOneIsALostOwnWrite() {
    assertOnly(AnomalyKind.LOST_OWN_WRITE, "w(1,5,0,0)", "w(1,6,0,0)", "r(1,5,0,0)");
  }

  @Test
  void anAbsentKeyAfterAnOwnWriteIsALostOwnWrite() {
    assertOnly(AnomalyKind.LOST_OWN_WRITE, "w(1,5,0,0)", "r(1,0,0,0)");
  }

  @Test
  void aKeyThatChangesIsANonRepeatableRead() {
    assertOnly(
        AnomalyKind.NON_REPEATABLE_READ, "w(1,5,0,0)", "w(1,6,0,1)", "r(1,5,1,2)", "r(1,6,1,2)");
    assertFine("w(1,5,0,0)", "w(1,6,0,1)", "r(1,5,1,2)", "r(1,5,1,2)");
    assertFine("w(1,5,0,0)", "w(1,6,0,1)", "r(1,5,1,2)", "r(1,6,1,3)");
  }

  @Test
  void aKeyThatAppearsIsANonRepeatableRead() {
    assertOnly(AnomalyKind.NON_REPEATABLE_READ, "w(1,5,0,0)", "r(1,0,1,1)", "r(1,5,1,1)");
  }

  @Test
  void anAbsentSiblingIsAFracturedRead() {
    assertOnly(AnomalyKind.FRACTURED_READ, "w(1,5,0,0)", "w(2,6,0,0)", "r(1,5,1,1)", "r(2,0,1,1)");
    assertOnly(AnomalyKind.FRACTURED_READ, "w(1,5,0,0)", "w(2,6,0,0)", "r(2,0,1,1)", "r(1,5,1,1)");
    assertFine("w(1,5,0,0)", "w(2,6,0,1)", "r(1,5,1,2)", "r(2,0,1,2)");
    assertFine("w(1,5,0,0)", "w(2,6,0,0)", "r(1,0,1,1)", "r(2,0,1,1)");
  }

  @Test
  void anOlderSiblingFromTheWritersSessionIsAFracturedRead() {
    assertOnly(
        AnomalyKind.FRACTURED_READ,
        "w(1,5,0,0)",
        "w(2,6,0,0)",
        "w(1,7,0,1)",
        "w(2,8,0,1)",
        "r(1,7,1,2)",
        "r(2,6,1,2)");
    assertFine(
        "w(1,5,0,0)",
        "w(2,6,0,0)",
        "w(1,7,0,1)",
        "w(2,8,0,1)",
        "r(1,5,1,2)",
        "r(2,6,1,2)",
        "r(1,7,1,3)",
        "r(2,8,1,3)");
  }

  @Test
  void anOlderSiblingThatTheWriterHadReadIsAFracturedRead() {
    assertOnly(
        AnomalyKind.FRACTURED_READ,
        "w(2,6,0,0)",
        "r(2,6,1,1)",
        "w(1,7,1,1)",
        "w(2,8,1,1)",
        "r(1,7,2,2)",
        "r(2,6,2,2)");
  }

  @Test
  void aNewerSiblingIsFine() {
    assertFine("w(1,5,0,0)", "w(2,6,0,0)", "r(2,6,1,1)", "w(2,8,1,1)", "r(1,5,2,2)", "r(2,8,2,2)");
  }

  @Test
  void twoTransactionsEachSeenInPartAreAFracturedRead() {
    assertOnly(
        AnomalyKind.FRACTURED_READ,
        "w(1,5,0,0)",
        "w(2,6,0,0)",
        "w(1,7,1,1)",
        "w(2,8,1,1)",
        "r(1,5,2,2)",
        "r(2,8,2,2)");
  }

  @Test
  void somethingOlderThanTheSessionsOwnWriteIsALostSessionWrite() {
    assertOnly(AnomalyKind.LOST_SESSION_WRITE, "w(1,5,0,0)", "r(1,0,0,1)");
    assertOnly(
        AnomalyKind.LOST_SESSION_WRITE, "w(1,5,1,0)", "r(1,5,0,1)", "w(1,6,0,1)", "r(1,5,0,2)");
    assertFine("w(1,5,0,0)", "r(1,0,1,1)");
    assertFine("w(1,5,1,0)", "w(1,6,0,1)", "r(1,5,0,2)");
  }

  @Test
  void aLostSessionWriteIsFineWithoutSessions() {
    History history = Histories.of("w(1,5,0,0)", "r(1,0,0,1)");
    Verdict verdict = HistoryChecker.of(Level.READ_ATOMIC_WITHOUT_SESSIONS).check(history);
    assertTrue(verdict.accepted());
  }

  @Test
  void transactionsThatReadFromOneAnotherAreCircularReads() {
    assertOnly(AnomalyKind.CIRCULAR_READS, "r(2,6,0,0)", "w(1,5,0,0)", "r(1,5,1,1)", "w(2,6,1,1)");
    assertFine("r(2,0,0,0)", "w(1,5,0,0)", "r(1,5,1,1)", "w(2,6,1,1)");
  }

  @Test
  void aReadFromALaterTransactionOfTheSessionIsACircle() {
    assertOnly(AnomalyKind.CIRCULAR_READS, "r(1,5,0,0)", "w(1,5,0,1)");
  }

  @Test
  void readersThatDisagreeOnTheOrderAreAnOrderCycle() {
    assertOnly(
        AnomalyKind.ORDER_CYCLE,
        "w(1,5,0,0)",
        "w(2,6,0,0)",
        "w(3,9,0,0)",
        "w(1,7,1,1)",
        "w(2,8,1,1)",
        "w(4,3,1,1)",
        "r(3,9,2,2)",
        "r(1,7,2,2)",
        "r(4,3,3,3)",
        "r(2,6,3,3)");
  }

  @Test
  void threeWritersInACircleAreAnOrderCycle() {
    Verdict verdict =
        HistoryChecker.of(Level.READ_ATOMIC)
            .check(
                Histories.of(
                    "w(1,11,0,0)",
                    "w(2,12,0,0)",
                    "w(2,22,1,1)",
                    "w(3,23,1,1)",
                    "w(3,33,2,2)",
                    "w(1,31,2,2)",
                    "r(1,11,3,3)",
                    "r(2,22,3,3)",
                    "r(2,22,4,4)",
                    "r(3,33,4,4)",
                    "r(3,33,5,5)",
                    "r(1,11,5,5)"));
    assertEquals(Map.of(AnomalyKind.ORDER_CYCLE, 1), verdict.counts());
  }

  @Test
  void lostUpdatesAndWriteSkewAreReadAtomic() {
    assertFine("w(1,5,0,0)", "r(1,5,1,1)", "w(1,6,1,1)", "r(1,5,2,2)", "w(1,7,2,2)");
    assertFine("r(1,0,1,1)", "r(2,0,1,1)", "w(1,6,1,1)", "r(1,0,2,2)", "r(2,0,2,2)", "w(2,7,2,2)");
  }

  @Test
  void anUnknownOutcomeCountsAsCommittedOnceItIsRead() {
    Transaction unknown =
        new Transaction(0, 0, Outcome.UNKNOWN, List.of(new Operation.Write(1, 5)));
    Transaction afterwards =
        new Transaction(1, 0, Outcome.COMMITTED, List.of(new Operation.Read(1, 0)));
    Transaction reader =
        new Transaction(2, 1, Outcome.COMMITTED, List.of(new Operation.Read(1, 5)));
    History history = new History(List.of(unknown, afterwards, reader));

    assertTrue(HistoryChecker.of(Level.READ_ATOMIC).check(history).accepted());
  }

  @Test
  void readsOfAnAbortedTransactionAreCheckedOnRequest() {
    History history = Histories.of("w(1,5,0,0)", "w(2,6,0,0)", "r(1,5,1,-1)", "r(2,0,1,-1)");
    HistoryChecker checker = HistoryChecker.of(Level.READ_ATOMIC);

    assertTrue(checker.check(history).accepted());
    assertEquals(1, checker.withAbortedReads().check(history).count(AnomalyKind.FRACTURED_READ));
  }

  @Test
  void anAbsentKeyThatSomeoneDeletedTellsNothing() {
    assertFine("w(1,5,0,0)", "w(2,6,0,0)", "w(2,0,2,1)", "r(1,5,1,2)", "r(2,0,1,2)");
    assertOnly(AnomalyKind.LOST_OWN_WRITE, "w(1,5,0,0)", "w(1,0,1,1)", "r(1,5,1,1)");
  }

  @Test
  void levelsForbidWhatTheirNameSays() {
    History unrepeatable = Histories.of("w(1,5,0,0)", "w(1,6,0,1)", "r(1,5,1,2)", "r(1,6,1,2)");
    History fractured = Histories.of("w(1,5,0,0)", "w(2,6,0,0)", "r(1,5,1,1)", "r(2,0,1,1)");
    History lost = Histories.of("w(1,5,0,0)", "r(1,0,0,1)");

    assertEquals(
        List.of(false, true, true), accepted(Level.REPEATABLE_READ, unrepeatable, fractured, lost));
    assertEquals(
        List.of(true, true, false),
        accepted(Level.READ_YOUR_WRITES, unrepeatable, fractured, lost));
    assertEquals(
        List.of(false, false, false), accepted(Level.READ_ATOMIC, unrepeatable, fractured, lost));
  }

  private static List<Boolean> accepted(Level level, History... histories) {
    HistoryChecker checker = HistoryChecker.of(level);
    return List.of(histories).stream().map(each -> checker.check(each).accepted()).toList();
  }
}
