package dev.aft.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class HistoryRecorderTest {
  @Test
  void operationsAndOutcomesAreTakenDownInOrder() {
    HistoryRecorder recorder = new HistoryRecorder();
    SessionRecorder session = recorder.session();
    TransactionRecorder first = session.begin();
    long value = first.write(7);
    first.read(7, value);
    first.committed();
    TransactionRecorder second = session.begin();
    second.readAbsent(8);
    second.aborted();
    session.begin().delete(7);

    List<Transaction> all = recorder.history().transactions();
    assertEquals(
        List.of(new Operation.Write(7, value), new Operation.Read(7, value)),
        all.get(0).operations());
    assertEquals(List.of(new Operation.Read(8, 0)), all.get(1).operations());
    assertEquals(
        List.of(Outcome.COMMITTED, Outcome.ABORTED, Outcome.UNKNOWN),
        all.stream().map(Transaction::outcome).toList());
    assertTrue(all.get(0).endedBefore(all.get(1)));
    assertTrue(!all.get(2).endedBefore(all.get(0)));
  }

  @Test
  void manyClientsRecordAtOnce() throws Exception {
    HistoryRecorder recorder = new HistoryRecorder();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      SessionRecorder session = recorder.session();
      clients.add(threads.submit(() -> record(session)));
    }
    for (Future<?> client : clients) {
      client.get();
    }
    threads.shutdown();

    History history = recorder.history();
    assertEquals(8_000, history.transactions().size());
    assertTrue(HistoryChecker.of(Level.READ_ATOMIC).check(history).accepted());
  }

  private static void record(SessionRecorder session) {
    for (int i = 0; i < 1_000; i++) {
      TransactionRecorder transaction = session.begin();
      transaction.write(session.number());
      transaction.committed();
    }
  }

  @Test
  void namesAreNumberedFromOne() {
    Numbering numbering = new Numbering();
    long number = numbering.of("a");

    assertEquals(1, number);
    assertEquals(number, numbering.of("a"));
    assertNotEquals(number, numbering.of("b"));
    assertEquals("a", numbering.name(number));
    assertEquals("77", numbering.name(77));
  }
}
