package dev.aft.cli.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.cli.copy.CopyFailure.Kind;
import dev.aft.engine.transaction.UnfinishedCopy;
import dev.aft.storage.contract.Await;
import dev.aft.storage.contract.Fault;
import dev.aft.storage.contract.FaultInjectingStore;
import dev.aft.storage.contract.FaultScript;
import dev.aft.storage.contract.StoreCall;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCopyTest {
  private static final Bytes FORMAT = Bytes.wrap(new byte[] {2});
  private static final Bytes FORMAT_KEY = Bytes.utf8("mformat");

  private final Progress progress = new Progress();
  private final AtomicLong nanos = new AtomicLong();
  private final InMemoryStore source = new InMemoryStore();
  private final InMemoryStore target = new InMemoryStore();

  /** What a listener was told. */
  private static final class Progress implements CopyListener {
    final List<Phase> phases = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    Runnable atProgress = () -> {};
    Volume last = Volume.NOTHING;
    OptionalLong expected = OptionalLong.empty();

    @Override
    public void begins(Phase phase, OptionalLong about) {
      phases.add(phase);
      expected = about;
    }

    @Override
    public void reached(Volume volume) {
      last = volume;
      atProgress.run();
    }

    @Override
    public void warns(String message) {
      warnings.add(message);
    }
  }

  /** Time in which every page of a copy leads to a note. */
  private StoreCopy copy(Store from, Store to) {
    return new StoreCopy(
        from, to, "test:source", progress, () -> nanos.addAndGet(3_000_000_000L), pause -> {});
  }

  private static void fill(Store store, int entries) {
    Random random = new Random(7);
    List<Entry> all = new ArrayList<>();
    all.add(new Entry(FORMAT_KEY, FORMAT));
    all.add(new Entry(Bytes.utf8("mstore"), Bytes.utf8("id-of-the-source")));
    all.add(new Entry(Bytes.EMPTY, Bytes.EMPTY));
    byte[] large = new byte[5 << 20];
    random.nextBytes(large);
    all.add(new Entry(Bytes.utf8("large"), Bytes.wrap(large)));
    for (int i = 0; i < entries; i++) {
      byte[] value = new byte[random.nextInt(60)];
      random.nextBytes(value);
      all.add(new Entry(Bytes.utf8((i % 2 == 0 ? "d" : "t") + i), Bytes.wrap(value)));
    }
    Await.result(store.write(all));
  }

  private static List<Entry> content(Store store) {
    return Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, Integer.MAX_VALUE));
  }

  private static CopyFailure failure(StoreCopy copy, Kind kind) {
    CopyFailure failure = assertThrows(CopyFailure.class, copy::run);
    assertEquals(kind, failure.kind(), failure::toString);
    return failure;
  }

  /** Lets the first {@code writes} writes pass, then dies. */
  private static FaultInjectingStore dyingAfter(int writes, Store store) {
    AtomicInteger left = new AtomicInteger(writes);
    return new FaultInjectingStore(
        store,
        new FaultScript(),
        point -> {
          if (point.startsWith("before") && left.decrementAndGet() < 0) {
            throw new StorageException(StorageException.Reason.UNAVAILABLE, "dead");
          }
        });
  }

  @Test
  void everythingArrivesAndTheFormatComesLast() {
    fill(source, 25_000);
    List<Entry> before = content(source);
    List<String> last = new ArrayList<>();
    FaultInjectingStore watched =
        new FaultInjectingStore(
            target,
            (StoreCall call) -> {
              if (call.kind().isWrite()) {
                last.add(call.keys().get(0).toUtf8());
                assertFalse(
                    Await.result(target.read(FORMAT_KEY)).equals(Optional.of(FORMAT)),
                    "written after the format");
              }
              return Fault.NONE;
            });

    StoreCopy.Result result = copy(source, watched).run();

    assertEquals(before, content(target));
    assertEquals(before, content(source));
    assertEquals(before.size(), result.volume().entries());
    assertFalse(result.resumed());
    assertEquals("mformat", last.get(last.size() - 1));
    assertEquals(
        List.of(CopyListener.Phase.COPYING, CopyListener.Phase.VERIFYING), progress.phases);
    assertEquals(OptionalLong.of(before.size()), progress.expected);
    assertEquals(result.volume(), progress.last);
  }

  @Test
  void rocksDbToMemoryAndBackGivesTheSameContentAndChecksum(@TempDir Path folder) {
    List<Entry> all;
    Bytes there;
    try (Store first = Stores.open("rocksdb:" + folder.resolve("first"))) {
      fill(first, 3_000);
      all = content(first);
      there = copy(first, target).run().checksum();
    }
    try (Store second = Stores.open("rocksdb:" + folder.resolve("second"))) {
      assertEquals(there, copy(target, second).run().checksum());
      assertEquals(all, content(second));
    }
  }

  @Test
  void aCopyThatDiedGoesOnWhereItWas() {
    fill(source, 60_000);
    FaultInjectingStore dying = dyingAfter(45, target);
    assertThrows(StorageException.class, () -> copy(source, dying).run());
    int half = content(target).size();
    assertTrue(half > 20_000 && half < 60_000, "copied=" + half);
    assertNotEquals(Optional.of(FORMAT), Await.result(target.read(FORMAT_KEY)));

    AtomicInteger written = new AtomicInteger();
    FaultInjectingStore counting =
        new FaultInjectingStore(
            target,
            call -> {
              written.addAndGet(call.kind() == StoreCall.Kind.WRITE ? call.keys().size() : 0);
              return Fault.NONE;
            });
    StoreCopy.Result result = copy(source, counting).run();

    assertTrue(result.resumed());
    assertEquals(content(source), content(target));
    assertTrue(written.get() < 50_000, "nothing was saved: " + written);
    assertEquals(CopyListener.Phase.CHECKING, progress.phases.get(1));
  }

  @Test
  void aCopyThatDiesAtAnyWriteIsCompletedByTheNext() {
    fill(source, 4_000);
    for (int writes = 0; writes < 9; writes++) {
      InMemoryStore to = new InMemoryStore();
      FaultInjectingStore dying = dyingAfter(writes, to);
      try {
        copy(source, dying).run();
      } catch (StorageException e) {
        assertTrue(dying.hasCrashed(), e::toString);
      }
      if (dying.hasCrashed()) {
        copy(source, to).run();
      }
      assertEquals(content(source), content(to), "writes=" + writes);
    }
  }

  @Test
  void whatTheTargetHasBeyondTheNoteIsRemoved() {
    fill(source, 60_000);
    assertThrows(StorageException.class, () -> copy(source, dyingAfter(45, target)).run());
    Bytes gone = Bytes.utf8("u-was-deleted-meanwhile");
    Await.result(target.write(List.of(new Entry(gone, Bytes.EMPTY))));

    copy(source, target).run();

    assertEquals(content(source), content(target));
  }

  @Test
  void aStopIsNotedAndTheNextRunGoesOn() {
    fill(source, 60_000);
    StoreCopy stopped = copy(source, target);
    progress.atProgress =
        () -> {
          if (progress.last.entries() >= 20_000) {
            stopped.stop();
          }
        };
    failure(stopped, Kind.STOPPED);
    progress.atProgress = () -> {};
    assertTrue(
        UnfinishedCopy.decode(Await.result(target.read(FORMAT_KEY)).orElseThrow())
            .orElseThrow()
            .reached()
            .isPresent());

    assertTrue(copy(source, target).run().resumed());
    assertEquals(content(source), content(target));
  }

  @Test
  void failuresThatPassAreTriedAgain() {
    fill(source, 25_000);
    FaultScript script = new FaultScript();
    for (StoreCall.Kind kind :
        List.of(StoreCall.Kind.WRITE, StoreCall.Kind.SCAN, StoreCall.Kind.CREATE_IF_ABSENT)) {
      script.then(kind, Fault.UNKNOWN_BUT_DONE).then(kind, Fault.NOT_DONE);
    }
    FaultScript reads = new FaultScript().then(StoreCall.Kind.SCAN, Fault.NOT_DONE);

    copy(new FaultInjectingStore(source, reads), new FaultInjectingStore(target, script)).run();

    assertTrue(script.isDone() && reads.isDone());
    assertEquals(content(source), content(target));
  }

  @Test
  void aByteThatChangedInTheTargetIsFoundByTheChecksum() {
    fill(source, 3_000);
    Bytes key = Bytes.utf8("d100");
    byte[] changed = Await.result(source.read(key)).orElseThrow().toArray();
    changed[0] ^= 1;
    FaultInjectingStore damaging =
        new FaultInjectingStore(
            target,
            call -> {
              if (call.kind() == StoreCall.Kind.SCAN
                  && progress.phases.contains(CopyListener.Phase.VERIFYING)) {
                Await.result(target.write(List.of(new Entry(key, Bytes.wrap(changed)))));
              }
              return Fault.NONE;
            });

    CopyFailure different = failure(copy(source, damaging), Kind.DIFFERENT);

    assertTrue(String.valueOf(different.getMessage()).contains("target="), different::toString);
    assertNotEquals(Optional.of(FORMAT), Await.result(target.read(FORMAT_KEY)));
    assertEquals(Kind.DIFFERENT, failure(copy(source, target), Kind.DIFFERENT).kind());
  }

  @Test
  void aTargetWithDataIsRefusedAndLeftAsItIs() {
    fill(source, 10);
    fill(target, 5);
    List<Entry> before = content(target);
    failure(copy(source, target), Kind.REFUSED);
    assertEquals(before, content(target));
  }

  @Test
  void anEmptySourceIsRefused() {
    failure(copy(source, target), Kind.REFUSED);
    assertEquals(List.of(), content(target));
  }

  @Test
  void halfACopyOfAnotherStoreIsRefusedAsTargetAndAsSource() {
    fill(source, 30_000);
    assertThrows(StorageException.class, () -> copy(source, dyingAfter(20, target)).run());
    List<Entry> half = content(target);
    InMemoryStore other = new InMemoryStore();
    fill(other, 10);
    Await.result(
        other.write(List.of(new Entry(Bytes.utf8("mstore"), Bytes.utf8("id-of-another")))));

    CopyFailure refused = failure(copy(other, target), Kind.REFUSED);
    assertTrue(
        String.valueOf(refused.getMessage()).contains("id-of-the-source"), refused::toString);
    failure(copy(target, new InMemoryStore()), Kind.REFUSED);
    assertEquals(half, content(target));
  }

  @Test
  void aSourceThatChangedWhereItWasCopiedIsRefused() {
    fill(source, 60_000);
    assertThrows(StorageException.class, () -> copy(source, dyingAfter(45, target)).run());
    Await.result(source.write(List.of(new Entry(Bytes.utf8("d0"), Bytes.utf8("new")))));

    CopyFailure refused = failure(copy(source, target), Kind.REFUSED);

    assertTrue(String.valueOf(refused.getMessage()).contains("changed"), refused::toString);
  }

  @Test
  void aSourceThatWasTakenOverIsNotACopy() {
    fill(source, 10);
    FaultInjectingStore lost =
        new FaultInjectingStore(
            source,
            call -> {
              if (call.kind().isWrite()) {
                throw new StorageException(StorageException.Reason.IN_USE, "taken over");
              }
              return Fault.NONE;
            });
    assertThrows(StorageException.class, () -> copy(lost, target).run());
    assertNotEquals(Optional.of(FORMAT), Await.result(target.read(FORMAT_KEY)));
  }

  @Test
  void aStoreWithoutAFormatIsCopiedWithoutOne() {
    Await.result(source.write(List.of(new Entry(Bytes.utf8("k"), Bytes.utf8("v")))));
    copy(source, target).run();
    assertEquals(content(source), content(target));
  }
}
