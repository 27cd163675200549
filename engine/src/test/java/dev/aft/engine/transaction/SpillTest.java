package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Write buffers that pass their memory. */
class SpillTest {
  private static final int KIB = 1 << 10;
  private static final int ROWS = 100;

  private final ManualEnvironment time = new ManualEnvironment();
  private final HookedStore store = new HookedStore();
  private TransactionManager manager = open();

  @AfterEach
  void close() {
    manager.close();
    time.close();
  }

  private TransactionManager open() {
    EngineSettings settings =
        EngineSettings.builder()
            .keyBytes(KIB)
            .valueBytes(16 * KIB)
            .writeBufferBytesPerTransaction(64 * KIB)
            .writeBufferBytesTotal(256 * KIB)
            .transactionBytes(2048 * KIB)
            .build();
    return TransactionManagers.open(store, settings, time.environment());
  }

  private Transaction begin() {
    return manager.begin(TransactionOptions.DEFAULT);
  }

  private static Bytes key(int i) {
    return Bytes.utf8(String.format("key-%04d", i));
  }

  /** A value of 4 KiB that tells where it comes from. */
  private static Bytes value(String name, int i) {
    return Bytes.utf8(name + i + "-".repeat(4 * KIB));
  }

  private static void write(Transaction t, int i, Bytes value) {
    t.makeRoom(value.length()).join();
    t.write(key(i), value);
  }

  private static void writeAll(Transaction t, String name) {
    for (int i = 0; i < ROWS; i++) {
      write(t, i, value(name, i));
    }
  }

  private void commitAll(String name) {
    Transaction t = begin();
    writeAll(t, name);
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
  }

  private static void assertReads(Transaction t, String name) {
    for (int i = 0; i < ROWS; i++) {
      assertEquals(Optional.of(value(name, i)), t.read(key(i)).join());
    }
  }

  private static List<Entry> scan(Transaction t, ScanDirection direction) {
    TransactionScan scan = t.scan(KeyRange.ALL, direction);
    List<Entry> all = new ArrayList<>();
    for (List<Entry> page = scan.next(7).join(); !page.isEmpty(); page = scan.next(7).join()) {
      all.addAll(page);
    }
    return all;
  }

  private static ErrorCode codeOf(Runnable call) {
    try {
      call.run();
    } catch (EngineException e) {
      return e.code();
    } catch (CompletionException e) {
      return StorageErrors.toEngine(e).code();
    }
    throw new AssertionError("nothing was thrown");
  }

  private long statistic(String name) {
    return Objects.requireNonNull(manager.statistics().get(name));
  }

  private int spilled() {
    return store.data.scan(StorageLayout.SPILL_RANGE, ScanDirection.FORWARD, 10_000).join().size();
  }

  private void assertNothingHeld() {
    assertEquals(0, spilled());
    assertEquals(0, statistic("spill.bytes"));
    assertEquals(0, statistic("writebuffer.bytes"));
    assertEquals(0, statistic("transactions.running"));
  }

  @Test
  void aBufferBeyondItsMemoryStaysReadableAndIsCommittedAsAWhole() {
    commitAll("old");
    Transaction before = begin();
    assertEquals(Optional.of(value("old", 5)), before.read(key(5)).join());
    Transaction t = begin();
    writeAll(t, "new");
    assertTrue(statistic("writebuffer.bytes") < 90 * KIB, () -> manager.statistics().toString());
    assertTrue(spilled() > 70, () -> manager.statistics().toString());
    assertReads(t, "new");
    assertEquals(Optional.of(value("new", 3)), t.readMany(List.of(key(9), key(3))).join().get(1));
    List<Entry> rows = scan(t, ScanDirection.FORWARD);
    assertEquals(ROWS, rows.size());
    assertEquals(value("new", 42), rows.get(42).value());
    assertEquals(value("new", 42), scan(t, ScanDirection.BACKWARD).get(ROWS - 43).value());
    assertReads(begin(), "old");
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    assertReads(before, "old");
    assertReads(begin(), "new");
    before.abort();
    manager.close();
    manager = open();
    assertReads(begin(), "new");
  }

