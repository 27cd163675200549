package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.object.FaultyObjects;
import dev.aft.storage.s3.object.ObjectFailPoints;
import dev.aft.storage.s3.object.ObjectFate;
import dev.aft.storage.s3.object.ObjectFate.Fault;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.s3.object.ObjectStep;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.ObjectSummary;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Of all that open the store only the last can change it. */
class StoredRunsFencingTest {
  private static final RunSettings SETTINGS = RunsHarness.tiny(RunsHarness.PLENTY);

  private final RunsHarness harness = new RunsHarness(new SplittableRandom(3));

  @Test
  void anEarlierOwnerIsToldThatTheStoreIsInUse() {
    StoredRuns earlier = harness.open(SETTINGS);
    harness.result(harness.checkpoint(earlier, harness.changes(9)));
    var model = new TreeMap<>(harness.model);
    StoredRuns later = harness.open(SETTINGS);

    StorageException failure = failure(harness.checkpoint(earlier, harness.changes(9)));
    harness.model.clear();
    harness.model.putAll(model);

    assertEquals(Reason.IN_USE, failure.reason());
    assertEquals(Reason.IN_USE, failure(earlier.requireOwnership()).reason());
    assertEquals(Reason.IN_USE, failure(earlier.sweep(Set.of())).reason());
    harness.verify(later);
    harness.result(later.requireOwnership());
  }

  @Test
  void anEarlierOwnerFindsTheClaimHoweverMuchWasDeletedSince() {
    StoredRuns earlier = harness.open(SETTINGS);
    StoredRuns later = harness.open(SETTINGS);
    for (int i = 0; i < 10; i++) {
      harness.result(harness.checkpoint(later, harness.changes(20)));
      harness.time.advance(Duration.ofMinutes(1));
    }
    var model = new TreeMap<>(harness.model);

    assertEquals(Reason.IN_USE, failure(harness.checkpoint(earlier, harness.changes(5))).reason());
    harness.time.advance(Duration.ofMinutes(1));
    harness.model.clear();
    harness.model.putAll(model);

    harness.verify(later);
    assertEquals(3, harness.names(ObjectNames.MANIFESTS).size(), "two claims and the newest");
  }

  @Test
  void claimsAtTheSameTimeTakeTheirTurns() {
    WriterId first = WriterId.next(new SplittableRandom(1));
    WriterId second = WriterId.next(new SplittableRandom(2));

    ClaimedManifest one = Await.result(Manifests.claim(harness.objects.anotherHandle(), first));
    ClaimedManifest two = Await.result(Manifests.claim(harness.objects.anotherHandle(), second));

    assertEquals(new LogOwner(first, 1), one.claimant());
    assertEquals(new LogOwner(second, 2), two.claimant());
    assertEquals(0, two.position());
    assertEquals(0, two.owner().term());
  }

  @Test
  void aManifestOfUnknownOutcomeIsPursuedUntilItIsKnown() {
    ObjectFates.Script script = new ObjectFates.Script();
    StoredRuns runs = open(script);
    script.then(ObjectStep.MANIFEST_PUT, Fault.UNKNOWN_BUT_DONE);
    script.then(ObjectStep.MANIFEST_PUT, Fault.UNKNOWN_AND_NOT_DONE);

    harness.result(harness.checkpoint(runs, harness.changes(9)));
    harness.result(harness.checkpoint(runs, harness.changes(9)));

    assertTrue(script.isDone());
    harness.verify(runs);
  }

  @Test
  void aCheckpointThatFailedIsTriedAgainWithMore() {
    ObjectFates.Script script = new ObjectFates.Script();
    StoredRuns runs = open(script);
    for (ObjectStep step : new ObjectStep[] {ObjectStep.RUN_PUT, ObjectStep.MANIFEST_PUT}) {
      script.then(step, Fault.NOT_DONE);
      var entries = harness.changes(9);
      assertEquals(Reason.UNAVAILABLE, failure(harness.checkpoint(runs, entries)).reason());
      entries.putAll(harness.changes(9));
      harness.result(harness.checkpoint(runs, entries));
      harness.verify(runs);
    }
    assertEquals(RunsHarness.statistic(runs, "run_objects"), harness.names("run/").size());
  }

