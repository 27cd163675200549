package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes on without being called. */
final class HousekeepingTest {
  private static final Bytes LARGE = Bytes.wrap(new byte[100_000]);

  private final FakeCluster cluster = new FakeCluster();
  private final ManualScheduler time = new ManualScheduler();
  private final FoundationDbStore store = FakeStores.openOnThisThread(cluster, time);

  @AfterEach
  void close() {
    store.close();
    assertEquals(0, cluster.openTransactions());
  }

  private void write(int from, int to) {
    for (int i = from; i < to; i++) {
      Await.result(store.write(List.of(new Entry(Bytes.utf8("key" + i), LARGE))));
    }
  }

  private int references() {
    return FakeStores.rows(cluster, 'r').size();
  }

  @Test
  void storeThatOnlyReadsNoticesThatItWasTakenOver() {
    time.pass(10_000);
    assertFalse(store.lost().isDone());
    FakeStores.open(cluster).close();
    time.pass(2000);
    assertEquals(Reason.IN_USE, store.lost().join().reason());
    assertEquals(Reason.IN_USE, Await.failure(store.read(LARGE)).reason());
  }

  @Test
  void lookThatFailedIsMadeAgain() {
    cluster.setReachable(false);
    time.pass(4000);
    assertTrue(store.statistics().getOrDefault("background_failures_total", 0L) >= 2);
    cluster.setReachable(true);
    FakeStores.open(cluster).close();
    time.pass(2000);
    assertTrue(store.lost().isDone());
  }

  @Test
  void chunksOfADeletedRangeAreSweptSoonAPageAtATime() {
    write(0, 250);
    Await.result(store.deleteRange(KeyRange.ALL));
    assertEquals(250, references());
    time.pass(5000);
    assertEquals(150, references());
    time.pass(100);
    assertEquals(50, references());
    time.pass(100);
    assertEquals(0, references());
    assertEquals(250L, store.statistics().get("large_values_swept_total"));
  }

  @Test
  void chunksOfReplacedValuesAreSweptEveryHour() {
    time.pass(10_000);
    write(0, 3);
    write(0, 3);
    assertEquals(6, references());
    time.pass(3_600_000);
    assertEquals(3, references());
  }

  @Test
  void whatAnEarlierOwnerLeftIsSweptSoonAfterOpening() {
    write(0, 3);
    write(0, 3);
    ManualScheduler later = new ManualScheduler();
    FoundationDbStore next = FakeStores.openOnThisThread(cluster, later);
    later.pass(5000);
    assertEquals(3, references());
    next.close();
  }

  @Test
  void nothingGoesOnAfterClose() {
    write(0, 3);
    Await.result(store.deleteRange(KeyRange.ALL));
    store.close();
    time.pass(10_000_000);
    assertEquals(0, time.waiting());
    assertEquals(3, references());
  }
}