  @Test
  void nothingIsLeftOfASpillAfterTheCommit() {
    commitAll("a");
    assertNothingHeld();
    assertTrue(statistic("commits.multistep") > 0);
  }

  @Test
  void nothingIsLeftOfASpillAfterARollback() {
    Transaction t = begin();
    writeAll(t, "a");
    t.abort();
    assertNothingHeld();
    assertEquals(Optional.empty(), begin().read(key(1)).join());
  }

  @Test
  void nothingIsLeftOfASpillAfterTheDeadline() {
    Transaction t = begin();
    writeAll(t, "a");
    time.advance(Duration.ofMinutes(16));
    assertTrue(t.isFinished());
    assertNothingHeld();
  }

  @Test
  void aSavepointBringsSpilledValuesBack() {
    Transaction t = begin();
    writeAll(t, "first");
    t.setSavepoint("s");
    writeAll(t, "second");
    t.setSavepoint("deeper");
    writeAll(t, "third");
    assertReads(t, "third");
    t.rollbackToSavepoint("s");
    assertReads(t, "first");
    writeAll(t, "fourth");
    t.releaseSavepoint("s");
    assertReads(t, "fourth");
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    assertReads(begin(), "fourth");
    assertEquals(0, spilled());
  }

  @Test
  void valuesThatAreOverwrittenTakeNoRoomForLong() {
    Transaction t = begin();
    for (int round = 0; round < 10; round++) {
      writeAll(t, "round" + round);
    }
    assertTrue(spilled() < 2 * ROWS, () -> "spilled=" + spilled());
    assertReads(t, "round9");
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
  }

  @Test
  void aRemovalThatFailsIsTriedAgainByGarbageCollection() {
    Transaction t = begin();
    writeAll(t, "a");
    store.failsBefore = name -> name.equals("delete");
    t.abort();
    assertTrue(spilled() > 0);
    store.failsBefore = name -> false;
    time.advance(Duration.ofSeconds(1));
    time.tick();
    time.tick();
    assertNothingHeld();
  }

  @Test
  void theSpillOfADeadNodeGoesWhenItsTransactionCannotLiveAnyMore() {
    Transaction lost = begin();
    writeAll(lost, "a");
    TransactionManager dead = manager;
    manager = open();
    time.advance(Duration.ofMinutes(30));
    time.tick();
    time.tick();
    assertTrue(spilled() > 0);
    time.advance(Duration.ofMinutes(2));
    time.tick();
    time.tick();
    assertEquals(0, spilled());
    assertTrue(statistic("collection.spills") > 0);
    dead.close();
  }

  @Test
  void theSpillOfADeadNodeGoesAtOnceWhereNobodyElseCanWrite() {
    store.exclusive = true;
    Transaction lost = begin();
    writeAll(lost, "a");
    TransactionManager dead = manager;
    manager = open();
    Transaction own = begin();
    writeAll(own, "b");
    int before = spilled();
    time.tick();
    time.tick();
    assertTrue(spilled() > 0 && spilled() < before);
    assertReads(own, "b");
    own.abort();
    assertEquals(0, spilled());
    dead.close();
  }

  @Test
  void aClockThatJumpsForwardTakesNoSpillOfThisNode() {
    Transaction t = begin();
    writeAll(t, "a");
    time.turnClock(Duration.ofDays(400));
    time.tick();
    time.tick();
    assertReads(t, "a");
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    assertReads(begin(), "a");
  }

  @Test
  void aStoreThatCannotTakeASpillFailsTheWriteAndLosesNothing() {
    Transaction t = begin();
    for (int i = 0; i < 10; i++) {
      write(t, i, value("a", i));
    }
    store.failure = new StorageException(StorageException.Reason.FULL, "injected");
    store.failsBefore = name -> name.equals("write");
    assertEquals(
        ErrorCode.STORAGE_FULL,
        codeOf(
            () -> {
              for (int i = 10; i < ROWS; i++) {
                write(t, i, value("a", i));
              }
            }));
    assertEquals(Optional.of(value("a", 9)), t.read(key(9)).join());
    store.failsBefore = name -> false;
    writeAll(t, "b");
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    assertReads(begin(), "b");
    assertTrue(statistic("spill.failures") > 0);
  }

