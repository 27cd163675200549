package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commits of which FoundationDB cannot say what became of them. */
final class UnknownResultTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");
  private static final Bytes ONE = Bytes.utf8("1");
  private static final Bytes TWO = Bytes.utf8("2");
  private static final Bytes LARGE = Bytes.wrap(new byte[200_000]);

  private final FakeCluster cluster = new FakeCluster();
  private final FoundationDbStore store = FakeStores.open(cluster);

  /**
   * Unknown result, out of time, version of the cluster changed, and an error that FoundationDB's
   * client does not try again; each with each fate.
   */
  static Stream<CommitFault> unknownResults() {
    return Stream.of(1021, 1031, 1039, 1026)
        .flatMap(code -> Stream.of(Fate.values()).map(fate -> new CommitFault(code, fate)));
  }

  @AfterEach
  void close() {
    store.close();
    assertEquals(0, cluster.openTransactions());
  }

  private List<Entry> all() {
    return Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 100));
  }

  @ParameterizedTest
  @MethodSource("unknownResults")
  void conditionalBatchIsCreatedOnceWhateverBecameOfTheFirstAttempt(CommitFault fault) {
    cluster.setFaults(new FaultScript(fault));
    WriteBatch batch = WriteBatch.ofWrites(List.of(new Entry(B, TWO)));
    assertEquals(
        CreateResult.CREATED, Await.result(store.commitIfAbsent(new Entry(A, ONE), batch)));
    Await.result(store.write(List.of(new Entry(B, ONE))));
    assertEquals(0, cluster.deliverLate());
    assertEquals(List.of(new Entry(A, ONE), new Entry(B, ONE)), all());
    assertEquals(
        CreateResult.EXISTED, Await.result(store.commitIfAbsent(new Entry(A, ONE), batch)));
  }

  @ParameterizedTest
  @MethodSource("unknownResults")
  void largeConditionIsKnownAgain(CommitFault fault) {
    cluster.setFaults(new FaultScript(fault));
    assertEquals(CreateResult.CREATED, Await.result(store.createIfAbsent(A, LARGE)));
    assertEquals(0, cluster.deliverLate());
    assertEquals(Optional.of(LARGE), Await.result(store.read(A)));
    assertEquals(CreateResult.EXISTED, Await.result(store.createIfAbsent(A, LARGE)));
  }

  @ParameterizedTest
  @MethodSource("unknownResults")
  void batchWithoutConditionsIsNotOvertakenByItsOwnFirstAttempt(CommitFault fault) {
    cluster.setFaults(new FaultScript(fault));
    Await.result(store.commit(WriteBatch.ofWrites(List.of(new Entry(A, ONE)))));
    Await.result(store.delete(List.of(A)));
    assertEquals(0, cluster.deliverLate());
    assertEquals(List.of(), all());
  }

  @ParameterizedTest
  @MethodSource("unknownResults")
  void deleteAndRangeDeleteAreNotOvertakenEither(CommitFault fault) {
    cluster.setFaults(new FaultScript(fault));
    Await.result(store.delete(List.of(A)));
    cluster.setFaults(new FaultScript(fault));
    Await.result(store.deleteRange(KeyRange.ALL));
    Await.result(store.write(List.of(new Entry(A, ONE))));
    assertEquals(0, cluster.deliverLate());
    assertEquals(List.of(new Entry(A, ONE)), all());
  }

  @ParameterizedTest
  @MethodSource("unknownResults")
  void resultThatStaysUnknownIsSaidToBe(CommitFault fault) {
    cluster.setFaults(
        new Faults() {
          @Override
          public CommitFault commit() {
            return fault.fate() == Fate.DONE ? new CommitFault(fault.code(), Fate.NEVER) : fault;
          }
        });
    assertInstanceOf(UnknownOutcomeException.class, Await.failure(store.createIfAbsent(A, ONE)));
    cluster.setFaults(Faults.NONE);
    cluster.deliverLate();
    CreateResult again = Await.result(store.createIfAbsent(A, ONE));
    assertEquals(fault.fate() == Fate.LATER ? CreateResult.EXISTED : CreateResult.CREATED, again);
  }

  @Test
  void equalCallsBesideEachOtherHaveOneWinnerThoughResultsAreUnknown() {
    cluster.setFaults(
        new Faults() {
          private int commits;

          @Override
          public CommitFault commit() {
            return commits++ % 2 == 0
                ? new CommitFault(1021, commits % 4 == 1 ? Fate.DONE : Fate.NEVER)
                : CommitFault.NONE;
          }
        });
    List<CompletableFuture<CreateResult>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(store.createIfAbsent(A, ONE));
    }
    assertEquals(1, calls.stream().map(Await::result).filter(CreateResult.CREATED::equals).count());
  }

  @Test
  void conflictIsNoUnknownResult() {
    cluster.setFaults(
        new Faults() {
          @Override
          public CommitFault commit() {
            return new CommitFault(1020, Fate.NEVER);
          }
        });
    StorageException failure = Await.failure(store.createIfAbsent(A, ONE));
    assertEquals(Reason.UNAVAILABLE, failure.reason());
    assertFalse(failure instanceof UnknownOutcomeException);
  }
}
