package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.object.ObjectFailPoints.Moment;
import dev.aft.storage.s3.object.ObjectFate.Fault;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FaultyObjectsTest {
  private final InMemoryObjects below = new InMemoryObjects();
  private final VirtualTime time = new VirtualTime();
  private final ObjectFates.Script script = new ObjectFates.Script();
  private final FaultyObjects objects =
      new FaultyObjects(below, script, ObjectFailPoints.NONE, time.scheduler());

  @Test
  void aFaultMeetsItsStepOnly() {
    script.then(ObjectStep.MANIFEST_PUT, Fault.NOT_DONE);

    assertEquals(CreateResult.CREATED, Await.result(create("log/1")));
    StorageException failure = Await.failure(create("manifest/1"));

    assertFalse(failure instanceof UnknownOutcomeException);
    assertEquals(Set.of("log/1"), below.contents().keySet());
    assertTrue(script.isDone());
  }

  @Test
  void anUnknownWriteIsDoneOrNotAsPlanned() {
    script.then(ObjectStep.LOG_PUT, Fault.UNKNOWN_BUT_DONE);
    script.then(ObjectStep.LOG_PUT, Fault.UNKNOWN_AND_NOT_DONE);

    assertInstanceOf(UnknownOutcomeException.class, Await.failure(create("log/1")));
    assertInstanceOf(UnknownOutcomeException.class, Await.failure(create("log/2")));

    assertEquals(Set.of("log/1"), below.contents().keySet());
  }

  @Test
  void aLateWriteArrivesAfterItsCallerWasTold() {
    script.then(
        call -> true,
        new ObjectFate(Fault.UNKNOWN_AND_DONE_LATER, Duration.ZERO, Duration.ofSeconds(3)));

    assertInstanceOf(UnknownOutcomeException.class, Await.failure(create("log/1")));
    assertEquals(Map.of(), below.contents());
    time.advance(Duration.ofSeconds(3));

    assertEquals(Set.of("log/1"), below.contents().keySet());
  }

  @Test
  void aDelayHoldsTheCallAndThenItsAnswer() {
    script.then(call -> true, ObjectFate.delayed(Duration.ofSeconds(1), Duration.ofSeconds(2)));

    CompletableFuture<CreateResult> created = create("log/1");
    time.advance(Duration.ofMillis(999));
    assertEquals(Map.of(), below.contents());
    time.advance(Duration.ofMillis(1));
    assertEquals(Set.of("log/1"), below.contents().keySet());
    assertFalse(created.isDone());
    time.advance(Duration.ofSeconds(2));

    assertEquals(CreateResult.CREATED, Await.result(created));
  }

  @Test
  void whatIsNeverAnsweredStaysOpen() {
    script.then(ObjectStep.LOG_GET, Fault.NEVER_ANSWERED);

    CompletableFuture<Optional<Bytes>> silent = objects.get("log/1");
    time.advance(Duration.ofDays(1));

    assertFalse(silent.isDone());
    assertEquals(Optional.empty(), Await.result(objects.get("log/1")));
  }

  @Test
  void aThrottledCallSaysSo() {
    script.then(ObjectStep.LIST, Fault.THROTTLED);

    assertEquals(Reason.THROTTLED, Await.failure(objects.list("", "")).reason());
  }

  @Test
  void afterACrashNothingReachesTheObjects() {
    List<String> seen = new ArrayList<>();
    FaultyObjects crashing =
        new FaultyObjects(
            below,
            ObjectFates.NONE,
            (moment, call) -> {
              seen.add(moment + " " + call.step().label());
              if (moment == Moment.AFTER && call.step() == ObjectStep.LOG_PUT) {
                throw new IllegalStateException("crash");
              }
            },
            time.scheduler());

    Await.failure(crashing.createIfAbsent("log/1", Bytes.EMPTY));
    Await.failure(crashing.createIfAbsent("log/2", Bytes.EMPTY));

    assertTrue(crashing.hasCrashed());
    assertEquals(Set.of("log/1"), below.contents().keySet());
    assertEquals(List.of("BEFORE log put", "AFTER log put"), seen);
  }

  @Test
  void requestsAreCountedByKind() {
    CountingObjects counting = new CountingObjects(below);
    for (int i = 0; i < 1001; i++) {
      Await.result(counting.put("log/%04d".formatted(i), Bytes.utf8("ab")));
    }
    Await.result(counting.get("log/0001"));
    List<ObjectSummary> all = Await.result(counting.list("", ""));
    Await.result(counting.delete(all.stream().map(ObjectSummary::name).toList()));

    assertEquals(
        Map.of(
            "put-requests", 1001L,
            "get-requests", 1L,
            "list-requests", 2L,
            "delete-requests", 2L,
            "bytes-read", 2L,
            "bytes-written", 2002L),
        counting.statistics());
    assertEquals(1006, counting.count());
  }

  private CompletableFuture<CreateResult> create(String name) {
    return objects.createIfAbsent(name, Bytes.utf8(name));
  }
}
