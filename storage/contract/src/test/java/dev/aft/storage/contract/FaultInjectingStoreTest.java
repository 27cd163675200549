package dev.aft.storage.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.StoreCall.Kind;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FaultInjectingStoreTest {
  private static final Bytes KEY = Bytes.utf8("key");
  private static final Bytes VALUE = Bytes.utf8("value");

  private final InMemoryStore inner = new InMemoryStore();
  private final FaultScript script = new FaultScript();
  private final FaultInjectingStore store = new FaultInjectingStore(inner, script);

  private Optional<Bytes> stored() {
    return Await.result(inner.read(KEY));
  }

  @Test
  void notDoneFailsAndLeavesTheStoreAsItWas() {
    script.then(Kind.CREATE_IF_ABSENT, Fault.NOT_DONE);
    StorageException failure = Await.failure(store.createIfAbsent(KEY, VALUE));
    assertFalse(failure instanceof UnknownOutcomeException);
    assertEquals(Optional.empty(), stored());
    assertEquals(CreateResult.CREATED, Await.result(store.createIfAbsent(KEY, VALUE)));
  }

  @Test
  void unknownButDoneFailsAndHasWritten() {
    script.then(Kind.WRITE, Fault.UNKNOWN_BUT_DONE);
    assertInstanceOf(
        UnknownOutcomeException.class, Await.failure(store.write(List.of(new Entry(KEY, VALUE)))));
    assertEquals(Optional.of(VALUE), stored());
  }

  @Test
  void unknownAndNotDoneFailsAndHasNotWritten() {
    script.then(Kind.COMMIT_IF_ABSENT, Fault.UNKNOWN_AND_NOT_DONE);
    AtomicBatches batches = store.capability(AtomicBatches.class).orElseThrow();
    assertInstanceOf(
        UnknownOutcomeException.class,
        Await.failure(
            batches.commitIfAbsent(new Entry(KEY, VALUE), WriteBatch.ofWrites(List.of()))));
    assertEquals(Optional.empty(), stored());
  }

  @Test
  void readNeverFailsWithAnUnknownOutcome() {
    script.then(Kind.READ, Fault.UNKNOWN_BUT_DONE).then(Kind.READ, Fault.UNKNOWN_AND_NOT_DONE);
    assertFalse(Await.failure(store.read(KEY)) instanceof UnknownOutcomeException);
    assertFalse(Await.failure(store.read(KEY)) instanceof UnknownOutcomeException);
    assertTrue(script.isDone());
  }

  @Test
  void hookIsToldBeforeAndAfterEachWrite() {
    List<String> points = new ArrayList<>();
    FaultInjectingStore hooked = new FaultInjectingStore(inner, script, points::add);
    Await.result(hooked.write(List.of(new Entry(KEY, VALUE))));
    Await.result(hooked.read(KEY));
    Await.result(hooked.createIfAbsent(KEY, VALUE));
    assertEquals(
        List.of("before write", "after write", "before create-if-absent", "after create-if-absent"),
        points);
  }

  @Test
  void crashAfterWriteKeepsTheWriteAndFailsEverythingLater() {
    CrashHook crash =
        point -> {
          if (point.equals("after write")) {
            throw new IllegalStateException("crash");
          }
        };
    FaultInjectingStore crashing = new FaultInjectingStore(inner, script, crash);
    var written = crashing.write(List.of(new Entry(KEY, VALUE)));
    assertThrows(IllegalStateException.class, () -> Await.result(written));
    assertTrue(crashing.hasCrashed());
    assertEquals(Optional.of(VALUE), stored());
    assertEquals(StorageException.Reason.UNAVAILABLE, Await.failure(crashing.read(KEY)).reason());
  }

  @Test
  void heldCallReachesTheStoreWhenReleased() {
    HoldingStore holding = new HoldingStore(inner);
    holding.hold(call -> call.kind() == Kind.WRITE);
    var written = holding.write(List.of(new Entry(KEY, VALUE)));
    assertFalse(written.isDone());
    assertEquals(Optional.empty(), Await.result(holding.read(KEY)));
    assertEquals(1, holding.held().size());
    holding.releaseAll();
    assertTrue(written.isDone());
    assertEquals(Optional.of(VALUE), stored());
  }
}
