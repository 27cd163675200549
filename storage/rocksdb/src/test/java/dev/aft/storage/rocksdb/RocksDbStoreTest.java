package dev.aft.storage.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the RocksDB store does beyond the contract. */
@Timeout(60)
final class RocksDbStoreTest {
  private final Path folder;

  RocksDbStoreTest(@TempDir Path folder) {
    this.folder = folder.resolve("store");
  }

  private RocksDbStore open(String parameters) {
    RocksDbSettings settings = RocksDbSettings.of(StorageUri.parse("rocksdb:/x" + parameters));
    return RocksDbStore.open(folder, settings, System::nanoTime);
  }

  private static Entry entry(int number) {
    return new Entry(Bytes.utf8("key" + number), Bytes.wrap(new byte[1000]));
  }

  /** Holds the committer in a continuation until told, so that what follows waits in the queue. */
  private static CountDownLatch holdCommitter(RocksDbStore store) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Void> unused =
        store
            .createIfAbsent(Bytes.utf8("first"), Bytes.EMPTY)
            .thenAccept(
                created -> {
                  if (Thread.currentThread().getName().equals("aft-rocksdb-committer")) {
                    held.countDown();
                    Waiting.uninterruptibly(release::await);
                  }
                });
    held.await();
    return release;
  }

  @Test
  void writesThatWaitTogetherShareOneSync() throws Exception {
    try (RocksDbStore store = open("")) {
      CountDownLatch release = holdCommitter(store);
      List<CompletableFuture<CreateResult>> writes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        writes.add(store.createIfAbsent(entry(i).key(), entry(i).value()));
      }
      release.countDown();
      writes.forEach(write -> assertEquals(CreateResult.CREATED, Await.result(write)));
      Map<String, Long> statistics = store.statistics();
      assertEquals(2, statistics.get("log_syncs_total"));
      assertEquals(101, statistics.get("writes_total"));
    }
  }

  @Test
  void writesOverTheBoundOfTheQueueAreThrottledAndNotDone() throws Exception {
    try (RocksDbStore store = open("?max-queued-writes=2")) {
      CountDownLatch release = holdCommitter(store);
      CompletableFuture<Void> first = store.write(List.of(entry(1)));
      CompletableFuture<Void> second = store.write(List.of(entry(2)));
      CompletableFuture<Void> third = store.write(List.of(entry(3)));
      assertEquals(Reason.THROTTLED, Await.failure(third).reason());
      release.countDown();
      Await.result(first);
      Await.result(second);
      assertEquals(Optional.empty(), Await.result(store.read(entry(3).key())));
      Await.result(store.write(List.of(entry(3))));
    }
  }

  @Test
  void relaxedDurabilityAcknowledgesWithoutSync() {
    try (RocksDbStore store = open("?sync=lose-last-second-on-power-failure")) {
      Await.result(store.write(List.of(entry(1))));
      assertEquals(0, store.statistics().get("log_syncs_total"));
    }
    try (RocksDbStore store = open("")) {
      assertTrue(Await.result(store.read(entry(1).key())).isPresent());
    }
  }

  @Test
  void readGoesToTheDiskOnceAndThenToMemory() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 8000; i++) {
      entries.add(entry(i));
    }
    try (RocksDbStore store = open("")) {
      Await.result(store.write(entries));
      assertTrue(store.read(entry(7).key()).isDone());
      assertEquals(1, store.statistics().get("memory_reads_total"));
    }
    try (RocksDbStore store = open("")) {
      assertTrue(Await.result(store.read(entry(7).key())).isPresent());
      assertEquals(1, store.statistics().get("disk_reads_total"));
      assertTrue(store.read(entry(7).key()).isDone());
      assertEquals(1, store.statistics().get("memory_reads_total"));
    }
  }

  @Test
  void statisticsAreEmptyAfterClose() {
    RocksDbStore store = open("");
    assertFalse(store.statistics().isEmpty());
    store.close();
    assertEquals(Map.of(), store.statistics());
  }

  @Test
  void addressOpensTheStore() {
    try (Store store = Stores.open("rocksdb:" + folder + "?cache-mib=8")) {
      assertInstanceOf(RocksDbStore.class, store);
    }
  }

  @Test
  void wrongParametersAreRefusedByName() {
    for (String address :
        List.of(
            "rocksdb:/x?sync=no", "rocksdb:/x?cache-mib=0", "rocksdb:/x?cach-mib=8", "rocksdb:")) {
      StorageException e = assertThrows(StorageException.class, () -> Stores.open(address).close());
      assertEquals(Reason.MISCONFIGURED, e.reason());
    }
    StorageException e =
        assertThrows(StorageException.class, () -> Stores.open("rocksdb:/x?cach-mib=8").close());
    assertTrue(String.valueOf(e.getMessage()).contains("cache-mib"), e.getMessage());
  }
}
