package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.log.LogRecord.Kind;
import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.object.VirtualTime;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The log where the runs are slow: pages of conditions and checkpoints that take their time. */
final class LogWriterTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");
  private static final WriteBatch NOTHING = WriteBatch.ofWrites(List.of());
  private static final LogSettings SETTINGS =
      new LogSettings(1000, 4, 1 << 20, 100, Duration.ofSeconds(5), 1 << 20, 10_000, 5);

  private final VirtualTime time = new VirtualTime();
  private final InMemoryObjects objects = new InMemoryObjects();
  private final FakeRuns runs = new FakeRuns(objects);
  private final MemoryTables tables = new MemoryTables();
  private final LogWriter log = open();

  private LogWriter open() {
    S3Environment environment = time.environment(1);
    LogOwner nobody = new LogOwner(new WriterId(Bytes.wrap(new byte[16])), 0);
    Claim claim =
        new Claim(
            new LogOwner(WriterId.next(environment.random()), 1),
            0,
            nobody,
            () -> CompletableFuture.completedFuture(null));
    return LogOpening.open(objects, environment, SETTINGS, claim, tables, runs).join();
  }

  private CompletableFuture<CreateResult> create(Bytes key) {
    return log.commit(List.of(new Entry(key, key)), NOTHING);
  }

  private boolean has(Bytes key) {
    return tables.reading(memory -> memory.find(key)) != null;
  }

  @Test
  void conditionWaitsForItsPageAndOthersWaitBehindIt() {
    TreeMap<Bytes, Slot> before = new TreeMap<>();
    before.put(A, new Slot.Inline(A));
    runs.checkpoint(before, 0, new LogOwner(new WriterId(Bytes.wrap(new byte[16])), 0)).join();
    CompletableFuture<Void> page = new CompletableFuture<>();
    runs.pageGate = page;
    CompletableFuture<CreateResult> existing = create(A);
    CompletableFuture<CreateResult> fresh = create(B);
    CompletableFuture<CreateResult> blind =
        log.commit(List.of(), WriteBatch.ofWrites(List.of(new Entry(Bytes.utf8("c"), B))));
    time.advance(Duration.ofSeconds(1));
    assertFalse(existing.isDone() || fresh.isDone() || blind.isDone());
    assertFalse(has(B), "applied in order");
    page.complete(null);
    time.advance(Duration.ofSeconds(1));
    assertEquals(CreateResult.EXISTED, existing.join());
    assertEquals(CreateResult.CREATED, fresh.join());
    assertEquals(CreateResult.CREATED, blind.join());
  }

  @Test
  void pageThatCannotBeHadIsAskedForAgain() {
    runs.pageGate = CompletableFuture.failedFuture(new StorageException(Reason.UNAVAILABLE, "x"));
    CompletableFuture<Void> page = new CompletableFuture<>();
    runs.pageGate = page;
    CompletableFuture<CreateResult> create = create(A);
    page.completeExceptionally(new StorageException(Reason.UNAVAILABLE, "no page"));
    runs.pageGate = null;
    time.advance(Duration.ofSeconds(3));
    assertEquals(CreateResult.CREATED, create.join());
  }

  @Test
  void damagedPageEndsTheLogForThatReason() {
    runs.pageGate =
        CompletableFuture.failedFuture(new StorageException(Reason.CORRUPT, "wrong checksum"));
    CompletableFuture<CreateResult> create = create(A);
    time.advance(Duration.ofSeconds(1));
    assertEquals(Reason.CORRUPT, reason(create));
    assertEquals(Reason.CORRUPT, reason(create(B)));
  }

  @Test
  void pageThatHasGoneWithTheStoreIsNotWaitedForForEver() {
    runs.pageGate = CompletableFuture.failedFuture(new StorageException(Reason.UNAVAILABLE, "x"));
    CompletableFuture<CreateResult> create = create(A);
    LogOwner later = new LogOwner(new WriterId(Bytes.wrap(new byte[16])), 2);
    objects.overwrite(LogNames.of(3), LogCodec.encode(Kind.OPEN, later, List.of()));
    time.advance(Duration.ofSeconds(1));
    assertEquals(Reason.IN_USE, reason(create));
    assertEquals(Reason.IN_USE, reason(create(B)));
  }

  @Test
  void anotherContentOfOurOwnAtThePositionLeavesTheOutcomeUnknownAndTheValuesThere() {
    LogOwner own =
        LogCodec.decode("open", Objects.requireNonNull(objects.contents().get(LogNames.of(1))))
            .writer();
    objects.overwrite(LogNames.of(2), LogCodec.encode(Kind.DATA, own, List.of()));
    assertUnknownAndKept();
  }

  @Test
  void damageAtThePositionLeavesTheOutcomeUnknownAndTheValuesThere() {
    objects.overwrite(LogNames.of(2), Bytes.utf8("not a record at all, whatever it was before"));
    assertUnknownAndKept();
  }

  private void assertUnknownAndKept() {
    Entry large = new Entry(A, Bytes.wrap(new byte[100_000]));
    CompletableFuture<CreateResult> write =
        log.commit(List.of(), WriteBatch.ofWrites(List.of(large)));
    time.advance(Duration.ofSeconds(1));
    assertTrue(write.isCompletedExceptionally());
    Throwable failure = write.handle((result, thrown) -> thrown).join();
    assertInstanceOf(UnknownOutcomeException.class, StorageException.from(failure));
    assertEquals(
        1, objects.contents().keySet().stream().filter(name -> name.startsWith("value/")).count());
  }

  @Test
  void writesWaitWhenCheckpointsDoNotKeepUpAndGoOnAfterwards() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    runs.checkpointGate = gate;
    for (int i = 0; i < 4 * SETTINGS.checkpointObjects(); i++) {
      CompletableFuture<CreateResult> write = create(Bytes.utf8("k" + i));
      time.advance(Duration.ofMillis(1));
      assertTrue(write.isDone(), "write " + i);
    }
    CompletableFuture<CreateResult> waiting = create(A);
    time.advance(Duration.ofSeconds(1));
    assertFalse(waiting.isDone());
    gate.complete(null);
    time.advance(Duration.ofMillis(100));
    assertEquals(CreateResult.CREATED, waiting.join());
  }

  @Test
  void checkpointThatFailsIsTriedAgainAndNothingIsForgottenMeanwhile() {
    runs.checkpointGate =
        CompletableFuture.failedFuture(new StorageException(Reason.UNAVAILABLE, "no"));
    for (int i = 0; i < SETTINGS.checkpointObjects(); i++) {
      var unused = create(Bytes.utf8("k" + i));
      time.advance(Duration.ofMillis(1));
    }
    time.advance(Duration.ofSeconds(3));
    assertTrue(has(Bytes.utf8("k0")));
    runs.checkpointGate = CompletableFuture.completedFuture(null);
    time.advance(Duration.ofSeconds(3));
    assertEquals(1, runs.checkpoints);
    assertFalse(has(Bytes.utf8("k0")), "it is in the runs now");
    time.advance(Duration.ofSeconds(11));
    assertTrue(objects.contents().size() == 1, "only the open record stays");
  }

  @Test
  void checkpointThatFindsAnotherOwnerEndsTheLog() {
    runs.checkpointGate =
        CompletableFuture.failedFuture(new StorageException(Reason.IN_USE, "taken"));
    for (int i = 0; i < SETTINGS.checkpointObjects(); i++) {
      var unused = create(Bytes.utf8("k" + i));
    }
    time.advance(Duration.ofSeconds(1));
    StorageException refusal = log.refusal();
    assertTrue(refusal != null && refusal.reason() == Reason.IN_USE);
  }

  @Test
  void closeAnswersWhatIsUnderWayAndRefusesTheRest() {
    CompletableFuture<Void> page = new CompletableFuture<>();
    runs.pageGate = page;
    CompletableFuture<CreateResult> underWay = create(A);
    CompletableFuture<Void> closed = log.close(Duration.ofSeconds(2));
    assertEquals(Reason.CLOSED, reason(create(B)));
    time.advance(Duration.ofSeconds(1));
    assertFalse(closed.isDone());
    page.complete(null);
    assertTrue(closed.isDone());
    assertEquals(CreateResult.CREATED, underWay.join());
  }

  @Test
  void closeGivesUpInTheEnd() {
    runs.pageGate = new CompletableFuture<>();
    CompletableFuture<CreateResult> underWay = create(A);
    CompletableFuture<Void> closed = log.close(Duration.ofSeconds(2));
    time.advance(Duration.ofSeconds(3));
    assertTrue(closed.isDone());
    assertEquals(Reason.CLOSED, reason(underWay));
  }

  private static Reason reason(CompletableFuture<?> failed) {
    return StorageException.from(failed.handle((result, failure) -> failure).join()).reason();
  }
}
