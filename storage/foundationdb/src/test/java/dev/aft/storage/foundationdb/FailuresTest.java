package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.apple.foundationdb.FDBException;
import dev.aft.storage.contract.Await;
import dev.aft.storage.foundationdb.testing.CommitFault;
import dev.aft.storage.foundationdb.testing.CommitFault.Fate;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.foundationdb.testing.Faults;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller gets to see of what goes wrong in the cluster. */
final class FailuresTest {
  private static final Bytes A = Bytes.utf8("a");

  private final FakeCluster cluster = new FakeCluster();
  private final FoundationDbStore store = FakeStores.open(cluster);

  @AfterEach
  void close() {
    store.close();
    assertEquals(0, cluster.openTransactions());
  }

  private StorageException readFailure() {
    return Await.failure(store.read(A));
  }

  @Test
  void unreachableClusterIsUnavailableAndNamed() {
    cluster.setReachable(false);
    StorageException failure = readFailure();
    assertEquals(Reason.UNAVAILABLE, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("cluster-file=in memory"));
    StorageException write = Await.failure(store.createIfAbsent(A, A));
    assertEquals(Reason.UNAVAILABLE, write.reason());
    assertFalse(write instanceof UnknownOutcomeException);
    cluster.setReachable(true);
    assertEquals(Optional.empty(), Await.result(store.read(A)));
  }

  @Test
  void openingFailsWhenTheClusterDoesNotAnswer() {
    cluster.setReachable(false);
    StorageException failure =
        assertThrows(StorageException.class, () -> FakeStores.open(cluster).close());
    assertEquals(Reason.UNAVAILABLE, failure.reason());
  }

  @Test
  void lockedClusterIsUnavailableUntilItIsUnlocked() {
    cluster.setLocked(true);
    StorageException failure = readFailure();
    assertEquals(Reason.UNAVAILABLE, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("locked"));
    cluster.setLocked(false);
    assertEquals(Optional.empty(), Await.result(store.read(A)));
  }

  @Test
  void clusterThatThrottlesAllTheTimeIsSaidToBe() {
    cluster.setFaults(
        new Faults() {
          @Override
          public int readVersion() {
            return 1213;
          }
        });
    assertEquals(Reason.THROTTLED, readFailure().reason());
  }