  @Test
  void aSpillWithAnUnknownOutcomeIsWrittenAgain() {
    store.failure = new UnknownOutcomeException(StorageException.Reason.IO, "injected", null);
    AtomicInteger left = new AtomicInteger(2);
    store.failsAfter = name -> name.equals("write") && left.getAndDecrement() > 0;
    commitAll("a");
    assertReads(begin(), "a");
    assertEquals(0, statistic("spill.failures"));
  }

  @Test
  void theLargestTransactionSpillsWhenAllTogetherPassTheirMemory() {
    List<Transaction> large = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      Transaction t = begin();
      for (int i = 0; i < 12; i++) {
        write(t, 100 * n + i, value("large", i));
      }
      large.add(t);
    }
    assertEquals(0, spilled());
    Transaction small = begin();
    for (int i = 0; i < 10; i++) {
      write(small, 1000 + i, Bytes.utf8("x".repeat(2 * KIB)));
    }
    assertEquals(12, spilled());
    for (Transaction t : large) {
      assertEquals(new CommitOutcome.Committed(), t.commit().join());
    }
    assertEquals(new CommitOutcome.Committed(), small.commit().join());
    for (int n = 0; n < 5; n++) {
      assertEquals(Optional.of(value("large", 11)), begin().read(key(100 * n + 11)).join());
    }
  }

  @Test
  void keysThatDoNotFitIntoTheMemoryOfAllAreRefused() {
    Transaction t = begin();
    assertEquals(
        ErrorCode.OUT_OF_MEMORY,
        codeOf(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                write(t, i, Bytes.utf8("short"));
              }
            }));
    t.abort();
    assertNothingHeld();
    commitAll("a");
  }

  @Test
  void aTransactionHasABoundThatSpillingDoesNotLift() {
    Transaction t = begin();
    assertEquals(
        ErrorCode.LIMIT_EXCEEDED,
        codeOf(
            () -> {
              for (int i = 0; i < 10 * ROWS; i++) {
                write(t, i, value("a", i));
              }
            }));
    assertReads(t, "a");
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    assertNothingHeld();
    assertReads(begin(), "a");
  }

  @Test
  void aValueThatWasTakenAwayIsAnErrorAndNoAbsence() {
    Transaction t = begin();
    writeAll(t, "a");
    List<Entry> all =
        store.data.scan(StorageLayout.SPILL_RANGE, ScanDirection.FORWARD, 10_000).join();
    store.data.delete(all.stream().map(Entry::key).toList()).join();
    assertEquals(ErrorCode.MUST_RETRY, codeOf(() -> t.read(key(0)).join()));
    assertEquals(ErrorCode.MUST_RETRY, codeOf(() -> t.commit().join()));
    assertEquals(Optional.empty(), begin().read(key(0)).join());
  }

  @Test
  void aDeathAtAnyStepLeavesAllOrNothingAndNoSpill() {
    for (int step = 0; step < 14; step++) {
      commitAll("old");
      AtomicInteger left = new AtomicInteger(step);
      store.failsBefore =
          name ->
              (name.equals("write") || name.equals("create") || name.equals("delete"))
                  && left.getAndDecrement() <= 0;
      boolean committed = true;
      try {
        Transaction t = begin();
        writeAll(t, "new");
        committed = t.commit().join() instanceof CommitOutcome.Committed;
      } catch (CompletionException e) {
        committed = false;
      }
      // The manager is left as a dead process leaves it: nobody closes it.
      store.failsBefore = name -> false;
      manager = open();
      assertReads(begin(), committed ? "new" : "old");
      time.advance(Duration.ofHours(1));
      time.tick();
      time.tick();
      assertReads(begin(), committed ? "new" : "old");
      assertEquals(0, spilled(), "step=" + step);
    }
  }
}
