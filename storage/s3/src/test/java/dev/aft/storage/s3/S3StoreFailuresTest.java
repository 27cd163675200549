package dev.aft.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.ObjectCall;
import dev.aft.storage.s3.object.ObjectFate;
import dev.aft.storage.s3.object.ObjectFate.Fault;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.s3.object.ObjectStep;
import dev.aft.storage.s3.object.RequestKind;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.Ownership;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of writes when requests fail, answers are lost, or another takes the store. */
final class S3StoreFailuresTest {
  private static final Duration TIMEOUT = TestStores.SETTINGS.timeout();
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  private final World world = new World(1);

  /** What happens to calls of one step while {@link #on} is set; nothing happens to others. */
  private static final class Switch implements ObjectFates {
    private final ObjectStep step;
    private final Fault fault;
    boolean on;

    Switch(ObjectStep step, Fault fault) {
      this.step = step;
      this.fault = fault;
    }

    @Override
    public ObjectFate decide(ObjectCall call) {
      return on && call.step() == step ? ObjectFate.of(fault) : ObjectFate.NONE;
    }
  }

  private S3Store openWith(Switch fates) {
    S3Store store = world.open(fates).store();
    fates.on = true;
    return store;
  }

  @Test
  void failuresThatPassAreNotSeen() {
    for (Fault fault :
        List.of(
            Fault.NOT_DONE,
            Fault.THROTTLED,
            Fault.UNKNOWN_BUT_DONE,
            Fault.UNKNOWN_AND_NOT_DONE,
            Fault.UNKNOWN_AND_DONE_LATER)) {
      World fresh = new World(2);
      ObjectFates.Script script = new ObjectFates.Script();
      S3Store store = fresh.open(script).store();
      script.then(ObjectStep.LOG_PUT, fault).then(ObjectStep.LOG_PUT, fault);
      assertEquals(CreateResult.CREATED, fresh.await(store.createIfAbsent(A, B)), fault.toString());
      assertEquals(Optional.of(B), fresh.await(store.read(A)));
      assertTrue(script.isDone());
    }
  }

  @Test
  void ownObjectThatWasTakenForAnothersIsRecognized() {
    MisreadObjects objects = new MisreadObjects(world.bucket.anotherHandle());
    S3Store store =
        world.await(
            S3Store.open(objects, TestStores.SETTINGS, TestStores.RUNS, world.time.environment(7)));
    objects.misread = 1;
    assertEquals(CreateResult.CREATED, world.await(store.createIfAbsent(A, B)));
    assertEquals(0, objects.misread);
    assertEquals(CreateResult.CREATED, world.await(store.createIfAbsent(B, B)));
    assertEquals(Optional.of(B), world.read(world.open(), "a"));
  }

  @Test
  void answerThatNeverComesIsAskedForAgain() {
    ObjectFates.Script script = new ObjectFates.Script();
    S3Store store = world.open(script).store();
    script.then(ObjectStep.LOG_PUT, Fault.NEVER_ANSWERED);
    assertInstanceOf(UnknownOutcomeException.class, world.failure(store.createIfAbsent(A, B)));
    world.passes(TIMEOUT.plusSeconds(1));
    assertEquals(Optional.of(B), world.await(store.read(A)));
    assertEquals(CreateResult.EXISTED, world.await(store.createIfAbsent(A, A)));
  }

  @Test
  void whatSurelyDidNotArriveFailsAsNotDoneAndStaysSo() {
    Switch network = new Switch(ObjectStep.LOG_PUT, Fault.NOT_DONE);
    S3Store store = openWith(network);
    StorageException failure = world.failure(store.createIfAbsent(A, B));
    assertFalse(failure instanceof UnknownOutcomeException, failure.toString());
    assertEquals(Reason.UNAVAILABLE, failure.reason());
    network.on = false;
    world.passes(Duration.ofSeconds(5));
    assertEquals(Optional.empty(), world.await(store.read(A)));
    assertEquals(CreateResult.CREATED, world.await(store.createIfAbsent(A, A)));
    assertEquals(Optional.of(A), world.read(world.open(), "a"));
  }

  @Test
  void whatMayHaveArrivedIsUnknownAndSettledLater() {
    Switch network = new Switch(ObjectStep.LOG_PUT, Fault.UNKNOWN_AND_NOT_DONE);
    S3Store store = openWith(network);
    CompletableFuture<CreateResult> first = store.createIfAbsent(A, B);
    CompletableFuture<CreateResult> waiting = store.createIfAbsent(B, B);
    assertInstanceOf(UnknownOutcomeException.class, world.failure(first));
    StorageException notDone = world.failure(waiting);
    assertFalse(notDone instanceof UnknownOutcomeException, notDone.toString());
    network.on = false;
    world.passes(Duration.ofSeconds(5));
    assertEquals(Optional.of(B), world.await(store.read(A)));
    assertEquals(Optional.empty(), world.await(store.read(B)));
  }

