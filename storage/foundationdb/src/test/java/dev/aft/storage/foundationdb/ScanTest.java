package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.foundationdb.testing.Faults;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.StorageException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads of many keys: how long they may take, and how many requests. */
final class ScanTest {
  private final FakeCluster cluster = new FakeCluster();
  private final FoundationDbStore store = FakeStores.open(cluster);

  @AfterEach
  void close() {
    store.close();
    assertEquals(0, cluster.openTransactions());
  }

  private List<Entry> fill(int count, int valueBytes) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          new Entry(
              Bytes.utf8(String.format(Locale.ROOT, "key%05d", i)),
              Bytes.wrap(new byte[valueBytes])));
    }
    Await.result(store.write(entries));
    return entries;
  }

  private static List<Entry> reversed(List<Entry> entries) {
    List<Entry> reversed = new ArrayList<>(entries);
    Collections.reverse(reversed);
    return reversed;
  }

  @Test
  void scanOutlivesTheFiveSecondsOfATransaction() {
    List<Entry> entries = fill(400, 40_000);
    cluster.setLatency(Duration.ofMillis(300));
    assertEquals(entries, Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1000)));
    assertEquals(
        reversed(entries), Await.result(store.scan(KeyRange.ALL, ScanDirection.BACKWARD, 1000)));
  }

  @Test
  void scanGoesOnAfterTheLastKeyWhenItsTransactionGrowsTooOld() {
    List<Entry> entries = fill(100, 10_000);
    for (ScanDirection direction : ScanDirection.values()) {
      cluster.setFaults(
          new Faults() {
            private int reads;

            @Override
            public int read() {
              return ++reads % 3 == 0 ? 1007 : 0;
            }
          });
      assertEquals(
          direction == ScanDirection.FORWARD ? entries : reversed(entries),
          Await.result(store.scan(KeyRange.ALL, direction, 1000)));
    }
  }

  @Test
  void largeValueOutlivesTheFiveSecondsOfATransaction() {
    Bytes value = Bytes.wrap(new byte[8 << 20]);
    Bytes key = Bytes.utf8("key");
    Await.result(store.write(List.of(new Entry(key, value))));
    cluster.setLatency(Duration.ofSeconds(2));
    assertTrue(Await.result(store.read(key)).equals(Optional.of(value)));
  }

  @Test
  void snapshotThatTakesLongerThanFiveSecondsIsTooLarge() {
    fill(100, 40_000);
    cluster.setLatency(Duration.ofMillis(100));
    var failure = Await.failure(store.scanSnapshot(KeyRange.ALL, ScanDirection.FORWARD, 1000));
    assertEquals(Reason.TOO_LARGE, failure.reason());
  }

  @Test
  void snapshotThatFailedOnceIsTakenAgain() {
    List<Entry> entries = fill(10, 10);
    cluster.setFaults(
        new Faults() {
          private int reads;

          @Override
          public int read() {
            return ++reads == 1 ? 1007 : 0;
          }
        });
    assertEquals(
        entries, Await.result(store.scanSnapshot(KeyRange.ALL, ScanDirection.FORWARD, 1000)));
  }

  @Test
  void pageReadsLittleMoreThanItsBounds() {
    fill(1000, 1000);
    cluster.forgetCounts();
    ScanPage page = Await.result(store.scanPage(KeyRange.ALL, ScanDirection.FORWARD, 10, 1 << 20));
    assertEquals(10, page.entries().size());
    assertEquals(1, cluster.maxReadsInTransaction());
    page = Await.result(store.scanPage(KeyRange.ALL, ScanDirection.FORWARD, 1000, 50_000));
    assertEquals(50, page.entries().size());
    assertTrue(cluster.maxReadsInTransaction() <= 2);
  }

  @Test
  void keysReadTogetherShareAReadVersion() {
    List<Entry> entries = fill(300, 10);
    cluster.forgetCounts();
    List<Optional<Bytes>> values =
        Await.result(store.readMany(entries.stream().map(Entry::key).toList()));
    assertEquals(entries.stream().map(entry -> Optional.of(entry.value())).toList(), values);
    assertEquals(1, cluster.readVersions());
    assertEquals(300, cluster.maxReadsInTransaction());
  }

  @Test
  void keysLongerThanTheStoreTakesAreAbsent() {
    Bytes tooLong = Bytes.wrap(new byte[20_000]);
    fill(3, 1);
    assertEquals(Optional.empty(), Await.result(store.read(tooLong)));
    assertEquals(List.of(Optional.empty()), Await.result(store.readMany(List.of(tooLong))));
    assertEquals(
        3, Await.result(store.scan(new KeyRange(tooLong, null), ScanDirection.FORWARD, 9)).size());
    assertEquals(
        List.of(),
        Await.result(store.scan(new KeyRange(Bytes.EMPTY, tooLong), ScanDirection.BACKWARD, 9)));
    Await.result(store.delete(List.of(tooLong)));
  }
}
