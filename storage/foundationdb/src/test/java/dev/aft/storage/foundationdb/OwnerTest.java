package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.foundationdb.testing.CommitFault;
import dev.aft.storage.foundationdb.testing.CommitFault.Fate;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.foundationdb.testing.Faults;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store has one owner; opening it takes it over. */
final class OwnerTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");
  private static final Bytes ONE = Bytes.utf8("1");

  private final FakeCluster cluster = new FakeCluster();
  private final List<FoundationDbStore> stores = new ArrayList<>();

  private FoundationDbStore open() {
    FoundationDbStore store = FakeStores.open(cluster);
    stores.add(store);
    return store;
  }

  @AfterEach
  void close() {
    stores.forEach(FoundationDbStore::close);
    assertEquals(0, cluster.openTransactions());
  }

  @Test
  void whoeverLooksSeesWhatIsThereAndTakesNothing() {
    FoundationDbStore owner = open();
    Await.result(owner.write(List.of(new Entry(A, ONE))));
    FoundationDbStore look = FakeStores.look(cluster);
    stores.add(look);
    assertEquals(Optional.of(ONE), Await.result(look.read(A)));
    assertEquals(1, Await.result(look.scan(KeyRange.ALL, ScanDirection.FORWARD, 10)).size());
    Await.result(owner.write(List.of(new Entry(B, ONE))));
    assertEquals(Optional.of(ONE), Await.result(look.read(B)));
    assertEquals(Reason.IN_USE, Await.failure(look.write(List.of(new Entry(A, ONE)))).reason());
    Await.result(owner.write(List.of(new Entry(A, ONE))));
  }

  @Test
  void storeOpenedLaterHasWhatTheEarlierOneWrote() {
    Await.result(open().write(List.of(new Entry(A, ONE))));
    assertEquals(Optional.of(ONE), Await.result(open().read(A)));
  }

  @Test
  void earlierOwnerFailsEveryCallFromItsNextWriteOn() {
    FoundationDbStore first = open();
    FoundationDbStore second = open();
    List<CompletableFuture<?>> calls =
        List.of(
            first.write(List.of(new Entry(A, ONE))),
            first.createIfAbsent(A, ONE),
            first.commit(WriteBatch.ofWrites(List.of(new Entry(A, ONE)))),
            first.delete(List.of(A)),
            first.deleteRange(KeyRange.ALL),
            first.createIfAbsent(B, Bytes.wrap(new byte[2 << 20])));
    for (CompletableFuture<?> call : calls) {
      StorageException failure = Await.failure(call);
      assertEquals(Reason.IN_USE, failure.reason());
      assertFalse(failure instanceof UnknownOutcomeException);
    }
    assertEquals(Reason.IN_USE, Await.failure(first.read(A)).reason());
    assertEquals(
        Reason.IN_USE, Await.failure(first.scan(KeyRange.ALL, ScanDirection.FORWARD, 1)).reason());
    assertEquals(Reason.IN_USE, first.lost().join().reason());
    assertFalse(second.lost().isDone());
    assertEquals(1L, first.statistics().get("lost_state"));
    assertEquals(CreateResult.CREATED, Await.result(second.createIfAbsent(A, ONE)));
    assertEquals(0L, second.statistics().get("lost_state"));
  }

  @Test
  void commitUnderWayAtTheTakeoverNeverHappensAfterIt() {
    FoundationDbStore first = open();
    cluster.setFaults(
        new Faults() {
          @Override
          public CommitFault commit() {
            return new CommitFault(1031, Fate.LATER);
          }
        });
    List<CompletableFuture<?>> calls =
        List.of(
            first.createIfAbsent(A, ONE),
            first.write(List.of(new Entry(B, ONE))),
            first.deleteRange(KeyRange.ALL));
    calls.forEach(call -> assertInstanceOf(UnknownOutcomeException.class, Await.failure(call)));
    assertTrue(cluster.lateCount() >= 3);
    cluster.setFaults(Faults.NONE);
    FoundationDbStore second = open();
    Await.result(second.write(List.of(new Entry(Bytes.utf8("c"), ONE))));
    assertEquals(0, cluster.deliverLate());
    assertEquals(
        List.of(new Entry(Bytes.utf8("c"), ONE)),
        Await.result(second.scan(KeyRange.ALL, ScanDirection.FORWARD, 10)));
  }

  /** The takeover comes between the attempts of a batch, the first of which has this fate. */
  private StorageException takenOverBetweenAttempts(Fate fate) {
    FoundationDbStore first = open();
    cluster.setFaults(
        new Faults() {
          private int commits;

          @Override
          public CommitFault commit() {
            return commits++ == 0 ? new CommitFault(1021, fate) : CommitFault.NONE;
          }

          @Override
          public int readVersion() {
            if (commits == 1) {
              commits++;
              overwriteOwner();
            }
            return 0;
          }
        });
    return Await.failure(
        first
            .createIfAbsent(A, ONE)
            .thenCompose(done -> CompletableFuture.failedFuture(created())));
  }

  private static StorageException created() {
    return new StorageException(Reason.IO, "created");
  }

  private void overwriteOwner() {
    cluster
        .database()
        .run(
            transaction -> {
              transaction.set(new KeySpace(FakeStores.SETTINGS.prefix()).owner(), new byte[16]);
              return true;
            },
            (Executor) Runnable::run);
  }

  @Test
  void batchThatHappenedBeforeTheTakeoverIsDone() {
    assertEquals("created", takenOverBetweenAttempts(Fate.DONE).getMessage());
  }

  @Test
  void batchThatDidNotHappenBeforeTheTakeoverIsNotDone() {
    for (Fate fate : List.of(Fate.NEVER, Fate.LATER)) {
      StorageException failure = takenOverBetweenAttempts(fate);
      assertEquals(Reason.IN_USE, failure.reason());
      assertFalse(failure instanceof UnknownOutcomeException);
      assertEquals(0, cluster.deliverLate());
    }
  }

  @Test
  void takeoverWithAnUnknownResultIsFoundOut() {
    for (Fate fate : Fate.values()) {
      cluster.setFaults(new FaultScript(new CommitFault(1021, fate)));
      FoundationDbStore store = open();
      assertEquals(0, cluster.deliverLate());
      Await.result(store.write(List.of(new Entry(A, ONE))));
    }
  }

  @Test
  void prefixUsedBySomethingElseIsRefused() {
    cluster
        .database()
        .run(
            transaction -> {
              transaction.set(new KeySpace(FakeStores.SETTINGS.prefix()).key(A), new byte[] {5});
              return true;
            },
            (Executor) Runnable::run);
    StorageException failure = assertThrows(StorageException.class, this::open);
    assertEquals(Reason.MISCONFIGURED, failure.reason());
  }

  @Test
  void newerFormatIsRefused() {
    cluster
        .database()
        .run(
            transaction -> {
              transaction.set(new KeySpace(FakeStores.SETTINGS.prefix()).format(), new byte[] {2});
              return true;
            },
            (Executor) Runnable::run);
    StorageException failure = assertThrows(StorageException.class, this::open);
    assertEquals(Reason.NEWER_FORMAT, failure.reason());
  }

  @Test
  void storesWithDifferentPrefixesDoNotSeeEachOther() {
    FoundationDbStore first = open();
    FoundationDbStore other = FakeStores.open(cluster, FakeStores.SETTINGS.withPrefix("aft2"));
    stores.add(other);
    Await.result(other.write(List.of(new Entry(A, ONE))));
    assertEquals(Optional.empty(), Await.result(first.read(A)));
    Await.result(first.deleteRange(KeyRange.ALL));
    assertEquals(Optional.of(ONE), Await.result(other.read(A)));
  }
}
