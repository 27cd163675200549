package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GarbageCollectionTest {
  /** Longer than a collector leaves a few commits together. */
  private static final Duration A_REST = Duration.ofMinutes(1);

  private static final Duration LONG_AFTER = Duration.ofMinutes(17);

  private static final KeyRange VERSIONS = KeyRange.prefix(b("d"));

  private final ManualEnvironment time = new ManualEnvironment();
  private final HookedStore store = new HookedStore();
  private TransactionManager manager = open();

  @AfterEach
  void close() {
    manager.close();
    time.close();
  }

  private TransactionManager open() {
    // No index: every read shows what the store still has.
    EngineSettings settings = EngineSettings.builder().versionIndexBytes(0).build();
    return TransactionManagers.open(store, settings, time.environment());
  }

  private void reopen() {
    manager.close();
    manager = open();
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  private Transaction begin() {
    return manager.begin(TransactionOptions.DEFAULT);
  }

  private void put(String value, String... keys) {
    Transaction t = begin();
    for (String key : keys) {
      if (value.equals("-")) {
        t.delete(b(key));
      } else {
        t.write(b(key), b(value));
      }
    }
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
  }

  private static String get(Transaction t, String key) {
    return t.read(b(key)).join().map(Bytes::toUtf8).orElse("-");
  }

  /** Two rounds: a round collects what was safe in the round before. */
  private void collect() {
    time.tick();
    time.tick();
  }

  private int stored(char space) {
    KeyRange range = KeyRange.prefix(b(String.valueOf(space)));
    return store.data.scan(range, ScanDirection.FORWARD, 100_000).join().size();
  }

  private String layout() {
    return "versions=" + stored('d') + " records=" + stored('c') + " journal=" + stored('t');
  }

  @Test
  void whatIsSupersededLongEnoughGoesAndTheNewestStays() {
    put("1", "a", "b");
    put("2", "a");
    put("3", "a");
    collect();
    assertEquals("versions=4 records=3 journal=3", layout());
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=2 records=0 journal=0", layout());
    assertEquals("3", get(begin(), "a"));
    assertEquals("1", get(begin(), "b"));
  }

  @Test
  void aVersionSupersededRecentlyStays() {
    put("1", "a");
    time.advance(LONG_AFTER);
    put("2", "a");
    collect();
    assertEquals("versions=2 records=1 journal=1", layout());
  }

  @Test
  void aWriteOfUnknownOutcomeThatComesLateBringsNothingBack() {
    store.atomic = false;
    manager.close();
    EngineSettings settings =
        EngineSettings.builder()
            .versionIndexBytes(0)
            .maxTransactionLifetime(Duration.ofSeconds(8))
            .skewAllowance(Duration.ZERO)
            .build();
    manager = TransactionManagers.open(store, settings, time.environment());
    put("1", "a");
    Entry first = store.data.scan(VERSIONS, ScanDirection.FORWARD, 1).join().get(0);
    time.advance(Duration.ofMillis(200));
    put("2", "a");
    time.advance(Duration.ofSeconds(4));
    put("-", "a");
    time.advance(Duration.ofMillis(3900));
    store.failure = new UnknownOutcomeException(StorageException.Reason.UNAVAILABLE, "late", null);
    store.failsBefore = "write"::equals;
    collect();
    assertEquals(1L, manager.statistics().get("collection.failures"));
    store.failsBefore = name -> false;
    tickFor(Duration.ofMillis(1300));
    StoredVersion version = StoredVersion.decode(first);
    StoredVersion late =
        new StoredVersion(version.key(), version.stamp(), version.value(), true, true);
    store.data.write(List.of(late.encode())).join();
    tickFor(Duration.ofSeconds(20));
    assertEquals("-", get(begin(), "a"));
    assertEquals("versions=0 records=0 journal=0", layout());
  }

  private void tickFor(Duration duration) {
    Duration step = Duration.ofMillis(100);
    for (Duration done = Duration.ZERO; done.compareTo(duration) < 0; done = done.plus(step)) {
      time.advance(step);
      time.tick();
    }
  }

  @Test
  void deletedKeysLeaveNothing() {
    put("1", "a", "b");
    put("-", "a", "b");
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=0 records=0 journal=0", layout());
    assertEquals("-", get(begin(), "a"));
  }

  @Test
  void aReaderKeepsWhatItNeedsThroughItsLifetime() {
    put("1", "a", "b");
    Transaction reader = begin();
    assertEquals("1", get(reader, "a"));
    put("2", "a", "b");
    put("-", "a", "b");
    time.advance(Duration.ofMinutes(14));
    collect();
    assertEquals("1", get(reader, "b"));
    assertEquals("1", get(reader, "a"));
  }

  @Test
  void aClockThatJumpsForwardTakesNothingFromARunningReader() {
    put("1", "a", "b");
    Transaction reader = begin();
    assertEquals("1", get(reader, "a"));
    put("2", "a", "b");
    time.turnClock(Duration.ofDays(400));
    collect();
    assertEquals("1", get(reader, "b"));
    reader.abort();
    time.advance(A_REST);
    collect();
    assertEquals("versions=2 records=0 journal=0", layout());
  }

  @Test
  void fewCommitsAreCollectedTogether() {
    put("1", "a");
    put("2", "a");
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=1 records=0 journal=0", layout());
    put("3", "b");
    time.advance(Duration.ofSeconds(20));
    put("4", "b");
    time.advance(Duration.ofMinutes(16).minusSeconds(10));
    collect();
    assertEquals("versions=3 records=1 journal=1", layout());
    time.advance(Duration.ofSeconds(30));
    collect();
    assertEquals("versions=3 records=1 journal=1", layout(), "the collector rests");
    time.advance(A_REST);
    collect();
    assertEquals("versions=2 records=0 journal=0", layout());
  }

  @Test
  void aPausedCollectorTakesNothingUntilItResumes() {
    put("1", "a");
    put("2", "a");
    time.advance(LONG_AFTER);
    manager.pauseCollection();
    collect();
    assertEquals("versions=2 records=2 journal=2", layout());
    manager.resumeCollection();
    collect();
    assertEquals("versions=1 records=0 journal=0", layout());
  }

  @Test
  void collectionGoesOnAfterARestartAndAfterAFailure() {
    put("1", "a");
    put("2", "a");
    time.advance(LONG_AFTER);
    store.failsBefore = name -> name.equals("commit");
    collect();
    assertEquals(1L, manager.statistics().get("collection.failures"));
    store.failsBefore = name -> false;
    reopen();
    collect();
    assertEquals("versions=1 records=0 journal=0", layout());
    assertEquals("2", get(begin(), "a"));
  }

  @Test
  void theClockStaysAheadOfCollectedCommits() {
    put("1", "a");
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=1 records=0 journal=0", layout());
    time.turnClock(Duration.ofDays(-30));
    reopen();
    put("2", "a");
    assertEquals("2", get(begin(), "a"));
  }

  @Test
  void orphansOfCommitsInStepsAreFencedAndRemoved() {
    store.atomic = false;
    reopen();
    put("1", "a", "b");
    store.failsBefore = name -> name.equals("create");
    Transaction lost = begin();
    lost.write(b("a"), b("2"));
    lost.write(b("b"), b("2"));
    assertThrows(CompletionException.class, () -> lost.commit().join());
    store.failsBefore = name -> false;
    assertEquals("versions=4 records=1 journal=2", layout());
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=2 records=1 journal=1", layout());
    assertTrue(store.data.read(StorageLayout.recordKey(lost.id())).join().isPresent());
    assertEquals("1", get(begin(), "a"));
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=2 records=0 journal=0", layout());
    assertEquals("1", get(begin(), "b"));
  }

  private Transaction locking(String written) {
    Transaction t = begin();
    t.read(b("shared")).join();
    t.requireUnchanged(b("shared"));
    t.write(b(written), b("1"));
    return t;
  }

  /** Runs {@code first} and {@code second} in the middle of the next two atomic commits. */
  private void duringTwoCommits(Runnable first, Runnable second) {
    List<Runnable> steps = new ArrayList<>(List.of(first, second));
    store.failsBefore =
        name -> {
          if (name.equals("commit") && !steps.isEmpty()) {
            var held = store.failsBefore;
            store.failsBefore = call -> false;
            steps.remove(0).run();
            store.failsBefore = held;
          }
          return false;
        };
  }

  @Test
  void whatFencesACommitThatWaitsForOthersStaysUntilItIsOver() {
    put("0", "shared");
    Transaction first = locking("a");
    Transaction second = locking("b");
    Transaction last = locking("c");
    TransactionId id = last.id();
    List<CompletableFuture<CommitOutcome>> waiting = new ArrayList<>();
    duringTwoCommits(
        () -> {
          waiting.add(second.commit());
          waiting.add(last.commit());
          assertEquals(TransactionOutcome.State.ABORTED, manager.outcome(id, true).join().state());
        },
        () -> {
          time.turnClock(Duration.ofDays(365));
          time.tick();
          collect();
        });
    assertEquals(new CommitOutcome.Committed(), first.commit().join());
    assertEquals(new CommitOutcome.Committed(), waiting.get(0).join());
    assertInstanceOf(CommitOutcome.Aborted.class, waiting.get(1).join());
    assertEquals("-", get(begin(), "c"));
  }

  @Test
  void aCommitThatHasWaitedForTooLongIsRefused() {
    put("0", "shared");
    Transaction first = locking("a");
    Transaction second = locking("b");
    Transaction last = locking("c");
    List<CompletableFuture<CommitOutcome>> waiting = new ArrayList<>();
    Duration lifetime = EngineSettings.DEFAULT.maxTransactionLifetime();
    duringTwoCommits(
        () -> {
          waiting.add(second.commit());
          waiting.add(last.commit());
          time.advance(lifetime.plus(EngineSettings.DEFAULT.skewAllowance()));
        },
        () -> time.advance(Duration.ofMillis(1)));
    assertEquals(new CommitOutcome.Committed(), first.commit().join());
    assertEquals(new CommitOutcome.Committed(), waiting.get(0).join());
    CompletionException e = assertThrows(CompletionException.class, waiting.get(1)::join);
    assertEquals(
        ErrorCode.TRANSACTION_EXPIRED,
        assertInstanceOf(EngineException.class, e.getCause()).code());
    assertEquals(0L, manager.statistics().get("transactions.running"));
    assertEquals("-", get(begin(), "c"));
  }

  @Test
  void commitsInStepsAreReadableWithoutTheirRecords() {
    store.atomic = false;
    reopen();
    put("1", "a", "b");
    put("2", "a", "c");
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=3 records=0 journal=0", layout());
    reopen();
    assertEquals("2", get(begin(), "a"));
    assertEquals("1", get(begin(), "b"));
    assertEquals("2", get(begin(), "c"));
  }

  @Test
  void aCommitWhoseRecordWentBeforeItsJournalEntryIsNoOrphan() {
    store.atomic = false;
    reopen();
    put("1", "a", "b");
    time.advance(LONG_AFTER);
    store.failsBefore = name -> name.equals("delete") && deleteRecordsOnly();
    collect();
    assertEquals("versions=2 records=0 journal=1", layout());
    store.failsBefore = name -> false;
    reopen();
    collect();
    collect();
    assertEquals("versions=2 records=0 journal=0", layout());
    assertEquals("1", get(begin(), "a"));
    assertEquals("1", get(begin(), "b"));
  }

  /** A delete of several keys that stops half-way. */
  private boolean deleteRecordsOnly() {
    KeyRange all = KeyRange.prefix(b("c"));
    List<Entry> found = store.data.scan(all, ScanDirection.FORWARD, 100).join();
    store.data.delete(found.stream().map(Entry::key).toList()).join();
    return true;
  }

  @Test
  void manyKeysGoInStepsThatTheStoreTakes() {
    String[] keys = new String[12_000];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "a-key-that-is-not-very-short-" + i;
    }
    put("1", keys);
    put("-", keys);
    time.advance(LONG_AFTER);
    store.maxWriteBytes = 1_100_000;
    collect();
    assertEquals("versions=0 records=0 journal=0", layout());
    assertEquals(0L, manager.statistics().get("collection.failures"));
    assertEquals(24_000L, manager.statistics().get("collection.versions"));
  }

  @Test
  void stampsAheadOfTheWallClockGrowOldAllTheSame() {
    time.turnClock(Duration.ofDays(400));
    put("1", "a");
    time.turnClock(Duration.ofDays(-400));
    put("2", "a");
    collect();
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=1 records=0 journal=0", layout());
    assertEquals("2", get(begin(), "a"));
  }

  @Test
  void startingUpReadsNothingThatWasCollected() {
    put("1", "a");
    put("2", "a");
    Stamp second = newestJournalStamp();
    time.advance(LONG_AFTER);
    collect();
    reopen();
    assertEquals(StorageLayout.journalKey(second), store.lastScan.from());
  }

  private Stamp newestJournalStamp() {
    List<Entry> newest =
        store.data.scan(StorageLayout.JOURNAL_RANGE, ScanDirection.BACKWARD, 1).join();
    return StorageLayout.journalStamp(newest.get(0).key());
  }

  /** Collects when a reader has read versions and not yet their commit records. */
  private void collectBetweenVersionsAndRecords() {
    AtomicInteger left = new AtomicInteger(1);
    store.failsBefore =
        name -> {
          if (name.equals("read") && left.getAndDecrement() > 0) {
            collect();
          }
          return false;
        };
  }

  @Test
  void aVersionWhoseRecordGoesWhileItIsReadStaysVisible() {
    store.atomic = false;
    reopen();
    put("1", "a", "b");
    time.advance(LONG_AFTER);
    Transaction reader = begin();
    collectBetweenVersionsAndRecords();
    assertEquals("1", get(reader, "a"));
    assertEquals("versions=2 records=0 journal=0", layout());
  }

  @Test
  void aTombstoneThatGoesWhileItIsReadUncoversNothing() {
    store.atomic = false;
    reopen();
    put("1", "a", "b");
    time.advance(LONG_AFTER);
    collect();
    put("-", "a", "c");
    time.advance(LONG_AFTER);
    reopen();
    Transaction reader = begin();
    collectBetweenVersionsAndRecords();
    List<Entry> rows = reader.scan(KeyRange.ALL, ScanDirection.FORWARD).next(9).join();
    assertEquals(List.of("b"), rows.stream().map(row -> row.key().toUtf8()).toList());
    assertEquals("versions=1 records=0 journal=0", layout());
  }

  /** The next call of that name comes when its transaction has expired, and is collected behind. */
  private void expireBefore(String call) {
    AtomicInteger left = new AtomicInteger(1);
    store.failsBefore =
        name -> {
          if (name.equals(call) && left.getAndDecrement() > 0) {
            time.advance(LONG_AFTER);
            collect();
          }
          return false;
        };
  }

  private void assertExpires(CompletableFuture<?> read) {
    CompletionException e = assertThrows(CompletionException.class, read::join);
    EngineException cause = assertInstanceOf(EngineException.class, e.getCause());
    assertEquals(ErrorCode.TRANSACTION_EXPIRED, cause.code());
    assertEquals(0L, manager.statistics().get("reads.belowretained"));
  }

  @Test
  void aTombstoneReadAgainPastTheDeadlineIsRefusedAsExpired() {
    put("1", "a");
    put("-", "a");
    Transaction reader = begin();
    assertEquals("-", get(reader, "a"));
    expireBefore("read");
    assertExpires(reader.read(b("a")));
    assertEquals("versions=0 records=0 journal=0", layout());
  }

  @Test
  void aReadAnsweredPastTheDeadlineIsNotToldThatTheKeyIsAbsent() {
    put("1", "a", "b");
    Transaction reader = begin();
    assertEquals("1", get(reader, "a"));
    put("2", "a", "b");
    expireBefore("scan");
    assertExpires(reader.readMany(List.of(b("b"), b("c"))));
  }

  @Test
  void aScanAnsweredPastTheDeadlineDoesNotLeaveOutWhatWasCollected() {
    put("1", "a", "b");
    Transaction reader = begin();
    assertEquals("1", get(reader, "a"));
    put("-", "a", "b");
    expireBefore("scan");
    assertExpires(reader.scan(KeyRange.ALL, ScanDirection.FORWARD).next(9));
  }

  @Test
  void droppedRangesGoAfterTheLifetime() {
    put("1", "t1", "t2", "u1");
    Transaction late = begin();
    assertEquals("1", get(late, "t1"));
    Transaction drop = begin();
    drop.dropRange(KeyRange.prefix(b("t")));
    assertEquals(new CommitOutcome.Committed(), drop.commit().join());
    time.advance(Duration.ofMinutes(10));
    collect();
    assertEquals("1", get(late, "t2"));
    late.abort();
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=1 records=0 journal=0", layout());
    assertEquals("1", get(begin(), "u1"));
  }

  @Test
  void manyVersionsOfOneKeyGo() {
    for (int i = 0; i < 3000; i++) {
      put("" + i, "hot");
    }
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=1 records=0 journal=0", layout());
    assertEquals("2999", get(begin(), "hot"));
  }

  /** Rounds in which the keys are known from the round before, and one that searches again. */
  @Test
  void keysOverwrittenRoundAfterRoundKeepOneVersionEach() {
    for (int round = 0; round < 70; round++) {
      put("a" + round, "a", "b");
      put("b" + round, "a");
      time.advance(LONG_AFTER);
      collect();
      assertEquals("versions=2 records=0 journal=0", layout());
    }
    assertEquals("b69", get(begin(), "a"));
    assertEquals("a69", get(begin(), "b"));
    assertEquals(208L, manager.statistics().get("collection.versions"));
  }

  @Test
  void aKeyKnownFromTheRoundBeforeLeavesNothingWhenItIsDeleted() {
    put("1", "a");
    time.advance(LONG_AFTER);
    collect();
    put("2", "a");
    put("-", "a");
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=0 records=0 journal=0", layout());
    put("3", "a");
    put("4", "a");
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=1 records=0 journal=0", layout());
    assertEquals("4", get(begin(), "a"));
  }

  @Test
  void aTombstoneThatANewerVersionFollowsGoesWithIt() {
    manager.close();
    manager = TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
    put("1", "a");
    time.advance(LONG_AFTER);
    collect();
    put("2", "a");
    put("-", "a");
    time.advance(LONG_AFTER);
    put("3", "a");
    collect();
    assertEquals("versions=2 records=1 journal=1", layout());
    assertEquals("3", get(begin(), "a"));
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=1 records=0 journal=0", layout());
  }

  /** A store that does late what it had left unknown, behind what collection has done. */
  @Test
  void aWriteThatComesBehindTheCollectorGoesAfterARestart() {
    put("1", "a");
    Stamp late = newestJournalStamp();
    time.advance(LONG_AFTER);
    collect();
    JournalEntry entry = new JournalEntry(JournalEntry.Kind.AHEAD, List.of(b("b")), List.of());
    StoredVersion version = new StoredVersion(b("b"), late, b("x"), true, false);
    store
        .data
        .write(List.of(new Entry(StorageLayout.journalKey(late), entry.encode()), version.encode()))
        .join();
    assertEquals("-", get(begin(), "b"));
    reopen();
    collect();
    assertEquals("versions=2 records=0 journal=0", layout());
    assertEquals("-", get(begin(), "b"));
    put("2", "b");
    time.advance(LONG_AFTER);
    collect();
    assertEquals("versions=2 records=0 journal=0", layout());
    assertEquals("2", get(begin(), "b"));
  }

  @Test
  void whatAFailedRoundHasLeftOfKnownKeysGoesInTheNext() {
    put("1", "a", "b");
    time.advance(LONG_AFTER);
    collect();
    put("2", "a", "b");
    put("3", "a");
    time.advance(LONG_AFTER);
    AtomicInteger deletes = new AtomicInteger();
    store.failsBefore = name -> name.equals("delete") && deletes.getAndIncrement() == 0;
    collect();
    store.failsBefore = name -> false;
    collect();
    assertEquals("versions=2 records=0 journal=0", layout());
    assertEquals("3", get(begin(), "a"));
    assertEquals("2", get(begin(), "b"));
  }

  @Test
  void commitsInStepsOfKnownKeysAreReadableWithoutTheirRecords() {
    store.atomic = false;
    reopen();
    for (int round = 0; round < 3; round++) {
      put("" + round, "a", "b");
      time.advance(LONG_AFTER);
      collect();
      assertEquals("versions=2 records=0 journal=0", layout());
      assertEquals("" + round, get(begin(), "a"));
    }
  }

  /** A reader and what it has seen: the model is the state when it first read. */
  private record Reader(Transaction transaction, Map<String, String> state) {}

  @Test
  void noReaderEverMissesAVersion() {
    Random random = new Random(42);
    Map<String, String> state = new HashMap<>();
    Deque<Reader> readers = new ArrayDeque<>();
    for (int step = 0; step < 4000; step++) {
      String first = "k" + random.nextInt(6);
      String value = random.nextInt(5) == 0 ? "-" : "" + step;
      put(value, first, "all");
      state.put(first, value);
      state.put("all", value);
      if (step % 20 == 0) {
        Transaction t = begin();
        assertEquals(state.getOrDefault("all", "-"), get(t, "all"));
        readers.add(new Reader(t, Map.copyOf(state)));
      }
      for (Reader reader : List.copyOf(readers)) {
        if (random.nextInt(30) == 0) {
          check(reader, "k" + random.nextInt(6));
        }
      }
      time.advance(Duration.ofSeconds(random.nextInt(20)));
      time.tick();
      readers.removeIf(reader -> reader.transaction().isFinished());
    }
    assertEquals(0L, manager.statistics().get("reads.belowretained"));
    assertTrue(stored('d') < 1000, layout());
  }

  /** Every write touches "all", so that the reader can see nothing newer than its first read. */
  private static void check(Reader reader, String key) {
    if (!reader.transaction().isFinished()) {
      assertEquals(reader.state().getOrDefault(key, "-"), get(reader.transaction(), key));
      List<Entry> rows =
          reader
              .transaction()
              .scan(new KeyRange(b(key), b(key).successor()), ScanDirection.BACKWARD)
              .next(1)
              .join();
      assertEquals(
          reader.state().getOrDefault(key, "-"),
          rows.isEmpty() ? "-" : rows.get(0).value().toUtf8());
    }
  }
}