  @Test
  void writesGoOnAfterAnOutage() {
    Switch network = new Switch(ObjectStep.LOG_PUT, Fault.NOT_DONE);
    S3Store store = openWith(network);
    List<CompletableFuture<CreateResult>> lost = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lost.add(store.createIfAbsent(Bytes.utf8("lost" + i), B));
      world.passes(Duration.ofSeconds(1));
    }
    lost.subList(0, 50).forEach(each -> assertTrue(each.isCompletedExceptionally()));
    network.on = false;
    world.passes(Duration.ofSeconds(3));
    assertEquals(CreateResult.CREATED, world.await(store.createIfAbsent(A, A)));
    int there = world.await(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 100)).size();
    long acknowledged = lost.stream().filter(each -> !each.isCompletedExceptionally()).count();
    assertEquals(1 + acknowledged, there);
  }

  @Test
  void tooManyBytesWaitingAreThrottledAndNotDone() {
    LogSettings small = new LogSettings(256 << 10, 4, 4 << 20, 1000, TIMEOUT, 10_000, 1 << 20, 50);
    Switch network = new Switch(ObjectStep.LOG_PUT, Fault.NEVER_ANSWERED);
    S3Store store = world.open(small, network).store();
    network.on = true;
    CompletableFuture<Void> first = store.commit(World.writes(1, "first", 9_000));
    StorageException failure = world.failure(store.commit(World.writes(1, "second", 9_000)));
    assertEquals(Reason.THROTTLED, failure.reason());
    assertFalse(failure instanceof UnknownOutcomeException);
    network.on = false;
    world.failure(first);
    world.passes(TIMEOUT.multipliedBy(2));
    world.await(store.commit(World.writes(1, "third", 9_000)));
    assertTrue(world.read(store, "first0").isPresent());
    assertTrue(world.read(store, "second0").isEmpty());
  }

  @Test
  void valueThatCannotBePutFailsTheBatchAndNothingElse() {
    Switch values = new Switch(ObjectStep.VALUE_PUT, Fault.NOT_DONE);
    S3Store store = openWith(values);
    CompletableFuture<Void> large = store.commit(World.writes(2, "large", 300_000));
    assertEquals(CreateResult.CREATED, world.await(store.createIfAbsent(A, B)));
    StorageException failure = world.failure(large);
    assertFalse(failure instanceof UnknownOutcomeException, failure.toString());
    values.on = false;
    world.passes(Duration.ofSeconds(3));
    assertEquals(List.of(), world.names("value/"));
    assertEquals(1, world.names("log/").size() - 1);
  }

  @Test
  void valueThatArrivesLateIsDeletedToo() {
    ObjectFates.Script script = new ObjectFates.Script();
    S3Store store = world.open(script).store();
    script.then(
        call -> call.step() == ObjectStep.VALUE_PUT,
        new ObjectFate(Fault.UNKNOWN_AND_DONE_LATER, TIMEOUT.plusSeconds(1), TIMEOUT));
    world.failure(store.commit(World.writes(1, "large", 300_000)));
    world.passes(TIMEOUT.multipliedBy(3));
    assertEquals(1, world.names("value/").size());
    world.passes(Duration.ofMinutes(1));
    assertEquals(List.of(), world.names("value/"));
  }

  @Test
  void callerIsToldWhyAValueOrACheckpointCouldNotBeWritten() {
    for (ObjectStep step : List.of(ObjectStep.VALUE_PUT, ObjectStep.RUN_PUT)) {
      World fresh = new World(3);
      LogSettings small =
          new LogSettings(256 << 10, 4, 4 << 20, 1000, TIMEOUT, 128L << 20, 1L << 20, 5);
      Switch network = new Switch(step, Fault.THROTTLED);
      S3Store store = fresh.open(small, network).store();
      network.on = true;
      for (int i = 0; i < 4 * 5 && step == ObjectStep.RUN_PUT; i++) {
        fresh.await(store.createIfAbsent(Bytes.utf8("k" + i), B));
      }
      StorageException failure = fresh.failure(store.commit(World.writes(1, "large", 300_000)));
      assertEquals(Reason.THROTTLED, failure.reason(), step.label());
    }
  }

  @Test
  void smallWriteBehindALargeOneHearsOfItsFailureInItsOwnTime() {
    Switch network = new Switch(ObjectStep.LOG_PUT, Fault.NEVER_ANSWERED);
    S3Store store = openWith(network);
    CompletableFuture<Void> large = store.commit(World.writes(300, "large", 60_000));
    CompletableFuture<CreateResult> small = store.createIfAbsent(A, B);
    world.passes(TIMEOUT.plusSeconds(1));
    assertTrue(small.isCompletedExceptionally());
    assertFalse(large.isDone());
    world.passes(TIMEOUT.plusSeconds(20));
    assertTrue(large.isCompletedExceptionally());
  }

  @Test
  void openingWhoseLogIsDeletedByALaterOwnerFindsTheStoreInUse() {
    S3Store first = world.open();
    world.await(first.createIfAbsent(A, A));
    World.Opening slow =
        world.open(
            call ->
                call.step() == ObjectStep.LOG_GET
                    ? ObjectFate.delayed(Duration.ofMillis(500), Duration.ZERO)
                    : ObjectFate.NONE);
    world.passes(Duration.ofMillis(100));
    S3Store owner = world.open();
    for (int i = 0; i < TestStores.SETTINGS.checkpointObjects(); i++) {
      world.await(owner.createIfAbsent(Bytes.utf8("n" + i), Bytes.EMPTY));
    }
    world.passes(Duration.ofMillis(100));
    assertEquals(Reason.IN_USE, world.failure(slow.opening).reason());
  }

  @Test
  void ownerThatWasReplacedFailsForEverAndKeepsNothing() {
    S3Store old = world.open();
    assertEquals(CreateResult.CREATED, world.await(old.createIfAbsent(A, A)));
    S3Store owner = world.open();
    assertEquals(Optional.of(A), world.await(owner.read(A)));
    StorageException failure = world.failure(old.createIfAbsent(B, A));
    assertEquals(Reason.IN_USE, failure.reason());
    assertEquals(Reason.IN_USE, world.failure(old.read(A)).reason());
    assertEquals(Reason.IN_USE, world.failure(old.delete(List.of(A))).reason());
    assertEquals(CreateResult.CREATED, world.await(owner.createIfAbsent(B, B)));
    assertEquals(Optional.of(B), world.await(world.open().read(B)));
  }

  @Test
  void ownerThatOnlyReadsFindsOutAfterSomeSecondsAndSaysSo() {
    S3Store old = world.open();
    world.await(old.createIfAbsent(A, A));
    CompletableFuture<StorageException> lost = old.capability(Ownership.class).orElseThrow().lost();
    S3Store owner = world.open();
    world.await(owner.createIfAbsent(B, B));
    assertEquals(Optional.of(A), world.await(old.read(A)));
    world.passes(Duration.ofSeconds(6));
    assertEquals(Reason.IN_USE, world.failure(old.read(A)).reason());
    assertEquals(Reason.IN_USE, world.await(lost).reason());
    assertEquals(Optional.of(B), world.await(owner.read(B)));
    world.passes(Duration.ofSeconds(6));
    assertEquals(Optional.of(B), world.await(owner.read(B)));
  }

  @Test
  void openingsWithoutWritesAreCheckpointedToo() {
    for (int i = 0; i < TestStores.SETTINGS.checkpointObjects() + 10; i++) {
      world.open();
      world.passes(Duration.ofSeconds(1));
    }
    World.Opening process = world.open(ObjectFates.NONE);
    assertEquals(Optional.empty(), world.await(process.store().read(A)));
    long gets = process.requests.count(RequestKind.GET);
    assertTrue(gets < 30, "objects read: " + gets);
  }

  @Test
  void ownerThatWasReplacedLongAgoStillFindsOut() {
    S3Store old = world.open();
    assertEquals(CreateResult.CREATED, world.await(old.createIfAbsent(A, A)));
    S3Store owner = world.open();
    for (int i = 0; i < 300; i++) {
      world.await(owner.createIfAbsent(Bytes.utf8("n" + i), Bytes.EMPTY));
      world.passes(Duration.ofMillis(1));
    }
    world.passes(Duration.ofSeconds(11));
    assertTrue(world.names("log/").size() < 100, "the log has been checkpointed");
    assertEquals(Reason.IN_USE, world.failure(old.createIfAbsent(B, A)).reason());
    assertEquals(Optional.empty(), world.await(world.open().read(B)));
  }

  @Test
  void lateWriteOfAnEarlierOwnerCountsForNothing() {
    ObjectFates.Script script = new ObjectFates.Script();
    S3Store old = world.open(script).store();
    script.then(
        call -> call.step() == ObjectStep.LOG_PUT,
        new ObjectFate(Fault.NONE, Duration.ofSeconds(2), Duration.ZERO));
    CompletableFuture<CreateResult> late = old.createIfAbsent(A, A);
    S3Store owner = world.open();
    assertEquals(CreateResult.CREATED, world.await(owner.createIfAbsent(A, B)));
    world.failure(late);
    assertEquals(Optional.of(B), world.await(world.open().read(A)));
  }

  @Test
  void recordOfAnEarlierOwnerBehindTheOpenRecordIsPassedBy() {
    ObjectFates.Script script = new ObjectFates.Script();
    S3Store old = world.open(script).store();
    // Two groups under way: the first arrives late, the second stands beyond the open record.
    for (int i = 0; i < 2; i++) {
      script.then(
          call -> call.step() == ObjectStep.LOG_PUT,
          new ObjectFate(Fault.NONE, Duration.ofSeconds(2), Duration.ZERO));
    }
    var unused = old.createIfAbsent(A, A);
    world.passes(Duration.ofMillis(1));
    unused = old.createIfAbsent(B, A);
    S3Store owner = world.open();
    world.passes(Duration.ofSeconds(3));
    assertEquals(CreateResult.CREATED, world.await(owner.createIfAbsent(A, B)));
    assertEquals(CreateResult.CREATED, world.await(owner.createIfAbsent(B, B)));
    assertEquals(1, owner.statistics().get("log_positions_skipped_total"));
    S3Store next = world.open();
    assertEquals(Optional.of(B), world.await(next.read(A)));
    assertEquals(Optional.of(B), world.await(next.read(B)));
  }

  @Test
  void ofTwoThatOpenTogetherTheLaterClaimGoesOn() {
    World.Opening slow = world.open(World.latency(Duration.ofMillis(50)));
    world.passes(Duration.ofMillis(120));
    S3Store owner = world.open();
    assertEquals(CreateResult.CREATED, world.await(owner.createIfAbsent(A, A)));
    assertEquals(Reason.IN_USE, world.failure(slow.opening).reason());
    assertEquals(CreateResult.CREATED, world.await(owner.createIfAbsent(B, B)));
    S3Store next = world.open();
    assertEquals(Optional.of(A), world.await(next.read(A)));
    assertEquals(Optional.of(B), world.await(next.read(B)));
  }

  @Test
  void gapLeftByADeathIsFilledAndWhatStoodBehindItCounts() {
    ObjectFates.Script script = new ObjectFates.Script();
    World.Opening first = world.open(script);
    S3Store old = first.store();
    script.then(ObjectStep.LOG_PUT, Fault.NEVER_ANSWERED);
    CompletableFuture<CreateResult> missing = old.createIfAbsent(A, A);
    world.await(CompletableFuture.completedFuture(true));
    CompletableFuture<CreateResult> behind = old.createIfAbsent(B, B);
    world.passes(Duration.ofMillis(10));
    first.objects.crash();
    assertFalse(missing.isDone());
    S3Store owner = world.open();
    assertEquals(Optional.empty(), world.await(owner.read(A)));
    assertFalse(behind.isDone(), "nothing behind a gap is acknowledged");
    assertEquals(CreateResult.CREATED, world.await(owner.createIfAbsent(A, B)));
  }

  @Test
  void damageInTheLogStopsTheOpening() {
    S3Store store = world.open();
    world.await(store.createIfAbsent(A, A));
    store.close();
    String name = world.names("log/").get(1);
    byte[] content = world.content(name).toArray();
    content[content.length / 2] ^= 1;
    world.bucket.overwrite(name, Bytes.wrap(content));
    StorageException failure = world.failure(world.open(ObjectFates.NONE).opening);
    assertEquals(Reason.CORRUPT, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains(name));
  }

  @Test
  void newerFormatStopsTheOpening() {
    S3Store store = world.open();
    world.await(store.createIfAbsent(A, A));
    store.close();
    String name = world.names("log/").get(1);
    byte[] content = world.content(name).toArray();
    content[4] = 2;
    world.bucket.overwrite(name, Bytes.wrap(content));
    assertEquals(Reason.NEWER_FORMAT, world.failure(world.open(ObjectFates.NONE).opening).reason());
  }

  @Test
  void conditionsOfOneBatchNameKeysThatMayBeReadBefore() {
    S3Store store = world.open();
    world.await(store.commit(World.writes(1, "x", 10)));
    assertEquals(
        CreateResult.EXISTED,
        world.await(
            store.commitIfAbsent(
                List.of(new Entry(A, A), new Entry(Bytes.utf8("x0"), A)),
                World.writes(1, "y", 10))));
    assertEquals(Optional.empty(), world.await(store.read(A)));
  }
}
