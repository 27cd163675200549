package dev.aft.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTextTest {
  private static String text(History history) throws IOException {
    StringBuilder out = new StringBuilder();
    HistoryText.write(history, out);
    return out.toString();
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      History history = Histories.serial(new Histories.Shape(3, 40, 4, 5), seed);
      String[] lines = text(history).split("\n");
      History readBack = Histories.of(lines);

      assertEquals(committed(history), committed(readBack));
      String[] linesAgain = text(readBack).split("\n");
      Arrays.sort(lines);
      Arrays.sort(linesAgain);
      assertArrayEquals(lines, linesAgain);
    }
  }

  private static List<Transaction> committed(History history) {
    return history.transactions().stream()
        .filter(each -> each.outcome() == Outcome.COMMITTED)
        .toList();
  }

  @Test
  void linesOfOneTransactionNeedNotStandTogether() {
    History history = Histories.of("w(1,5,0,0)", "w(3,7,1,1)", "w(2,6,0,0)");

    assertEquals(2, history.transactions().size());
    assertEquals(2, history.transactions().get(0).operations().size());
  }

  @Test
  void abortedTransactionsKeepTheirWrites() {
    Transaction aborted = Histories.of("w(1,5,0,0)", "w(2,6,0,-1)").transactions().get(1);

    assertEquals(Outcome.ABORTED, aborted.outcome());
    assertEquals(List.of(new Operation.Write(2, 6)), aborted.operations());
  }

  @Test
  void anUnknownOutcomeIsWrittenAsCommittedOnItsOwnIfItWasRead() throws IOException {
    Transaction read = new Transaction(0, 0, Outcome.UNKNOWN, List.of(new Operation.Write(1, 5)));
    Transaction unread = new Transaction(1, 0, Outcome.UNKNOWN, List.of(new Operation.Write(1, 6)));
    Transaction reader =
        new Transaction(2, 1, Outcome.COMMITTED, List.of(new Operation.Read(1, 5)));

    assertEquals(
        "w(1,5,2,0)\nw(1,6,0,-1)\nr(1,5,1,2)\n", text(new History(List.of(read, unread, reader))));
  }

  @Test
  void malformedLinesAreNamedByTheirNumber() {
    for (String bad :
        List.of(
            "",
            "x(1,2,3,4)",
            "r(1,2,3)",
            "r(1,2,3,4,5)",
            "r(1,2,3,4",
            " r(1,2,3,4)",
            "r(-1,2,3,4)",
            "r(1,2,3,-2)",
            "w(a,2,3,4)",
            "w(1,99999999999999999999,3,4)")) {
      InvalidHistoryException e =
          assertThrows(
              InvalidHistoryException.class, () -> Histories.of("w(1,5,0,0)", bad, "r(1,5,0,1)"));
      assertTrue(String.valueOf(e.getMessage()).startsWith("line 2: "), e.getMessage());
    }
  }

  @Test
  void aTransactionInTwoSessionsIsRefused() {
    InvalidHistoryException e =
        assertThrows(InvalidHistoryException.class, () -> Histories.of("w(1,5,0,0)", "w(2,5,1,0)"));
    assertTrue(String.valueOf(e.getMessage()).startsWith("line 2: "), e.getMessage());
  }

  @Test
  void twoWritesOfOneValueAreRefused() {
    History history = Histories.of("w(1,5,0,0)", "w(1,5,1,1)");
    assertThrows(
        InvalidHistoryException.class, () -> HistoryChecker.of(Level.READ_ATOMIC).check(history));
  }

  @Test
  void keysThatWereDeletedCanBeLeftOut() throws IOException {
    History history = Histories.of("w(1,5,0,0)", "w(2,6,0,0)", "w(2,0,1,1)", "r(2,0,0,2)");
    assertEquals("w(1,5,0,0)\n", text(history.withoutDeletedKeys()));
  }
}
