package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitPathTest {
  private final ManualEnvironment time = new ManualEnvironment();
  private final HookedStore store = new HookedStore();

  @AfterEach
  void close() {
    time.close();
  }

  private TransactionManager open() {
    return TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  private static Transaction writing(TransactionManager manager, String value) {
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    t.write(b("a"), b(value));
    t.write(b("b"), b(value));
    return t;
  }

  private static String state(TransactionManager manager) {
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    StringBuilder state = new StringBuilder();
    for (String key : new String[] {"a", "b"}) {
      state.append(t.read(b(key)).join().map(Bytes::toUtf8).orElse("-"));
    }
    Transaction other = manager.begin(TransactionOptions.DEFAULT);
    StringBuilder scanned = new StringBuilder();
    other
        .scan(KeyRange.ALL, ScanDirection.FORWARD)
        .next(9)
        .join()
        .forEach(e -> scanned.append(e.value().toUtf8()));
    assertEquals(state.toString().replace("-", ""), scanned.toString());
    return state.toString();
  }

  private static ErrorCode failureOf(Transaction t) {
    CompletionException e = assertThrows(CompletionException.class, () -> t.commit().join());
    return assertInstanceOf(EngineException.class, e.getCause()).code();
  }

  private void unknown(String call, boolean done) {
    store.failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "injected", null);
    AtomicInteger left = new AtomicInteger(1);
    if (done) {
      store.failsAfter = name -> name.equals(call) && left.getAndDecrement() > 0;
    } else {
      store.failsBefore = name -> name.equals(call) && left.getAndDecrement() > 0;
    }
  }

  @Test
  void withoutAtomicBatchesACommitIsVisibleAsAWhole() {
    store.atomic = false;
    TransactionManager manager = open();
    assertEquals(new CommitOutcome.Committed(), writing(manager, "1").commit().join());
    assertEquals(new CommitOutcome.Committed(), writing(manager, "2").commit().join());
    assertEquals("22", state(manager));
    assertEquals("22", state(open()));
    assertEquals(2L, manager.statistics().get("commits.multistep"));
  }

  @Test
  void aBatchThatIsTooLargeGoesInSteps() {
    store.maxBatchBytes = 100;
    TransactionManager manager = open();
    assertEquals(new CommitOutcome.Committed(), writing(manager, "1").commit().join());
    assertEquals(1L, manager.statistics().get("commits.multistep"));
    assertEquals("11", state(open()));
  }

  @Test
  void aBatchThatTheStoreRefusesAsTooLargeGoesInSteps() {
    TransactionManager manager = open();
    AtomicInteger commits = new AtomicInteger();
    store.failure = new StorageException(StorageException.Reason.TOO_LARGE, "too many keys");
    store.failsBefore = name -> name.equals("commit") && commits.getAndIncrement() == 0;
    assertEquals(new CommitOutcome.Committed(), writing(manager, "1").commit().join());
    assertEquals(1L, manager.statistics().get("commits.multistep"));
    assertEquals("11", state(open()));
  }

  @Test
  void aDeathBetweenTwoStepsIsNeverVisibleInPart() {
    store.atomic = false;
    assertEquals(new CommitOutcome.Committed(), writing(open(), "1").commit().join());
    for (int steps = 0; steps < 3; steps++) {
      TransactionManager dying = open();
      AtomicInteger left = new AtomicInteger(steps);
      store.failsBefore = name -> left.getAndDecrement() <= 0;
      assertEquals(ErrorCode.STORAGE_UNAVAILABLE, failureOf(writing(dying, "2")));
      store.failsBefore = name -> false;
      assertEquals("11", state(open()), "after steps=" + steps);
      assertEquals("11", state(dying), "after steps=" + steps);
    }
  }

  @Test
  void anUnknownCommitThatHappenedIsFoundCommitted() {
    for (boolean atomic : new boolean[] {true, false}) {
      store.atomic = atomic;
      TransactionManager manager = open();
      unknown(atomic ? "commit" : "create", true);
      assertEquals(new CommitOutcome.Committed(), writing(manager, "1").commit().join());
      assertEquals("11", state(manager));
    }
  }

  @Test
  void anUnknownCommitThatDidNotHappenIsMadeAborted() {
    for (boolean atomic : new boolean[] {true, false}) {
      store.atomic = atomic;
      TransactionManager manager = open();
      unknown(atomic ? "commit" : "create", false);
      Transaction t = writing(manager, "1");
      assertInstanceOf(CommitOutcome.Aborted.class, t.commit().join());
      assertTrue(store.data.read(StorageLayout.recordKey(t.id())).join().isPresent());
      assertEquals("--", state(manager));
      assertEquals(0L, manager.statistics().get("commits.underway"));
    }
  }

  @Test
  void theOutcomeIsUnknownOnlyWhileTheStoreCannotBeAsked() {
    TransactionManager manager = open();
    store.failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "injected", null);
    store.failsAfter = name -> name.equals("commit");
    store.failsBefore = name -> name.equals("read");
    Transaction t = writing(manager, "1");
    assertEquals(new CommitOutcome.Unknown(t.id()), t.commit().join());
    store.failsAfter = name -> false;
    store.failsBefore = name -> false;
    Transaction other = manager.begin(TransactionOptions.DEFAULT);
    assertEquals("1", other.read(b("a")).join().map(Bytes::toUtf8).orElse("-"));
    assertEquals("1", other.read(b("b")).join().map(Bytes::toUtf8).orElse("-"));
    assertEquals(1L, manager.statistics().get("commits.unknown"));
  }

  @Test
  void aFencedTransactionAborts() {
    for (boolean atomic : new boolean[] {true, false}) {
      store.atomic = atomic;
      TransactionManager manager = open();
      Transaction t = writing(manager, "1");
      CommitRecord abort = new CommitRecord(false, Stamp.ZERO);
      store.data.createIfAbsent(StorageLayout.recordKey(t.id()), abort.encode()).join();
      assertInstanceOf(CommitOutcome.Aborted.class, t.commit().join());
      assertEquals("--", state(manager));
      assertEquals("--", state(open()));
    }
  }

  @Test
  void storageFailuresKeepTheirMeaning() {
    TransactionManager manager = open();
    store.failsBefore = name -> name.equals("commit") || name.equals("write");
    Object[][] cases = {
      {Reason.FULL, ErrorCode.STORAGE_FULL},
      {Reason.UNAVAILABLE, ErrorCode.STORAGE_UNAVAILABLE},
      {Reason.THROTTLED, ErrorCode.STORAGE_UNAVAILABLE},
      {Reason.IO, ErrorCode.STORAGE_FAILED},
      {Reason.CORRUPT, ErrorCode.DATA_CORRUPTED},
      {Reason.TOO_LARGE, ErrorCode.LIMIT_EXCEEDED},
    };
    for (Object[] one : cases) {
      store.failure = new StorageException((Reason) one[0], "injected");
      assertEquals(one[1], failureOf(writing(manager, "1")));
    }
    assertEquals("--", state(manager));
    assertEquals(0L, manager.statistics().get("commits.underway"));
  }

  @Test
  void aFailedReadLeavesTheTransactionUsable() {
    TransactionManager manager = open();
    writing(manager, "1").commit().join();
    Transaction t = open().begin(TransactionOptions.DEFAULT);
    store.failsBefore = name -> name.equals("scan");
    assertThrows(CompletionException.class, () -> t.read(b("a")).join());
    store.failsBefore = name -> false;
    assertEquals("1", t.read(b("a")).join().map(Bytes::toUtf8).orElse("-"));
  }

  @Test
  void versionsNewerThanTheSnapshotOfAScanCostTheReaderNothing() {
    TransactionManager manager = open();
    writing(manager, "old").commit().join();
    Transaction reader = manager.begin(TransactionOptions.DEFAULT);
    reader.scan(KeyRange.ALL, ScanDirection.FORWARD).next(9).join();
    for (int i = 0; i < 5000; i++) {
      writing(manager, "" + i).commit().join();
    }
    AtomicInteger calls = new AtomicInteger();
    store.failsBefore = name -> calls.incrementAndGet() < 0;
    assertEquals("old", reader.read(b("a")).join().map(Bytes::toUtf8).orElse("-"));
    assertTrue(calls.get() <= 2, "calls=" + calls);
  }

  @Test
  void versionsThatWouldFractureAreNotWalkedWithoutEnd() {
    TransactionManager manager = open();
    writing(manager, "old").commit().join();
    Transaction reader = manager.begin(TransactionOptions.DEFAULT);
    assertEquals("old", reader.read(b("a")).join().map(Bytes::toUtf8).orElse("-"));
    for (int i = 0; i < 5000; i++) {
      writing(manager, "" + i).commit().join();
    }
    AtomicInteger calls = new AtomicInteger();
    store.failsBefore = name -> calls.incrementAndGet() < 0;
    assertEquals("old", reader.read(b("b")).join().map(Bytes::toUtf8).orElse("-"));
    assertTrue(calls.get() <= 10, "calls=" + calls);
  }

  @Test
  void aCommitLargerThanTheStoreTakesAtOnceGoesInSmallerWrites() {
    store.maxWriteBytes = 6 << 20;
    TransactionManager manager = open();
    Transaction large = manager.begin(TransactionOptions.DEFAULT);
    for (int i = 0; i < 20; i++) {
      large.write(b("k" + i), Bytes.wrap(new byte[1 << 20]));
    }
    assertEquals(new CommitOutcome.Committed(), large.commit().join());
    Transaction reader = open().begin(TransactionOptions.DEFAULT);
    for (int i = 0; i < 20; i++) {
      assertEquals(1 << 20, reader.read(b("k" + i)).join().orElse(Bytes.EMPTY).length());
    }
  }

  @Test
  void moreKeysThanAJournalEntryTakesAreRefused() {
    TransactionManager manager = open();
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    EngineException refused =
        assertThrows(
            EngineException.class,
            () -> {
              for (int i = 0; i < 2100; i++) {
                t.write(b("k" + i + "-".repeat(8000)), b("1"));
              }
            });
    assertEquals(ErrorCode.LIMIT_EXCEEDED, refused.code());
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    assertEquals(0L, manager.statistics().get("commits.underway"));
    assertEquals(0L, manager.statistics().get("writebuffer.bytes"));
  }

  @Test
  void anErrorOfTheMachineEndsTheCommitAndFreesWhatItHeld() {
    TransactionManager manager = open();
    store.failsBefore =
        name -> {
          throw new LinkageError("injected");
        };
    assertEquals(ErrorCode.INTERNAL, failureOf(writing(manager, "1")));
    store.failsBefore = name -> false;
    assertEquals(0L, manager.statistics().get("commits.underway"));
    assertEquals(0L, manager.statistics().get("transactions.running"));
    assertEquals(0L, manager.statistics().get("writebuffer.bytes"));
  }

  @Test
  void anUnknownExclusiveCommitKeepsItsKeysUntilItIsKnown() {
    TransactionManager manager = open();
    assertEquals(new CommitOutcome.Committed(), incrementing(manager).commit().join());
    Transaction first = incrementing(manager);
    Transaction second = incrementing(manager);
    store.failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "injected", null);
    store.failsAfter = name -> name.equals("commit");
    store.failsBefore = name -> name.equals("read");
    assertEquals(new CommitOutcome.Unknown(first.id()), first.commit().join());
    store.failsAfter = name -> false;
    CompletableFuture<CommitOutcome> waiting = second.commit();
    store.failsBefore = name -> false;
    CompletionException e = assertThrows(CompletionException.class, waiting::join);
    assertEquals(
        ErrorCode.MUST_RETRY, assertInstanceOf(EngineException.class, e.getCause()).code());
  }

  @Test
  void commitsWithAnUnknownOutcomeKeepTheirPlaceAndTheirMemoryUntilItIsKnown() {
    EngineSettings settings =
        EngineSettings.builder()
            .writeBufferBytesTotal(100_000)
            .keyBytes(100)
            .valueBytes(1000)
            .writeBufferBytesPerTransaction(10_000)
            .build();
    TransactionManager manager = TransactionManagers.open(store, settings, time.environment());
    store.failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "injected", null);
    store.failsAfter = name -> name.equals("commit");
    store.failsBefore = name -> name.equals("read");
    List<TransactionId> unknown = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      Transaction t = manager.begin(TransactionOptions.DEFAULT);
      try {
        t.write(b("k" + i), b("v".repeat(50)));
        assertEquals(new CommitOutcome.Unknown(t.id()), t.commit().join());
        unknown.add(t.id());
      } catch (EngineException e) {
        assertEquals(ErrorCode.OUT_OF_MEMORY, e.code());
        refused++;
        t.abort();
      }
    }
    assertTrue(unknown.size() <= 1000, () -> "unknown: " + unknown.size());
    assertEquals(10_000, refused + unknown.size());
    assertEquals((long) unknown.size(), manager.statistics().get("transactions.running"));
    store.failsAfter = name -> false;
    store.failsBefore = name -> false;
    for (TransactionId id : unknown) {
      assertEquals(TransactionOutcome.State.COMMITTED, manager.outcome(id, true).join().state());
    }
    time.awaitTasks();
    assertEquals(0L, manager.statistics().get("transactions.running"));
    assertEquals(0L, manager.statistics().get("writebuffer.bytes"));
    manager.close();
  }

  private static Transaction incrementing(TransactionManager manager) {
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    int before = Integer.parseInt(t.read(b("n")).join().map(Bytes::toUtf8).orElse("0"));
    t.requireUnchanged(b("n"));
    t.write(b("n"), b("" + (before + 1)));
    return t;
  }

  @Test
  void versionsOfALargeCommitDoNotKeepItsKeysInMemoryAndAreReadWhole() {
    TransactionManager manager = open();
    writing(manager, "old").commit().join();
    Transaction early = manager.begin(TransactionOptions.DEFAULT);
    assertEquals("old", early.read(b("a")).join().map(Bytes::toUtf8).orElse("-"));
    Transaction fresh = manager.begin(TransactionOptions.DEFAULT);
    assertEquals("-", fresh.read(b("other")).join().map(Bytes::toUtf8).orElse("-"));
    Transaction large = writing(manager, "new");
    for (int i = 0; i < 1000; i++) {
      large.write(b("k" + i), b("new"));
    }
    assertEquals(new CommitOutcome.Committed(), large.commit().join());
    assertEquals("old", early.read(b("b")).join().map(Bytes::toUtf8).orElse("-"));
    assertEquals("new", fresh.read(b("b")).join().map(Bytes::toUtf8).orElse("-"));
    assertEquals("new", fresh.read(b("a")).join().map(Bytes::toUtf8).orElse("-"));
  }

  @Test
  void anotherFormatIsRefused() {
    store.data.createIfAbsent(StorageLayout.FORMAT_KEY, Bytes.wrap(new byte[] {9})).join();
    EngineException e = assertThrows(EngineException.class, this::open);
    assertEquals(ErrorCode.STORAGE_FAILED, e.code());
  }

  @Test
  void halfACopyIsRefusedAndNamesItsSource() {
    UnfinishedCopy copy =
        new UnfinishedCopy("rocksdb:/old", Optional.empty(), Bytes.wrap(new byte[32]));
    store.data.createIfAbsent(StorageLayout.FORMAT_KEY, copy.encode()).join();
    EngineException e = assertThrows(EngineException.class, this::open);
    assertEquals(ErrorCode.STORAGE_FAILED, e.code());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("rocksdb:/old"), message);
    assertTrue(String.valueOf(e.hint()).contains("aft copy"), e.hint());
    assertEquals(Optional.of(copy.encode()), store.data.read(StorageLayout.FORMAT_KEY).join());
  }
}
