package dev.aft.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnomalyCountTest {
  private static final HistoryRecorder RECORDER = new HistoryRecorder();

  @Test
  void aTransactionCountsOnceForEachKind() {
    History history =
        Histories.of(
            "w(1,5,0,0)",
            "w(2,6,0,0)",
            "w(3,7,0,0)",
            "r(1,5,1,1)",
            "r(2,0,1,1)",
            "r(3,0,1,1)",
            "w(1,8,2,2)",
            "r(1,5,2,2)",
            "r(1,5,2,2)");
    assertEquals(new AnomalyCount(3, 1, 1), AnomalyCount.of(history));
  }

  @Test
  void aVersionIsOlderIfItsTransactionHadEndedBeforeTheOtherBegan() {
    assertEquals(1, fracturedReads(1, 2, 3, 4));
    assertEquals(0, fracturedReads(1, 3, 2, 4), "they ran side by side");
    assertEquals(0, fracturedReads(0, 0, 0, 0), "nobody knows");
  }

  private static int fracturedReads(long began, long ended, long begin, long end) {
    Transaction old =
        new Transaction(0, 0, Outcome.COMMITTED, List.of(new Operation.Write(2, 6)), began, ended);
    Transaction whole =
        new Transaction(
            1,
            1,
            Outcome.COMMITTED,
            List.of(new Operation.Write(1, 7), new Operation.Write(2, 8)),
            begin,
            end);
    Transaction reader =
        new Transaction(
            2, 2, Outcome.COMMITTED, List.of(new Operation.Read(1, 7), new Operation.Read(2, 6)));
    return AnomalyCount.of(new History(List.of(old, whole, reader))).fracturedReads();
  }

  @Test
  void twoVersionsOfAKeyAreSeenInPart() {
    History history = Histories.of("w(1,5,0,0)", "w(1,6,1,1)", "r(1,5,2,2)", "r(1,6,2,2)");
    assertEquals(1, AnomalyCount.of(history).fracturedReads());
  }

  @Test
  void whatFitsTogetherIsNotCounted() {
    TransactionRecorder writer = RECORDER.session().begin();
    long one = writer.write(1);
    long two = writer.write(2);
    writer.committed();
    TransactionRecorder reader = RECORDER.session().begin();
    reader.read(1, one);
    reader.read(2, two);
    reader.committed();

    assertEquals(new AnomalyCount(2, 0, 0), AnomalyCount.of(RECORDER.history()));
  }
}
