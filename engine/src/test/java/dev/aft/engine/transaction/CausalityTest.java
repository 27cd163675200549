package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CausalityTest {
  private static final EngineSettings SETTINGS =
      EngineSettings.builder().causalityTimeout(Duration.ofMillis(20)).build();

  private final ManualEnvironment time = new ManualEnvironment();
  private final HookedStore store = new HookedStore();
  private TransactionManager manager = open();

  @AfterEach
  void close() {
    manager.close();
    time.close();
  }

  private TransactionManager open() {
    return TransactionManagers.open(store, SETTINGS, time.environment());
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  private Transaction put(String key) {
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    t.write(b(key), b("1"));
    assertEquals(new CommitOutcome.Committed(), t.commit().join());
    return t;
  }

  private static TransactionOptions after(CausalityToken token) {
    return new TransactionOptions(false, null, null, token);
  }

  private static <T> ErrorCode failure(CompletableFuture<T> future) {
    CompletionException e = assertThrows(CompletionException.class, future::join);
    return assertInstanceOf(EngineException.class, e.getCause()).code();
  }

  private Stamp newestStamp() {
    return StorageLayout.journalStamp(
        store
            .data
            .scan(StorageLayout.JOURNAL_RANGE, ScanDirection.BACKWARD, 1)
            .join()
            .get(0)
            .key());
  }

  private static CausalityToken of(Stamp stamp) {
    return new CausalityToken(Map.of(stamp.id().tag(), stamp.timestamp()));
  }

  @Test
  void aTransactionThatSawAndWroteNothingHasAnEmptyToken() {
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    assertEquals(CausalityToken.EMPTY, t.causalityToken());
    assertTrue(t.read(b("absent")).join().isEmpty());
    t.commit().join();
    assertEquals(CausalityToken.EMPTY, t.causalityToken());
  }

  @Test
  void aTokenNamesWhatWasWrittenOnceThatIsCommitted() {
    Transaction aborted = manager.begin(TransactionOptions.DEFAULT);
    aborted.write(b("a"), b("0"));
    aborted.abort();
    assertEquals(CausalityToken.EMPTY, aborted.causalityToken());
    Transaction t = put("a");
    assertEquals(of(newestStamp()), t.causalityToken());
  }

  @Test
  void aTokenNamesWhatWasReadSinglyAndByScans() {
    put("a");
    Stamp first = newestStamp();
    put("b");
    Stamp second = newestStamp();
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    t.read(b("a")).join();
    assertEquals(of(first), t.causalityToken());
    t.scan(KeyRange.ALL, ScanDirection.FORWARD).next(10).join();
    assertEquals(of(second), t.causalityToken());
    t.abort();
    assertEquals(of(second), t.causalityToken());
  }

  @Test
  void aTokenNamesEachNodeInstanceWhoseCommitsWereSeen() {
    put("a");
    Stamp first = newestStamp();
    manager.close();
    manager = open();
    put("b");
    Stamp second = newestStamp();
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    t.read(b("b")).join();
    t.read(b("a")).join();
    assertEquals(
        Map.of(first.id().tag(), first.timestamp(), second.id().tag(), second.timestamp()),
        t.causalityToken().seen());
    assertEquals(t.causalityToken(), CausalityToken.parse(t.causalityToken().toText()));
  }

  @Test
  void whatIsOlderThanTheLifetimeIsLeftOut() {
    put("a");
    for (int i = 0; i < 20; i++) {
      time.advance(Duration.ofMinutes(1));
      time.tick();
    }
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    t.read(b("a")).join();
    assertEquals(CausalityToken.EMPTY, t.causalityToken());
  }

  @Test
  void whatWasThereWhenAnExclusiveStoreWasOpenedIsLeftOut() {
    put("a");
    manager.close();
    store.exclusive = true;
    manager = open();
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    t.read(b("a")).join();
    assertEquals(CausalityToken.EMPTY, t.causalityToken());
  }

  @Test
  void ownCommitsAndThoseFromBeforeTheStartNeedNoWaiting() {
    CausalityToken token = put("a").causalityToken();
    assertFalse(manager.beginWhenReady(after(token)).join().isFinished());
    manager.close();
    manager = open();
    assertFalse(manager.beginWhenReady(after(token)).join().isFinished());
    assertEquals(0L, manager.statistics().get("causality.waits"));
  }

  @Test
  void aCommitUnderWayIsWaitedForUntilItIsPublished() {
    manager.close();
    manager = TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
    put("a");
    CompletableFuture<?>[] begun = new CompletableFuture<?>[1];
    store.failsBefore =
        name -> {
          if (name.equals("commit") && begun[0] == null) {
            begun[0] = manager.beginWhenReady(after(aheadOf(newestStamp())));
            assertFalse(begun[0].isDone());
          }
          return false;
        };
    put("b");
    assertTrue(begun[0].isDone() && !begun[0].isCompletedExceptionally());
  }

  @Test
  void aCommitThatNobodyCanHaveSeenIsNotWaitedFor() {
    manager.close();
    store.atomic = false;
    manager = TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
    Transaction late = manager.begin(TransactionOptions.DEFAULT);
    late.write(b("late"), b("1"));
    List<Boolean> readyByWrite = new ArrayList<>();
    Boolean[] readyWhileDeciding = new Boolean[1];
    store.failsBefore =
        name -> {
          if (name.equals("write")) {
            store.failsBefore = call -> false;
            CausalityToken seen = put("other").causalityToken();
            readyByWrite.add(manager.beginWhenReady(after(seen)).isDone());
            store.failsBefore = call -> holdsAtCreate(call, readyWhileDeciding);
          }
          return false;
        };
    assertEquals(new CommitOutcome.Committed(), late.commit().join());
    assertEquals(List.of(true), readyByWrite);
    assertEquals(false, readyWhileDeciding[0]);
  }

  private boolean holdsAtCreate(String call, Boolean[] ready) {
    if (call.equals("create")) {
      store.failsBefore = later -> false;
      CausalityToken seen = put("another").causalityToken();
      ready[0] = manager.beginWhenReady(after(seen)).isDone();
    }
    return false;
  }

  private static CausalityToken aheadOf(Stamp stamp) {
    return new CausalityToken(Map.of(stamp.id().tag(), stamp.timestamp() + 1));
  }

  @Test
  void aCommitNobodyHasHeardOfIsATimeout() {
    CausalityToken unheard =
        new CausalityToken(Map.of(4711, HybridLogicalClock.ofMillis(time.millis() + 1)));
    assertEquals(ErrorCode.CAUSALITY_TIMEOUT, failure(manager.beginWhenReady(after(unheard))));
    assertEquals(1L, manager.statistics().get("causality.timeouts"));
    assertEquals(0L, manager.statistics().get("transactions.running"));
  }

  @Test
  void theClockIsMovedPastTheToken() {
    long ahead = HybridLogicalClock.ofMillis(time.millis() + 30_000);
    CausalityToken token = new CausalityToken(Map.of(4711, ahead));
    assertEquals(ErrorCode.CAUSALITY_TIMEOUT, failure(manager.beginWhenReady(after(token))));
    put("a");
    assertTrue(newestStamp().timestamp() > ahead);
  }

  @Test
  void aTokenFarAheadOfTheClockIsRefusedAndDoesNotMoveIt() {
    long allowed = SETTINGS.skewAllowance().toMillis();
    long far = HybridLogicalClock.ofMillis(time.millis() + allowed + 1);
    assertEquals(
        ErrorCode.INVALID_PARAMETER_VALUE,
        failure(manager.beginWhenReady(after(new CausalityToken(Map.of(1, far))))));
    assertEquals(
        ErrorCode.INVALID_PARAMETER_VALUE,
        failure(manager.beginWhenReady(after(new CausalityToken(Map.of(1, -1L))))));
    put("a");
    assertTrue(newestStamp().timestamp() < far);
  }

  @Test
  void tokenAfterTokenDoesNotMoveTheClockPastTheWallClockAndItsAllowance() {
    long allowed = SETTINGS.skewAllowance().toMillis();
    long far = HybridLogicalClock.ofMillis(time.millis() + allowed + 1);
    int refused = 0;
    for (int i = 1; i <= 10; i++) {
      put("a");
      long next = newestStamp().timestamp() + HybridLogicalClock.ofMillis(allowed - 1);
      CausalityToken token = new CausalityToken(Map.of(4711, next));
      ErrorCode code = failure(manager.beginWhenReady(after(token)));
      refused += code == ErrorCode.INVALID_PARAMETER_VALUE ? 1 : 0;
    }
    put("a");
    assertTrue(newestStamp().timestamp() < far);
    assertEquals(9, refused);
  }

  @Test
  void aTimestampThatTheClockHasReachedIsNoneTooFarAhead() {
    put("a");
    time.turnClock(Duration.ofHours(-1));
    CausalityToken token = put("b").causalityToken();
    assertFalse(manager.beginWhenReady(after(token)).join().isFinished());
  }

  @Test
  void whoWaitsIsToldThatTheNodeGoesDown() {
    CausalityToken unheard =
        new CausalityToken(Map.of(4711, HybridLogicalClock.ofMillis(time.millis() + 1)));
    TransactionManager patient =
        TransactionManagers.open(
            store,
            EngineSettings.builder().causalityTimeout(Duration.ofMinutes(1)).build(),
            time.environment());
    CompletableFuture<Transaction> begun = patient.beginWhenReady(after(unheard));
    assertFalse(begun.isDone());
    patient.close();
    assertEquals(ErrorCode.SHUTTING_DOWN, failure(begun));
  }

  /** What a node hears of others, told by the test. */
  private static final class FakeFeed implements HeardCommits {
    private final Map<Integer, Long> heard = new ConcurrentHashMap<>();
    private volatile @Nullable Runnable listener;

    @Override
    public boolean hasHeard(int node, long timestamp) {
      return heard.getOrDefault(node, 0L) >= timestamp;
    }

    @Override
    public void setListener(@Nullable Runnable interested) {
      listener = interested;
    }

    void hear(int node, long timestamp) {
      heard.put(node, timestamp);
      Runnable interested = listener;
      if (interested != null) {
        interested.run();
      }
    }
  }

  private CausalityGate gate(HeardCommits feed, Duration timeout) {
    return new CausalityGate(
        feed,
        new HybridLogicalClock(time.environment().clock()),
        EngineSettings.builder().causalityTimeout(timeout).runningTransactions(2).build(),
        time.environment(),
        new Counters());
  }

  @Test
  void whoHearsLateWaitsForAllThatTheTokenNames() {
    FakeFeed feed = new FakeFeed();
    CausalityGate gate = gate(feed, Duration.ofMinutes(1));
    CompletableFuture<Void> passed = gate.pass(new CausalityToken(Map.of(1, 10L, 2, 20L)));
    CompletableFuture<Void> other = gate.pass(new CausalityToken(Map.of(2, 21L)));
    feed.hear(1, 10);
    feed.hear(2, 19);
    assertFalse(passed.isDone());
    feed.hear(2, 20);
    assertTrue(passed.isDone());
    assertFalse(other.isDone());
    feed.hear(2, 30);
    assertTrue(other.isDone());
    assertEquals(null, feed.listener);
    assertTrue(gate.pass(new CausalityToken(Map.of(1, 9L, 2, 30L))).isDone());
  }

  @Test
  void whoNeverHearsGivesUp() {
    CausalityGate gate = gate(new FakeFeed(), Duration.ofMillis(5));
    assertEquals(
        ErrorCode.CAUSALITY_TIMEOUT, failure(gate.pass(new CausalityToken(Map.of(1, 10L)))));
  }

  @Test
  void thoseWhoWaitAreBounded() {
    CausalityGate gate = gate(new FakeFeed(), Duration.ofMinutes(1));
    CausalityToken token = new CausalityToken(Map.of(1, 10L));
    assertFalse(gate.pass(token).isDone());
    assertFalse(gate.pass(token).isDone());
    EngineException e = assertThrows(EngineException.class, () -> gate.pass(token));
    assertEquals(ErrorCode.LIMIT_EXCEEDED, e.code());
    gate.close();
  }

  @Test
  void whatIsRememberedOfOtherNodesIsBoundedAndTheOldestGoes() {
    SeenCommits seen = new SeenCommits(100);
    for (int node = 1; node <= 2 * SeenCommits.MOST_NODES; node++) {
      seen.add(new Stamp(100 + node, new TransactionId(new UUID(0x7000, node))));
    }
    seen.add(new Stamp(99, new TransactionId(new UUID(0x7000, -1))));
    Map<Integer, Long> token = seen.token().seen();
    assertEquals(SeenCommits.MOST_NODES + 1, token.size());
    assertEquals(100L + 2 * SeenCommits.MOST_NODES, token.get(2 * SeenCommits.MOST_NODES));
    assertFalse(token.containsKey(2));
    assertFalse(token.containsKey(-1));
  }
}
