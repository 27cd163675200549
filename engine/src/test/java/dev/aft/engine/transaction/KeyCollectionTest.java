package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineSettings;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Idempotency keys live their lifetime, whatever clocks and stores do, and then they go. */
class KeyCollectionTest {
  private final ManualEnvironment time = new ManualEnvironment();
  private final HookedStore store = new HookedStore();
  private TransactionManager manager = open();

  @AfterEach
  void close() {
    manager.close();
    time.close();
  }

  private TransactionManager open() {
    return TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
  }

  private void restart() {
    manager.close();
    manager = open();
  }

  private CompletableFuture<Transaction> begin(String key) {
    return manager.beginWhenReady(new TransactionOptions(false, null, key, null));
  }

  private void commit(String key) {
    Transaction t = begin(key).join();
    t.write(Bytes.utf8("a"), Bytes.utf8(key));
    assertEquals(new CommitOutcome.Committed(), t.commit(key).join());
    time.tick();
    time.tick();
  }

  private boolean isDone(String key) {
    CompletableFuture<Transaction> begun = begin(key);
    if (begun.isCompletedExceptionally()) {
      Throwable error = begun.handle((t, e) -> e).join();
      assertInstanceOf(
          AlreadyCommittedException.class,
          error instanceof CompletionException ? error.getCause() : error);
      return true;
    }
    begun.join().abort();
    return false;
  }

  private int stored(char space) {
    KeyRange range = KeyRange.prefix(Bytes.utf8(String.valueOf(space)));
    return store.data.scan(range, ScanDirection.FORWARD, 100_000).join().size();
  }

  private String layout() {
    return "keys=" + stored('i') + " expiries=" + stored('e');
  }

  private void pass(Duration duration) {
    Duration step = duration.dividedBy(40);
    for (int i = 0; i < 40; i++) {
      time.advance(step);
      time.tick();
    }
    time.tick();
  }

  @Test
  void aKeyLivesItsLifetimeAndThenItGoes() {
    commit("k");
    pass(Duration.ofHours(23));
    assertTrue(isDone("k"));
    assertEquals("keys=1 expiries=1", layout());
    pass(Duration.ofMinutes(70));
    assertEquals("keys=0 expiries=0", layout());
    assertEquals(1L, manager.statistics().get("collection.keys"));
    commit("k");
    assertTrue(isDone("k"));
  }

  /** Without a further commit: time alone makes the last things old. */
  @Test
  void anIdleNodeComesToHoldTheNewestVersionsOnly() {
    commit("k");
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    t.write(Bytes.utf8("b"), Bytes.utf8("1"));
    t.delete(Bytes.utf8("a"));
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    pass(Duration.ofHours(25));
    assertEquals("keys=0 expiries=0", layout());
    assertEquals(1, stored('d'));
    assertEquals(0, stored('c') + stored('t'));
  }

  @Test
  void manyKeysGoOldestFirst() {
    for (int i = 0; i < 1000; i++) {
      commit("early" + i);
    }
    pass(Duration.ofHours(12));
    commit("late");
    pass(Duration.ofHours(13));
    assertEquals("keys=1 expiries=1", layout());
    assertTrue(isDone("late"));
  }

  @Test
  void aClockThatJumpsForwardAYearDropsNoKey() {
    commit("before");
    time.turnClock(Duration.ofDays(365));
    commit("after");
    pass(Duration.ofHours(23));
    assertTrue(isDone("before"));
    assertTrue(isDone("after"));
    pass(Duration.ofHours(2));
    assertTrue(isDone("after"));
    assertEquals("keys=1 expiries=1", layout());
    pass(Duration.ofHours(25));
    assertEquals("keys=0 expiries=0", layout());
  }

  @Test
  void aClockThatIsAYearAheadAfterARestartDropsNoKey() {
    commit("k");
    pass(Duration.ofMinutes(2));
    for (int i = 0; i < 5; i++) {
      restart();
      time.turnClock(Duration.ofDays(365));
      pass(Duration.ofMinutes(10));
    }
    assertTrue(isDone("k"));
    pass(Duration.ofHours(25));
    assertEquals("keys=0 expiries=0", layout());
  }

  @Test
  void aClockThatJumpsBackKeepsKeysForTheirLifetimeByMonotonicTime() {
    commit("k");
    pass(Duration.ofMinutes(2));
    time.turnClock(Duration.ofHours(-1));
    pass(Duration.ofHours(22));
    assertTrue(isDone("k"));
    pass(Duration.ofHours(4));
    assertEquals("keys=0 expiries=0", layout());
  }

  @Test
  void processesThatLiveShortlyLetKeysGrowOldToo() {
    commit("k");
    for (int i = 0; i < 30; i++) {
      restart();
      time.advance(Duration.ofHours(2));
      time.tick();
      time.tick();
      time.tick();
    }
    assertEquals("keys=0 expiries=0", layout());
  }

  @Test
  void aFailureInAnyStepIsMadeGoodLater() {
    for (String call : List.of("read", "scan", "write", "delete")) {
      commit(call);
      pass(Duration.ofHours(23));
      store.failsBefore = name -> name.equals(call);
      pass(Duration.ofHours(2));
      assertTrue(manager.statistics().getOrDefault("collection.failures", 0L) > 0);
      store.failsBefore = name -> false;
      pass(Duration.ofHours(2));
      assertEquals("keys=0 expiries=0", layout(), call);
    }
  }