  @Test
  void aRunThatArrivesAfterItsWriterHasGivenUpIsDeletedToo() {
    ObjectFates.Script script = new ObjectFates.Script();
    StoredRuns runs = open(script);
    for (Fault fault : new Fault[] {Fault.UNKNOWN_AND_DONE_LATER, Fault.UNKNOWN_BUT_DONE}) {
      script.then(
          call -> call.step() == ObjectStep.RUN_PUT,
          new ObjectFate(fault, Duration.ZERO, Duration.ofMillis(200)));
      var entries = harness.changes(9);
      failure(harness.checkpoint(runs, entries));
      harness.result(harness.checkpoint(runs, entries));
    }
    harness.time.advance(Duration.ofSeconds(3));

    assertTrue(script.isDone());
    assertEquals(RunsHarness.statistic(runs, "run_objects"), harness.names("run/").size());
    harness.verify(runs);
  }

  @Test
  void whoClaimedAnOldStateBecauseOfAWrongListingDeletesNothing() {
    StoredRuns earlier = harness.open(SETTINGS);
    for (int i = 0; i < 3; i++) {
      harness.result(harness.checkpoint(earlier, harness.changes(20)));
    }
    harness.time.advance(Duration.ofMinutes(1));
    Set<String> runsBefore = harness.names(ObjectNames.RUNS);

    StoredRuns misled = harness.open(listingTheOldestFirst(), SETTINGS);

    assertEquals(Reason.IN_USE, failure(misled.sweep(Set.of())).reason());
    assertEquals(runsBefore, harness.names(ObjectNames.RUNS));
  }

  /** The oldest, as long as nobody has claimed it again; then that claim: it agrees with itself. */
  private ObjectStore listingTheOldestFirst() {
    ObjectStore honest = harness.objects.anotherHandle();
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) ->
                method.getName().equals("first")
                    ? honest
                        .list((String) arguments[0], "")
                        .thenApply(StoredRunsFencingTest::secondOrOldest)
                    : method.invoke(honest, arguments));
  }

  private static Optional<ObjectSummary> secondOrOldest(List<ObjectSummary> manifests) {
    return manifests.stream()
        .filter(each -> each.name().equals(ObjectNames.manifest(2)))
        .findFirst()
        .or(() -> manifests.stream().max(Comparator.comparing(ObjectSummary::name)));
  }

  @Test
  void closingEndsThePursuitOfAnUnknownOutcome() {
    ObjectFates.Script script = new ObjectFates.Script();
    StoredRuns runs = open(script);
    script.then(ObjectStep.MANIFEST_PUT, Fault.UNKNOWN_AND_NOT_DONE);
    script.then(ObjectStep.MANIFEST_PUT, Fault.UNKNOWN_AND_NOT_DONE);
    CompletableFuture<Void> checkpoint = harness.checkpoint(runs, harness.changes(9));
    harness.time.advance(Duration.ofMillis(50));

    runs.close();

    assertInstanceOf(UnknownOutcomeException.class, failure(checkpoint));
    assertEquals(Reason.CLOSED, failure(harness.checkpoint(runs, harness.changes(9))).reason());
  }

  private StoredRuns open(ObjectFates fates) {
    return harness.open(
        new FaultyObjects(
            harness.objects.anotherHandle(),
            fates,
            ObjectFailPoints.NONE,
            harness.time.scheduler()),
        SETTINGS);
  }

  private StorageException failure(CompletableFuture<?> future) {
    harness.time.runUntilDone(future);
    return Await.failure(future);
  }
}
