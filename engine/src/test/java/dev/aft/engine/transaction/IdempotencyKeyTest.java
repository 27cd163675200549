package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.TransactionOutcome.State;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdempotencyKeyTest {
  /** How a commit with a key reaches the store. */
  enum Path {
    ONE_BATCH,
    STEPS_THEN_BATCH,
    PREPARED
  }

  private final ManualEnvironment time = new ManualEnvironment();
  private final HookedStore store = new HookedStore();
  private TransactionManager manager = open();

  @AfterEach
  void close() {
    calm();
    manager.close();
    time.close();
  }

  private TransactionManager open() {
    return TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
  }

  private void use(Path path) {
    store.atomic = path != Path.PREPARED;
    store.maxBatchBytes = path == Path.STEPS_THEN_BATCH ? 300 : 1 << 20;
    manager.close();
    manager = open();
  }

  private void calm() {
    store.failsBefore = name -> false;
    store.failsAfter = name -> false;
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  private static TransactionOptions key(String key) {
    return new TransactionOptions(false, null, key, null);
  }

  @Test
  void keysOfDifferentOwnersAreDifferentKeys() {
    Transaction first = manager.beginWhenReady(ownedKey("k", 1L)).join();
    first.write(b("a"), b("1"));
    assertTrue(manager.isRunningWithKey("k", 1L));
    assertFalse(manager.isRunningWithKey("k", 2L));
    assertFalse(manager.isRunningWithKey("k", null));
    first.commit("mine").join();
    assertFalse(manager.beginWhenReady(ownedKey("k", 2L)).isCompletedExceptionally());
    assertFalse(manager.beginWhenReady(key("k")).isCompletedExceptionally());
    assertTrue(manager.beginWhenReady(ownedKey("k", 1L)).isCompletedExceptionally());
  }

  private static TransactionOptions ownedKey(String key, Long owner) {
    return new TransactionOptions(false, null, key, owner, null);
  }

  private Transaction attempt(String key, String value) {
    Transaction t = manager.beginWhenReady(key(key)).join();
    t.write(b("a"), b(value));
    t.write(b("b"), b(value + "x".repeat(200)));
    return t;
  }

  private String read(String key) {
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    return t.read(b(key)).join().map(Bytes::toUtf8).orElse("-");
  }

  private static <T> EngineException failure(CompletableFuture<T> future) {
    CompletionException e = assertThrows(CompletionException.class, future::join);
    return assertInstanceOf(EngineException.class, e.getCause());
  }

  private void assertDone(TransactionId id, Optional<String> result, EngineException error) {
    AlreadyCommittedException done = assertInstanceOf(AlreadyCommittedException.class, error);
    assertEquals(ErrorCode.ALREADY_COMMITTED, done.code());
    assertEquals(id, done.id());
    assertEquals(result, done.result());
  }

  @ParameterizedTest
  @EnumSource
  void aSecondAttemptLearnsAtBeginThatTheWorkIsDone(Path path) {
    use(path);
    Transaction first = attempt("k", "1");
    assertEquals(new CommitOutcome.Committed(), first.commit("answer").join());
    assertDone(first.id(), Optional.of("answer"), failure(manager.beginWhenReady(key("k"))));
    manager = open();
    assertDone(first.id(), Optional.of("answer"), failure(manager.beginWhenReady(key("k"))));
    assertEquals(
        new TransactionOutcome(State.COMMITTED, "answer", first.causalityToken()),
        manager.outcome(first.id(), false).join());
    assertEquals("1", read("a"));
    assertEquals(new CommitOutcome.Committed(), attempt("another", "2").commit().join());
    assertEquals("2", read("a"));
  }

  @ParameterizedTest
  @EnumSource
  void theSecondOfTwoAttemptsThatBothBeganLearnsItAtCommit(Path path) {
    use(path);
    Transaction first = attempt("k", "1");
    Transaction second = attempt("k", "2");
    assertEquals(new CommitOutcome.Committed(), second.commit().join());
    assertDone(second.id(), Optional.empty(), failure(first.commit("late")));
    assertEquals("2", read("a"));
    assertEquals(State.ABORTED, manager.outcome(first.id(), true).join().state());
    assertEquals(State.COMMITTED, manager.outcome(second.id(), true).join().state());
    assertEquals(0L, manager.statistics().get("commits.underway"));
    assertEquals(1L, manager.statistics().get("transactions.repeated"));
    manager = open();
    assertEquals("2", read("a"));
  }

  @ParameterizedTest
  @EnumSource
  void anAbortedAttemptLeavesTheKeyFree(Path path) {
    use(path);
    attempt("k", "1").abort();
    Transaction fenced = attempt("k", "2");
    assertEquals(State.ABORTED, manager.outcome(fenced.id(), true).join().state());
    assertEquals(new CommitOutcome.Committed(), attempt("k", "3").commit().join());
    assertEquals("3", read("a"));
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionThatWroteNothingIsRecordedUnderItsKey(Path path) {
    use(path);
    Transaction t = manager.beginWhenReady(key("k")).join();
    assertEquals(new CommitOutcome.Committed(), t.commit("seen").join());
    assertDone(t.id(), Optional.of("seen"), failure(manager.beginWhenReady(key("k"))));
  }

  @ParameterizedTest
  @EnumSource
  void whateverCallIsUnknownTheWorkIsDoneOnceAndTheAnswerIsRight(Path path) {
    use(path);
    for (int call = 0; call < 6; call++) {
      for (boolean done : new boolean[] {true, false}) {
        checkUnknown(call, done);
      }
    }
  }

  private void checkUnknown(int call, boolean done) {
    String key = "k" + call + done;
    Transaction t = attempt(key, key);
    store.failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "injected", null);
    AtomicInteger left = new AtomicInteger(call);
    if (done) {
      store.failsAfter = name -> !name.equals("read") && left.getAndDecrement() == 0;
    } else {
      store.failsBefore = name -> !name.equals("read") && left.getAndDecrement() == 0;
    }
    CompletableFuture<CommitOutcome> commit = t.commit("r");
    calm();
    boolean committed =
        !commit.isCompletedExceptionally() && commit.join() instanceof CommitOutcome.Committed;
    assertFalse(
        !commit.isCompletedExceptionally() && commit.join() instanceof CommitOutcome.Unknown);
    for (TransactionManager asked : List.of(manager, open())) {
      State expected = committed ? State.COMMITTED : State.ABORTED;
      assertEquals(expected, asked.outcome(t.id(), true).join().state(), key);
      CompletableFuture<Transaction> again = asked.beginWhenReady(key(key));
      assertEquals(committed, again.isCompletedExceptionally(), key);
    }
    assertEquals(committed, read("a").equals(key), key);
  }

  @Test
  void aDeathBetweenPreparedAndKeyRecordIsFinishedByWhoeverFindsIt() {
    use(Path.PREPARED);
    for (int how = 0; how < 4; how++) {
      String key = "k" + how;
      Transaction t = attempt(key, key);
      AtomicInteger creates = new AtomicInteger();
      store.failsBefore = name -> name.equals("create") && creates.incrementAndGet() > 1;
      store.failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "died", null);
      assertEquals(new CommitOutcome.Unknown(t.id()), t.commit("r").join());
      calm();
      manager = open();
      switch (how) {
        case 0 -> assertEquals(key, read("a"));
        case 1 -> assertEquals("r", manager.outcome(t.id(), false).join().result());
        case 2 -> assertEquals(State.COMMITTED, manager.outcome(t.id(), true).join().state());
        default -> assertEquals(new CommitOutcome.Committed(), attempt("z", "z").commit().join());
      }
      if (how < 3) {
        assertDone(t.id(), Optional.of("r"), failure(manager.beginWhenReady(key(key))));
      }
    }
  }

  @Test
  void aPreparedCommitThatWasOvertakenIsNeverVisible() {
    use(Path.PREPARED);
    Transaction dying = attempt("k", "dying");
    AtomicInteger creates = new AtomicInteger();
    store.failsBefore = name -> name.equals("create") && creates.incrementAndGet() > 1;
    store.failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "died", null);
    assertEquals(new CommitOutcome.Unknown(dying.id()), dying.commit("r").join());
    calm();
    manager = open();
    Transaction retry = attempt("k", "retry");
    assertEquals(new CommitOutcome.Committed(), retry.commit("mine").join());
    assertEquals("retry", read("a"));
    assertEquals(State.ABORTED, manager.outcome(dying.id(), false).join().state());
    assertDone(retry.id(), Optional.of("mine"), failure(manager.beginWhenReady(key("k"))));
  }

  @Test
  void keysThatAreEmptyOrTooLongAreRefused() {
    assertEquals(
        ErrorCode.INVALID_PARAMETER_VALUE, failure(manager.beginWhenReady(key(""))).code());
    assertEquals(
        ErrorCode.LIMIT_EXCEEDED, failure(manager.beginWhenReady(key("x".repeat(256)))).code());
    assertEquals(
        ErrorCode.LIMIT_EXCEEDED, failure(manager.beginWhenReady(key("ä".repeat(128)))).code());
    attempt("x".repeat(255), "1").commit().join();
    assertEquals(0L, manager.statistics().get("transactions.running"));
    assertThrows(IllegalArgumentException.class, () -> manager.begin(key("k")));
  }

  @Test
  void aKeyIsRunningAsLongAsAnAttemptWithItIs() {
    assertFalse(manager.isRunningWithKey("k", null));
    Transaction first = attempt("k", "1");
    Transaction second = attempt("k", "2");
    assertTrue(manager.isRunningWithKey("k", null));
    assertFalse(manager.isRunningWithKey("other", null));
    first.abort();
    assertTrue(manager.isRunningWithKey("k", null));
    second.commit().join();
    assertFalse(manager.isRunningWithKey("k", null));
    assertEquals(0L, manager.statistics().get("transactions.running.keys"));
  }

  @Test
  void aStoreThatCannotBeAskedForTheKeyFailsTheBegin() {
    store.failsBefore = name -> name.equals("read");
    assertEquals(ErrorCode.STORAGE_UNAVAILABLE, failure(manager.beginWhenReady(key("k"))).code());
    calm();
    assertEquals(0L, manager.statistics().get("transactions.running"));
    attempt("k", "1").commit().join();
  }

  @ParameterizedTest
  @EnumSource
  void ofManyConcurrentAttemptsOneCommits(Path path) throws InterruptedException {
    use(path);
    int rounds = 60;
    int threads = 8;
    AtomicInteger commits = new AtomicInteger();
    AtomicInteger repeats = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Runnable> attempts = new ArrayList<>();
    for (int i = 0; i < rounds * threads; i++) {
      String key = "round" + i / threads;
      attempts.add(() -> run(key, commits, repeats));
    }
    attempts.forEach(pool::execute);
    pool.shutdown();
    assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
    assertEquals(rounds, commits.get());
    assertEquals(rounds * (threads - 1), repeats.get());
    assertEquals("" + rounds, read("count"));
  }

  /** Counts by a value that each attempt reads, raises and guards. */
  private void run(String key, AtomicInteger commits, AtomicInteger repeats) {
    while (true) {
      try {
        Transaction t = manager.beginWhenReady(key(key)).join();
        Bytes counter = b("count");
        int before = Integer.parseInt(t.read(counter).join().map(Bytes::toUtf8).orElse("0"));
        t.requireUnchanged(counter);
        t.write(counter, b("" + (before + 1)));
        t.write(b("filler"), b("x".repeat(300)));
        if (t.commit(key).join() instanceof CommitOutcome.Committed) {
          commits.incrementAndGet();
          return;
        }
      } catch (CompletionException e) {
        EngineException error = assertInstanceOf(EngineException.class, e.getCause());
        if (error instanceof AlreadyCommittedException done) {
          assertEquals(Optional.of(key), done.result());
          repeats.incrementAndGet();
          return;
        }
        assertEquals(ErrorCode.MUST_RETRY, error.code());
      }
    }
  }
}
