package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionTest {
  private final ManualEnvironment time = new ManualEnvironment();
  private final InMemoryStore store = new InMemoryStore();
  private TransactionManager manager =
      TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());

  @BeforeEach
  void startClean() {
    assertEquals(0, manager.statistics().get("transactions.running"));
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertEquals(0, manager.statistics().get("commits.underway"));
    manager.close();
    assertEquals(0, manager.statistics().get("transactions.running"));
    assertEquals(0, manager.statistics().get("writebuffer.bytes"));
    time.close();
  }

  private Transaction begin() {
    return manager.begin(TransactionOptions.DEFAULT);
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  private static String get(Transaction transaction, String key) {
    return transaction.read(b(key)).join().map(Bytes::toUtf8).orElse("-");
  }

  private void put(String... keysAndValues) {
    Transaction t = begin();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      t.write(b(keysAndValues[i]), b(keysAndValues[i + 1]));
    }
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
  }

  private static String scan(Transaction t, ScanDirection direction, int page) {
    return scan(t.scan(KeyRange.ALL, direction), page);
  }

  private static String scan(TransactionScan scan, int page) {
    List<String> rows = new ArrayList<>();
    while (true) {
      List<Entry> entries = scan.next(page).join();
      assertTrue(entries.size() <= page);
      if (entries.isEmpty()) {
        return String.join(" ", rows);
      }
      entries.forEach(e -> rows.add(e.key().toUtf8() + "=" + e.value().toUtf8()));
    }
  }

  private static ErrorCode codeOf(Runnable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call::run);
    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
    return assertInstanceOf(EngineException.class, cause).code();
  }

  @Test
  void committedWritesAreRead() {
    put("a", "1", "b", "2");
    Transaction t = begin();
    assertEquals("1", get(t, "a"));
    assertEquals("2", get(t, "b"));
    assertEquals("-", get(t, "c"));
    t.abort();
  }

  @Test
  void committedWritesSurviveANewManager() {
    put("a", "1", "b", "2");
    put("a", "3");
    manager.close();
    manager = TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
    assertEquals("3", get(begin(), "a"));
    assertEquals("a=3 b=2", scan(begin(), ScanDirection.FORWARD, 1));
  }

  @Test
  void aKeyReadSinglyDuringAScanAgreesWithTheRestOfItsPage() {
    Transaction reader = begin();
    assertEquals("-", get(reader, "y"));
    put("x", "1", "b", "1");
    assertEquals("1", get(reader, "x"));
    put("a", "2", "b", "2");
    List<Entry> rows =
        reader.scan(new KeyRange(b("a"), b("c")), ScanDirection.FORWARD).next(9).join();
    assertEquals(List.of(new Entry(b("b"), b("1"))), rows);
  }

  @Test
  void aBlindWriteCanBeRequiredUnchanged() {
    put("k", "0");
    Transaction t = begin();
    t.write(b("k"), b("1"));
    assertEquals("1", get(t, "k"));
    t.requireUnchanged(b("k"));
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    Transaction unread = begin();
    assertThrows(IllegalArgumentException.class, () -> unread.requireUnchanged(b("k")));
  }

  @Test
  void aTransactionEndedWithoutWritesCountsAsReadOnly() {
    begin().abort();
    Transaction writer = begin();
    writer.write(b("a"), b("1"));
    writer.abort();
    assertEquals(1L, manager.statistics().get("transactions.committed.readonly"));
    assertEquals(1L, manager.statistics().get("transactions.aborted"));
  }

  @Test
  void whatIsRequiredUnchangedCountsAsRead() {
    manager.close();
    EngineSettings few = EngineSettings.builder().readSetEntries(5).build();
    manager = TransactionManagers.open(store, few, time.environment());
    put("a", "1", "b", "2", "c", "3");
    put("d", "4", "e", "5", "f", "6");
    Transaction t = begin();
    scan(t, ScanDirection.FORWARD, 9);
    for (String key : List.of("a", "b", "c", "d")) {
      t.requireUnchanged(b(key));
    }
    assertEquals(ErrorCode.LIMIT_EXCEEDED, codeOf(() -> t.requireUnchanged(b("e"))));
  }

  @Test
  void aClockThatWentBackDoesNotBuryCommits() {
    put("a", "1");
    time.turnClock(Duration.ofHours(-5));
    put("a", "2");
    manager.close();
    manager = TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
    put("a", "3");
    assertEquals("3", get(begin(), "a"));
    manager.close();
    manager = TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
    assertEquals("3", get(begin(), "a"));
  }

  @Test
  void ownWritesAreReadAndOthersDoNotSeeThem() {
    Transaction t = begin();
    t.write(b("a"), b("1"));
    assertEquals("1", get(t, "a"));
    assertEquals("-", get(begin(), "a"));
    t.delete(b("a"));
    assertEquals("-", get(t, "a"));
  }

  @Test
  void abortedWritesAreGone() {
    Transaction t = begin();
    t.write(b("a"), b("1"));
    t.abort();
    assertEquals("-", get(begin(), "a"));
    assertInstanceOf(CommitOutcome.Aborted.class, t.commit().join());
  }

  @Test
  void readsRepeat() {
    put("a", "1");
    Transaction t = begin();
    assertEquals("1", get(t, "a"));
    assertEquals("-", get(t, "x"));
    for (int i = 0; i < 10; i++) {
      put("a", "new" + i);
    }
    put("x", "new");
    assertEquals("1", get(t, "a"));
    assertEquals("-", get(t, "x"));
    assertEquals("a=1", scan(t, ScanDirection.FORWARD, 10));
  }

  @Test
  void aSiblingOfWhatWasReadIsNotOlder() {
    put("a", "1", "b", "1");
    Transaction t = begin();
    assertEquals("-", get(t, "start"));
    put("a", "2", "b", "2");
    assertEquals("2", get(t, "a"));
    assertEquals("2", get(t, "b"));
  }

  @Test
  void aSiblingOfAnOlderReadIsNotNewer() {
    put("a", "1", "b", "1");
    Transaction t = begin();
    assertEquals("1", get(t, "a"));
    put("a", "2", "b", "2");
    assertEquals("1", get(t, "b"));
  }

  @Test
  void aKeyReadAsAbsentForbidsItsSiblings() {
    Transaction t = begin();
    assertEquals("-", get(t, "a"));
    put("a", "1", "b", "1");
    assertEquals("-", get(t, "b"));
  }

  @Test
  void aScannedRangeForbidsSiblingsOfWhatItLacked() {
    put("m", "0");
    Transaction t = begin();
    assertEquals("m=0", scan(t.scan(new KeyRange(b("a"), b("n")), ScanDirection.FORWARD), 10));
    put("b", "1", "z", "1");
    assertEquals("-", get(t, "z"));
    assertEquals("-", get(t, "b"));
  }

  @Test
  void aScanShowsSiblingsOfWhatWasRead() {
    put("a", "1", "b", "1", "c", "1");
    Transaction t = begin();
    assertEquals("-", get(t, "start"));
    put("a", "2", "b", "2", "d", "2");
    assertEquals("2", get(t, "a"));
    assertEquals("a=2 b=2 c=1 d=2", scan(t, ScanDirection.FORWARD, 2));
    assertEquals("d=2 c=1 b=2 a=2", scan(t, ScanDirection.BACKWARD, 2));
  }

  @Test
  void scansPageInBothDirectionsOverManyVersions() {
    for (int round = 0; round < 20; round++) {
      put("a", "a" + round, "b", "b" + round);
      put("c" + (round % 3), "" + round);
    }
    Transaction t = begin();
    t.delete(b("b"));
    String forward = "a=a19 c0=18 c1=19 c2=17";
    String backward = "c2=17 c1=19 c0=18 a=a19";
    for (int page = 1; page < 6; page++) {
      assertEquals(forward, scan(t, ScanDirection.FORWARD, page));
      assertEquals(backward, scan(t, ScanDirection.BACKWARD, page));
    }
  }

  private void putMany(int keys) {
    String[] keysAndValues = new String[2 * keys];
    for (int i = 0; i < keys; i++) {
      keysAndValues[2 * i] = "k" + (1000 + i);
      keysAndValues[2 * i + 1] = "old";
    }
    put(keysAndValues);
  }

  @Test
  void aScanThatReadsAheadShowsSiblingsOfWhatWasReadMeanwhile() {
    putMany(1000);
    for (ScanDirection direction : ScanDirection.values()) {
      Transaction t = begin();
      TransactionScan scan = t.scan(KeyRange.ALL, direction);
      scan.next(32).join();
      scan.next(500).join();
      String sibling = direction == ScanDirection.FORWARD ? "k1900" : "k1100";
      String other = direction == ScanDirection.FORWARD ? "~other" : "Other";
      put(sibling, direction.name(), sibling + "new", direction.name(), other, "new");
      assertEquals("new", get(t, other));
      String rest = scan(scan, 400);
      assertTrue(rest.contains(sibling + "=" + direction), rest);
      assertTrue(rest.contains(sibling + "new=" + direction), rest);
    }
  }

  @Test
  void aLongScanWithOwnWritesHasEachKeyOnce() {
    putMany(700);
    for (ScanDirection direction : ScanDirection.values()) {
      Transaction t = begin();
      t.write(b("a"), b("own"));
      t.write(b("k1300"), b("own"));
      t.delete(b("k1301"));
      t.delete(b("k1301x"));
      t.write(b("k1302x"), b("own"));
      t.write(b("z"), b("own"));
      List<String> rows = new ArrayList<>(List.of(scan(t, direction, 64).split(" ")));
      if (direction == ScanDirection.BACKWARD) {
        Collections.reverse(rows);
      }
      assertEquals(700 - 1 + 3, rows.size());
      assertEquals("a=own", rows.get(0));
      assertEquals("z=own", rows.get(rows.size() - 1));
      assertEquals(
          List.of("k1299=old", "k1300=own", "k1302=old", "k1302x=own", "k1303=old"),
          rows.subList(300, 305));
    }
  }

  @Test
  void manyKeysReadAtOnceAreWhatTheyAreOneByOne() {
    putMany(20);
    manager.close();
    manager = TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      keys.add(b("k" + (990 + i)));
      keys.add(b("j" + i));
    }
    Transaction t = begin();
    List<Optional<Bytes>> found = t.readMany(keys).join();
    put("k1030", "new", "k1000", "new");
    for (int i = 0; i < keys.size(); i++) {
      assertEquals(t.read(keys.get(i)).join(), found.get(i));
    }
    assertEquals(found, t.readMany(keys).join());
    assertEquals(20, found.stream().filter(Optional::isPresent).count());
  }

  @Test
  void aScanDoesNotMeetTheWritesMadeDuringIt() {
    put("a", "1", "b", "1");
    Transaction t = begin();
    t.write(b("c"), b("before"));
    TransactionScan scan = t.scan(KeyRange.ALL, ScanDirection.FORWARD);
    assertEquals("a", scan.next(1).join().get(0).key().toUtf8());
    t.write(b("c"), b("moved"));
    t.write(b("d"), b("moved"));
    assertEquals("b=1 c=before", scan(scan, 1));
    assertEquals("a=1 b=1 c=moved d=moved", scan(t, ScanDirection.FORWARD, 3));
  }

  @Test
  void savepointsNestAndHide() {
    Transaction t = begin();
    t.write(b("a"), b("1"));
    t.setSavepoint("s");
    t.write(b("a"), b("2"));
    t.setSavepoint("s");
    t.delete(b("a"));
    t.write(b("b"), b("3"));
    t.rollbackToSavepoint("s");
    assertEquals("2", get(t, "a"));
    assertEquals("-", get(t, "b"));
    t.releaseSavepoint("s");
    t.rollbackToSavepoint("s");
    assertEquals("1", get(t, "a"));
    t.releaseSavepoint("s");
    assertEquals(ErrorCode.NO_SUCH_SAVEPOINT, codeOf(() -> t.rollbackToSavepoint("s")));
  }

  @Test
  void aLostUpdateIsRefusedWhenAsked() {
    put("a", "1");
    Transaction first = begin();
    Transaction second = begin();
    for (Transaction t : List.of(first, second)) {
      assertEquals("1", get(t, "a"));
      t.requireUnchanged(b("a"));
      t.write(b("a"), b("2"));
    }
    assertEquals(new CommitOutcome.Committed(), first.commit().join());
    assertEquals(ErrorCode.MUST_RETRY, codeOf(() -> second.commit().join()));
    Transaction again = begin();
    assertEquals("2", get(again, "a"));
    again.requireUnchanged(b("a"));
    again.write(b("a"), b("3"));
    assertEquals(new CommitOutcome.Committed(), again.commit().join());
  }

  @Test
  void aScannedKeyCanBeRequiredUnchanged() {
    put("a", "1");
    Transaction t = begin();
    assertEquals("a=1", scan(t, ScanDirection.FORWARD, 5));
    t.requireUnchanged(b("a"));
    t.write(b("b"), b("1"));
    put("a", "2");
    assertEquals(ErrorCode.MUST_RETRY, codeOf(() -> t.commit().join()));
  }

  @Test
  void aTransactionPastItsDeadlineFailsAndLeavesNothing() {
    Transaction t = manager.begin(new TransactionOptions(false, Duration.ofSeconds(5)));
    t.write(b("a"), b("1"));
    time.advance(Duration.ofSeconds(6));
    assertEquals(ErrorCode.TRANSACTION_EXPIRED, codeOf(() -> t.write(b("a"), b("1"))));
    assertEquals(ErrorCode.TRANSACTION_EXPIRED, codeOf(() -> t.commit().join()));
    assertTrue(t.isFinished());
  }

  @Test
  void theSweepReleasesAbandonedTransactions() {
    Transaction t = manager.begin(new TransactionOptions(false, Duration.ofSeconds(5)));
    t.write(b("a"), b("1"));
    assertNotEquals(0L, manager.statistics().get("writebuffer.bytes"));
    time.advance(Duration.ofSeconds(6));
    time.tick();
    assertEquals(0, manager.statistics().get("writebuffer.bytes"));
    assertEquals(0, manager.statistics().get("transactions.running"));
  }

  @Test
  void aSecondCommitGivesTheFirstOutcome() {
    Transaction t = begin();
    t.write(b("a"), b("1"));
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    assertEquals(ErrorCode.NO_ACTIVE_TRANSACTION, codeOf(() -> t.read(b("a")).join()));
  }

  @Test
  void limitsAreErrorsThatLoseNothing() {
    Transaction t = begin();
    t.write(b("a"), b("1"));
    Bytes tooLong = Bytes.wrap(new byte[EngineSettings.DEFAULT.keyBytes() + 1]);
    Bytes tooBig = Bytes.wrap(new byte[EngineSettings.DEFAULT.valueBytes() + 1]);
    assertEquals(ErrorCode.LIMIT_EXCEEDED, codeOf(() -> t.write(tooLong, b("1"))));
    assertEquals(ErrorCode.LIMIT_EXCEEDED, codeOf(() -> t.write(b("a"), tooBig)));
    assertEquals("1", get(t, "a"));
    Bytes big = Bytes.wrap(new byte[EngineSettings.DEFAULT.valueBytes()]);
    assertEquals(
        ErrorCode.OUT_OF_MEMORY,
        codeOf(
            () -> {
              for (int i = 0; i < 20; i++) {
                t.write(b("big" + i), big);
              }
            }));
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
  }

  @Test
  void aReadOnlyTransactionRefusesWrites() {
    Transaction t = manager.begin(new TransactionOptions(true, null));
    assertEquals(ErrorCode.READ_ONLY_TRANSACTION, codeOf(() -> t.write(b("a"), b("1"))));
    assertEquals(ErrorCode.READ_ONLY_TRANSACTION, codeOf(() -> t.delete(b("a"))));
  }

  @Test
  void readManyAnswersInOrderAndNamesMayRepeat() {
    put("a", "1", "b", "2");
    Transaction t = begin();
    t.write(b("c"), b("3"));
    List<Optional<Bytes>> found =
        t.readMany(List.of(b("b"), b("a"), b("x"), b("b"), b("c"))).join();
    assertEquals(
        List.of(
            Optional.of(b("2")),
            Optional.of(b("1")),
            Optional.empty(),
            Optional.of(b("2")),
            Optional.of(b("3"))),
        found);
  }

  @Test
  void keysReadAsAbsentTogetherStayAbsentAndAreWrittenOver() {
    put("k1", "1", "k9", "9");
    Transaction t = begin();
    List<Bytes> keys = List.of(b("k5"), b("k2"), b("k3"));
    List<Optional<Bytes>> none = List.of(Optional.empty(), Optional.empty(), Optional.empty());
    assertEquals(none, t.readExpectingNone(keys).join());
    put("k3", "new", "k4", "new");
    assertEquals(none, t.readExpectingNone(keys).join());
    assertEquals(none, t.readMany(keys).join());
    assertEquals(Optional.empty(), t.read(b("k3")).join());
    // What was written together with a key that is absent for this transaction is absent, too.
    assertEquals(Optional.empty(), t.read(b("k4")).join());
    t.requireUnchanged(b("k3"));
    t.write(b("k3"), b("mine"));
    assertEquals(Optional.of(b("mine")), t.readExpectingNone(keys).join().get(2));
    assertEquals(ErrorCode.MUST_RETRY, codeOf(() -> t.commit().join()));
  }

  @Test
  void keysExpectedToBeAbsentAreFoundWhereTheyAreNot() {
    put("k3", "3");
    Transaction t = begin();
    t.write(b("k6"), b("6"));
    assertEquals(
        List.of(Optional.empty(), Optional.of(b("3"))),
        t.readExpectingNone(List.of(b("k2"), b("k3"))).join());
    assertEquals(
        List.of(Optional.empty(), Optional.of(b("6"))),
        t.readExpectingNone(List.of(b("k5"), b("k6"))).join());
    assertEquals(
        List.of(Optional.of(b("3")), Optional.empty(), Optional.of(b("3"))),
        t.readExpectingNone(List.of(b("k3"), b("k1"), b("k3"))).join());
  }

  @Test
  void keysReadAsAbsentTogetherCountTowardsTheReadSet() {
    int most = EngineSettings.DEFAULT.readSetEntries();
    Transaction t = begin();
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < most / 2 + 1; i++) {
      keys.add(b("k%09d".formatted(i)));
    }
    t.readExpectingNone(keys).join();
    List<Bytes> more = keys.stream().map(key -> b("m").concat(key)).toList();
    assertEquals(ErrorCode.LIMIT_EXCEEDED, codeOf(() -> t.readExpectingNone(more).join()));
  }

  @Test
  void aCommitOfManyKeysIsReadAfterAnotherOfTheSame() {
    for (int round = 0; round < 3; round++) {
      Transaction t = begin();
      for (int i = 0; i < 300; i++) {
        t.write(b("k" + i), b("v" + round));
      }
      t.commit().join();
      assertEquals(Optional.of(b("v" + round)), begin().read(b("k7")).join());
    }
  }

  @Test
  void aScanOfLargeValuesHoldsFewOfThemAndMissesNone() {
    HookedStore hooked = new HookedStore();
    try (TransactionManager large =
        TransactionManagers.open(hooked, EngineSettings.DEFAULT, time.environment())) {
      for (int round = 0; round < 3; round++) {
        Transaction t = large.begin(TransactionOptions.DEFAULT);
        for (int i = 10; i < 30; i++) {
          byte[] value = new byte[1 << 20];
          value[0] = (byte) round;
          t.write(b("k" + i), Bytes.wrap(value));
        }
        assertEquals(new CommitOutcome.Committed(), t.commit().join());
      }
      for (ScanDirection direction : ScanDirection.values()) {
        Transaction t = large.begin(TransactionOptions.DEFAULT);
        TransactionScan scan = t.scan(KeyRange.ALL, direction);
        List<String> keys = new ArrayList<>();
        for (List<Entry> page = scan.next(100).join();
            !page.isEmpty();
            page = scan.next(100).join()) {
          for (Entry row : page) {
            assertEquals(2, row.value().at(0));
            keys.add(row.key().toUtf8());
          }
        }
        assertEquals(20, keys.size());
        assertEquals(direction == ScanDirection.FORWARD ? "k10" : "k29", keys.get(0));
        t.abort();
      }
      assertTrue(hooked.largestPageBytes.get() > 0);
      assertTrue(hooked.largestPageBytes.get() <= VersionPage.MAX_BYTES + (1 << 20));
    }
  }
}
