package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.TransactionOutcome.State;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private final ManualEnvironment time = new ManualEnvironment();
  private final HookedStore store = new HookedStore();
  private TransactionManager manager = open();

  @AfterEach
  void close() {
    store.failsBefore = name -> false;
    store.failsAfter = name -> false;
    manager.close();
    time.close();
  }

  private TransactionManager open() {
    return TransactionManagers.open(store, EngineSettings.DEFAULT, time.environment());
  }

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  private Transaction writing() {
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    t.write(b("a"), b("1"));
    return t;
  }

  private State state(TransactionId id) {
    return manager.outcome(id, false).join().state();
  }

  private State finalState(TransactionId id) {
    return manager.outcome(id, true).join().state();
  }

  private ErrorCode failure(TransactionId id, boolean isFinal) {
    CompletionException e =
        assertThrows(CompletionException.class, () -> manager.outcome(id, isFinal).join());
    return assertInstanceOf(EngineException.class, e.getCause()).code();
  }

  private boolean hasRecord(TransactionId id) {
    return store.data.read(StorageLayout.recordKey(id)).join().isPresent();
  }

  private TransactionId idOfAnotherNode(long millis) {
    return new TransactionId(new UUID((millis << 16) | 0x7000L, 0x8000_0000_1234_5678L));
  }

  @Test
  void storeKeepsTheIdThatItsFirstNodeGaveIt() {
    String id = manager.storeId();
    assertEquals(36, id.length());
    try (TransactionManager again = open();
        TransactionManager elsewhere =
            TransactionManagers.open(
                new HookedStore(), EngineSettings.DEFAULT, time.environment())) {
      assertEquals(id, again.storeId());
      assertNotEquals(id, elsewhere.storeId());
    }
  }

  @Test
  void whoHasLostTheStoreDoesNotCallAnothersTransactionAborted() {
    store.exclusive = true;
    TransactionManager owner = open();
    TransactionId unknown = idOfAnotherNode(time.environment().clock().millis());
    store.failure = new StorageException(Reason.IN_USE, "taken");
    store.failsBefore = name -> name.equals("create") || name.equals("commit");
    assertThrows(CompletionException.class, () -> owner.outcome(unknown, false).join());
    store.failsBefore = name -> false;
    assertEquals(State.ABORTED, owner.outcome(unknown, false).join().state());
    assertTrue(hasRecord(unknown));
    owner.close();
  }

  @Test
  void aRunningTransactionIsRunningAndThenWhatBecameOfIt() {
    Transaction t = writing();
    TransactionId committed = t.id();
    assertEquals(State.RUNNING, state(committed));
    t.commit().join();
    assertEquals(State.COMMITTED, state(committed));
    assertEquals(State.COMMITTED, finalState(committed));
    Transaction other = writing();
    TransactionId aborted = other.id();
    other.abort();
    assertEquals(State.ABORTED, state(aborted));
    assertFalse(hasRecord(aborted));
  }

  @Test
  void aFinalQuestionAbortsARunningTransaction() {
    Transaction t = writing();
    assertEquals(State.ABORTED, finalState(t.id()));
    assertTrue(hasRecord(t.id()));
    EngineException e = assertThrows(EngineException.class, () -> t.write(b("a"), b("2")));
    assertEquals(ErrorCode.TRANSACTION_ABORTED, e.code());
    assertInstanceOf(CommitOutcome.Aborted.class, t.commit().join());
    assertEquals(State.ABORTED, state(t.id()));
    assertEquals(1L, manager.statistics().get("transactions.fenced"));
    assertEquals(0L, manager.statistics().get("transactions.running"));
  }

  @Test
  void aTransactionPastItsDeadlineIsAborted() {
    Transaction t = writing();
    TransactionId id = t.id();
    time.advance(Duration.ofMinutes(16));
    assertEquals(State.ABORTED, state(id));
  }

  @Test
  void aCommitUnderWayThatLosesToAFenceIsAborted() {
    for (boolean atomic : new boolean[] {true, false}) {
      store.atomic = atomic;
      manager.close();
      manager = open();
      Transaction t = writing();
      TransactionId id = t.id();
      String last = atomic ? "commit" : "create";
      AtomicInteger left = new AtomicInteger(1);
      State[] seen = new State[2];
      store.failsBefore =
          name -> {
            if (name.equals(last) && left.getAndDecrement() > 0) {
              seen[0] = state(id);
              seen[1] = finalState(id);
            }
            return false;
          };
      assertInstanceOf(CommitOutcome.Aborted.class, t.commit().join());
      assertEquals(State.RUNNING, seen[0]);
      assertEquals(State.ABORTED, seen[1]);
      assertEquals(State.ABORTED, state(id));
      assertEquals(
          "-",
          manager
              .begin(TransactionOptions.DEFAULT)
              .read(b("a"))
              .join()
              .map(Bytes::toUtf8)
              .orElse("-"));
    }
  }

  @Test
  void afterARestartAnExclusiveStoreSaysAbortedAndASharedOneRunning() {
    Transaction t = writing();
    TransactionId id = t.id();
    manager = open();
    assertEquals(State.RUNNING, state(id));
    store.exclusive = true;
    manager = open();
    assertEquals(State.ABORTED, state(id));
    assertTrue(hasRecord(id));
    assertEquals(State.ABORTED, finalState(id));
  }

  @Test
  void anIdThatNeverExistedIsAbortedWithItsTagAndElseAsUnknowable() {
    TransactionId own = writing().id();
    TransactionId sibling =
        new TransactionId(
            new UUID(
                own.uuid().getMostSignificantBits() + 5, own.uuid().getLeastSignificantBits()));
    assertEquals(State.ABORTED, state(sibling));
    TransactionId foreign = idOfAnotherNode(time.millis());
    assertEquals(State.RUNNING, state(foreign));
    assertEquals(State.ABORTED, finalState(foreign));
    assertEquals(State.ABORTED, state(foreign));
  }

  @Test
  void anIdFromTheFutureAndOneOfAnotherKindAreRefused() {
    long allowed = EngineSettings.DEFAULT.skewAllowance().toMillis();
    assertEquals(State.RUNNING, state(idOfAnotherNode(time.millis() + allowed)));
    assertEquals(
        ErrorCode.INVALID_PARAMETER_VALUE,
        failure(idOfAnotherNode(time.millis() + allowed + 1), true));
    TransactionId random =
        new TransactionId(UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479"));
    assertEquals(ErrorCode.INVALID_PARAMETER_VALUE, failure(random, false));
  }

  @Test
  void anIdFromAClockThatWasAheadIsAbortedWhereNobodyElseCanCommitIt() {
    store.exclusive = true;
    manager.close();
    time.turnClock(Duration.ofDays(365));
    manager = open();
    TransactionId id = writing().id();
    manager.close();
    time.turnClock(Duration.ofDays(-365));
    manager = open();
    assertEquals(State.ABORTED, state(id));
    assertEquals(State.ABORTED, finalState(id));
    TransactionId random =
        new TransactionId(UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479"));
    assertEquals(ErrorCode.INVALID_PARAMETER_VALUE, failure(random, true));
  }

  @Test
  void anOutcomeThatMayBeCollectedIsForgottenAndNothingIsFenced() {
    Transaction t = writing();
    TransactionId id = t.id();
    t.commit().join();
    time.advance(Duration.ofMinutes(17));
    time.tick();
    time.tick();
    assertFalse(hasRecord(id));
    assertEquals(ErrorCode.OUTCOME_FORGOTTEN, failure(id, false));
    assertEquals(ErrorCode.OUTCOME_FORGOTTEN, failure(id, true));
    assertFalse(hasRecord(id));
  }

  @Test
  void anUnknownCommitIsRunningUntilTheStoreCanBeAsked() {
    store.failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "injected", null);
    store.failsAfter = name -> name.equals("commit");
    store.failsBefore = name -> name.equals("read");
    Transaction t = writing();
    assertEquals(new CommitOutcome.Unknown(t.id()), t.commit().join());
    assertEquals(State.RUNNING, state(t.id()));
    assertEquals(ErrorCode.STORAGE_UNAVAILABLE, failure(t.id(), true));
    store.failsBefore = name -> false;
    assertEquals(State.COMMITTED, finalState(t.id()));
    // Whoever was told so finds what it wrote, although the node itself had not asked again yet.
    Transaction reader = manager.begin(TransactionOptions.DEFAULT);
    assertEquals(Optional.of(b("1")), reader.read(b("a")).join());
    assertEquals(0L, manager.statistics().get("commits.underway"));
  }

  @Test
  void aStoreThatFailsAnyCallOfAQuestionFailsItAndTheNextAnswers() {
    store.failure = new StorageException(Reason.UNAVAILABLE, "injected");
    for (String call : new String[] {"read", "write", "create"}) {
      TransactionId id = writing().id();
      store.failsBefore = name -> name.equals(call);
      assertEquals(ErrorCode.STORAGE_UNAVAILABLE, failure(id, true));
      store.failsBefore = name -> false;
      assertEquals(State.ABORTED, finalState(id));
    }
    assertEquals(0L, manager.statistics().get("commits.underway"));
  }

  @Test
  void anUnknownFenceIsFoundOutByReading() {
    store.failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "injected", null);
    TransactionId done = writing().id();
    store.failsAfter = name -> name.equals("create");
    assertEquals(State.ABORTED, finalState(done));
    store.failsAfter = name -> false;
    TransactionId open = writing().id();
    store.failsBefore = name -> name.equals("create");
    assertEquals(ErrorCode.STORAGE_UNAVAILABLE, failure(open, true));
    store.failsBefore = name -> false;
    assertEquals(State.ABORTED, finalState(open));
  }

  @Test
  void theResultOfACommitIsPartOfItsOutcome() {
    for (boolean atomic : new boolean[] {true, false}) {
      store.atomic = atomic;
      manager = open();
      Transaction t = writing();
      assertEquals(new CommitOutcome.Committed(), t.commit("42").join());
      TransactionOutcome expected =
          new TransactionOutcome(State.COMMITTED, "42", t.causalityToken());
      assertEquals(expected, manager.outcome(t.id(), false).join());
      assertEquals(expected, open().outcome(t.id(), true).join());
    }
  }

  @Test
  void aReadOnlyTransactionWithAResultIsRecorded() {
    Transaction t = manager.begin(TransactionOptions.DEFAULT);
    TransactionId id = t.id();
    assertEquals(new CommitOutcome.Committed(), t.commit("").join());
    TransactionOutcome outcome = manager.outcome(id, false).join();
    assertEquals(State.COMMITTED, outcome.state());
    assertEquals("", outcome.result());
  }

  @Test
  void aResultThatIsTooLongLeavesTheTransactionRunning() {
    Transaction t = writing();
    CompletionException e =
        assertThrows(CompletionException.class, () -> t.commit("x".repeat(65_537)).join());
    assertEquals(
        ErrorCode.LIMIT_EXCEEDED, assertInstanceOf(EngineException.class, e.getCause()).code());
    assertFalse(t.isFinished());
    assertEquals(State.RUNNING, state(t.id()));
    assertEquals(new CommitOutcome.Committed(), t.commit("x".repeat(65_536)).join());
    assertEquals(new CommitOutcome.Committed(), t.commit("x".repeat(65_537)).join());
  }
}