  @Test
  void clusterWithoutSpaceIsFullAsSoonAsItsStatusHasSaidSo() {
    cluster.setLocked(true);
    cluster.setStatus(
        "{\"cluster\":{\"qos\":{\"batch_performance_limited_by\":{\"name\":\"workload\"},"
            + "\"performance_limited_by\" : {\"description\":\"no space\","
            + "\"name\":\"storage_server_min_free_space_ratio\"}}}}");
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < 100 && !reasons.contains(Reason.FULL); i++) {
      reasons.add(readFailure().reason());
    }
    assertTrue(reasons.contains(Reason.FULL), reasons.toString());
    cluster.setLocked(false);
    Await.result(store.write(List.of(new Entry(A, A))));
    cluster.setLocked(true);
    cluster.setStatus(
        "{\"batch_performance_limited_by\":{\"name\":\"log_server_min_free_space\"}}");
    assertEquals(Reason.UNAVAILABLE, readFailure().reason());
  }

  @Test
  void errorsThatPassAreRetried() {
    cluster.setFaults(
        new Faults() {
          private int calls;

          @Override
          public int read() {
            return ++calls <= 5 ? 1037 : 0;
          }
        });
    assertEquals(Optional.empty(), Await.result(store.read(A)));
    assertTrue(store.statistics().getOrDefault("retries_total", 0L) >= 5);
  }

  @Test
  void unreachableAfterACommitWithoutAnswerIsUnknown() {
    cluster.setFaults(
        new Faults() {
          @Override
          public CommitFault commit() {
            cluster.setReachable(false);
            return new CommitFault(1021, Fate.NEVER);
          }
        });
    assertInstanceOf(UnknownOutcomeException.class, Await.failure(store.createIfAbsent(A, A)));
    cluster.setReachable(true);
    cluster.setFaults(Faults.NONE);
    assertEquals(Optional.empty(), Await.result(store.read(A)));
  }

  @Test
  void keyThatIsTooLongFailsBeforeAnythingIsWritten() {
    Bytes longest = Bytes.wrap(new byte[9994]);
    Bytes tooLong = longest.successor();
    List<CompletableFuture<?>> calls =
        List.of(
            store.write(List.of(new Entry(A, A), new Entry(tooLong, A))),
            store.createIfAbsent(tooLong, A),
            store.createIfAbsent(tooLong, Bytes.wrap(new byte[2 << 20])),
            store.commit(WriteBatch.ofWrites(List.of(new Entry(A, A), new Entry(tooLong, A)))));
    calls.forEach(call -> assertEquals(Reason.TOO_LARGE, Await.failure(call).reason()));
    assertEquals(Optional.empty(), Await.result(store.read(A)));
    Await.result(store.write(List.of(new Entry(longest, A))));
    assertEquals(Optional.of(A), Await.result(store.read(longest)));
  }

  @Test
  void batchOfVeryManyKeysIsRefusedOrTaken() {
    FoundationDbSettings settings =
        FoundationDbSettings.of(StorageUri.parse("fdb:?prefix=many&batch=8 MiB"));
    try (FoundationDbStore many = FakeStores.open(cluster, settings)) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 100_000; i++) {
        entries.add(new Entry(Bytes.utf8(String.format(Locale.ROOT, "%08d", i)), A));
      }
      WriteBatch batch = WriteBatch.ofWrites(entries);
      assertEquals(Reason.TOO_LARGE, Await.failure(many.commit(batch)).reason());
      assertEquals(Optional.empty(), Await.result(many.read(entries.get(0).key())));
      Await.result(many.write(entries));
      assertEquals(Optional.of(A), Await.result(many.read(entries.get(99_999).key())));
    }
  }

  @Test
  void largestBatchOfSomewhatLargeValuesFitsATransaction() {
    FoundationDbSettings settings =
        FoundationDbSettings.of(StorageUri.parse("fdb:?prefix=large&batch=8 MiB"));
    try (FoundationDbStore large = FakeStores.open(cluster, settings)) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 8000; i++) {
        entries.add(new Entry(Bytes.utf8("key" + i), Bytes.wrap(new byte[1000])));
      }
      Await.result(large.commit(WriteBatch.ofWrites(entries)));
    }
  }

  @Test
  void moreCallsThanTheSettingAllowsAreThrottled() {
    FoundationDbSettings settings =
        FoundationDbSettings.of(StorageUri.parse("fdb:?prefix=few&max-calls=1"));
    try (FoundationDbStore few = FakeStores.open(cluster, settings)) {
      CompletableFuture<StorageException> second = new CompletableFuture<>();
      cluster.setFaults(
          new Faults() {
            @Override
            public int read() {
              if (!second.isDone()) {
                second.complete(Await.failure(few.read(A)));
              }
              return 0;
            }
          });
      assertEquals(Optional.empty(), Await.result(few.read(A)));
      assertEquals(Reason.THROTTLED, second.join().reason());
      assertEquals(1L, few.statistics().get("throttled_total"));
    }
  }

  @Test
  void codesHaveTheirReasons() {
    Map<Integer, Reason> expected =
        Map.of(
            2101, Reason.TOO_LARGE,
            2104, Reason.MISCONFIGURED,
            1225, Reason.FULL,
            1042, Reason.THROTTLED,
            1007, Reason.UNAVAILABLE,
            1025, Reason.CLOSED,
            1510, Reason.IO);
    Failures failures = new Failures("file", 10);
    expected.forEach(
        (code, reason) ->
            assertEquals(reason, failures.of(new FDBException("e", code), 0).reason()));
    assertEquals(Reason.CLOSED, failures.of(new IllegalStateException("closed"), 0).reason());
  }

  @Test
  void commitIsNotDoneOnlyWhenTheCodeSaysSo() {
    for (int code : new int[] {1007, 1020, 1038, 1042, 1213, 1242, 2101, 2103}) {
      assertTrue(ErrorCodes.isNotCommitted(code), "code " + code);
    }
    for (int code : new int[] {1021, 1022, 1025, 1026, 1031, 1039, 1100, 1510, 4100}) {
      assertFalse(ErrorCodes.isNotCommitted(code), "code " + code);
    }
  }

  @Test
  void statisticsAreThereUntilClose() {
    Await.result(store.write(List.of(new Entry(A, A))));
    assertTrue(store.statistics().getOrDefault("commits_total", 0L) >= 2);
    assertEquals(0L, store.statistics().get("calls_under_way"));
    store.close();
    assertEquals(Map.of(), store.statistics());
  }
}