  @Test
  void anAttemptThatWasOvertakenTakesNothingOfTheOther() {
    store.atomic = false;
    restart();
    Transaction late = begin("k").join();
    late.write(Bytes.utf8("b"), Bytes.utf8("1"));
    commit("k");
    assertTrue(late.commit().isCompletedExceptionally());
    assertEquals("keys=1 expiries=2", layout());
    pass(Duration.ofHours(1));
    assertTrue(isDone("k"));
    assertEquals(0, stored('c'));
    pass(Duration.ofHours(24));
    assertEquals("keys=0 expiries=0", layout());
  }

  @Test
  void aPausedCollectorTakesNoKeys() {
    commit("k");
    manager.pauseCollection();
    pass(Duration.ofHours(30));
    assertEquals("keys=1 expiries=1", layout());
    manager.resumeCollection();
    pass(Duration.ofHours(1));
    assertEquals("keys=0 expiries=0", layout());
  }

  private void pass(Duration duration, int commitsPerMinute) {
    for (int minute = 0; minute < duration.toMinutes(); minute++) {
      for (int i = 0; i < commitsPerMinute; i++) {
        Transaction t = begin("k" + minute + "." + i).join();
        t.write(Bytes.utf8("a"), Bytes.utf8("1"));
        assertEquals(new CommitOutcome.Committed(), t.commit().join());
      }
      time.advance(Duration.ofMinutes(1));
      time.tick();
    }
  }

  @Test
  void aRoundThatWasPausedInTheMiddleOfTheJournalTakesNoKeys() {
    commit("k");
    manager.pauseCollection();
    // More of a journal than one page takes.
    for (int i = 0; i < 12; i++) {
      Transaction t = manager.begin(TransactionOptions.DEFAULT);
      for (int key = 0; key < 200; key++) {
        t.write(Bytes.utf8("b".repeat(1000) + key), Bytes.utf8("1"));
      }
      t.commit().join();
    }
    pass(Duration.ofHours(60));
    manager.resumeCollection();
    AtomicInteger scans = new AtomicInteger();
    AtomicBoolean resumed = new AtomicBoolean();
    store.failsBefore =
        name -> {
          if (name.equals("scan") && scans.incrementAndGet() == 1) {
            manager.pauseCollection();
          } else if (Objects.equals(store.lastScan.to(), StorageLayout.SPILL_RANGE.to())) {
            resumed.set(true);
            manager.resumeCollection();
          }
          return false;
        };
    time.tick();
    store.failsBefore = name -> false;
    assertTrue(stored('t') > 0);
    assertTrue(resumed.get());
    assertEquals("keys=1 expiries=1", layout());
    time.tick();
    assertEquals(0, stored('t'));
    assertEquals("keys=0 expiries=0", layout());
  }

  @Test
  void keysKeepUpWithCommitsThatComeAtNearlyTheRateOfCollection() {
    manager.close();
    EngineSettings settings =
        EngineSettings.builder()
            .idempotencyKeyLifetime(Duration.ofMinutes(15))
            .collectionInterval(Duration.ofSeconds(1))
            .collectedCommitsPerSecond(10)
            .build();
    manager = TransactionManagers.open(store, settings, time.environment());
    // A key stays for 31 minutes, for which an attempt can be under way, after the 16 of the
    // journal.
    pass(Duration.ofMinutes(200), 8);
    Map<String, Long> statistics = manager.statistics();
    assertTrue(stored('i') < (31 + 16) * 8 * 3 / 2, () -> layout() + " " + statistics);
    assertTrue(statistics.containsKey("collection.keys.lag.millis"));
  }

  @Test
  void transactionsWithoutKeyAndResultWriteWhatTheyWroteInFormat1() {
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    TransactionId id = t.id();
    t.write(Bytes.utf8("a"), Bytes.utf8("1"));
    t.commit().join();
    List<Entry> all = store.data.scan(KeyRange.ALL, ScanDirection.FORWARD, 100).join();
    assertEquals(
        "cdmmt",
        all.stream().map(entry -> entry.key().toUtf8().substring(0, 1)).reduce("", String::concat));
    Bytes record = store.data.read(StorageLayout.recordKey(id)).join().orElseThrow();
    assertEquals(26, record.length());
    assertEquals(1, record.at(0));
    assertEquals(1, record.at(1));
  }

  @Test
  void aStoreOfFormat1IsOpenedAndKeepsItsData() {
    commit("k");
    store
        .data
        .write(List.of(new Entry(StorageLayout.FORMAT_KEY, Bytes.wrap(new byte[] {1}))))
        .join();
    restart();
    assertEquals(
        "k",
        manager
            .begin(TransactionOptions.DEFAULT)
            .read(Bytes.utf8("a"))
            .join()
            .map(Bytes::toUtf8)
            .orElse("-"));
    assertEquals(
        Bytes.wrap(new byte[] {2}), store.data.read(StorageLayout.FORMAT_KEY).join().orElseThrow());
  }
}
