package dev.aft.storage.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import dev.aft.storage.spi.WriteParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
  private static CountDownLatch holdCommitter(RocksDbStore store) throws Exception {
    Thread caller = Thread.currentThread();
    CountDownLatch release = new CountDownLatch(1);
    for (int attempt = 0; ; attempt++) {
      CompletableFuture<Boolean> isHeld = new CompletableFuture<>();
      CompletableFuture<Void> unused =
          store
              .createIfAbsent(Bytes.utf8("attempt" + attempt), Bytes.EMPTY)
              .thenAccept(
                  created -> {
                    // The answer may have come before this continuation, which then runs here.
                    boolean onCommitter = !Thread.currentThread().equals(caller);
                    isHeld.complete(onCommitter);
                    if (onCommitter) {
                      Waiting.uninterruptibly(release::await);
                    }
                  });
      if (isHeld.get()) {
        return release;
      }
    }
  }

  private static long counter(RocksDbStore store, String name) {
    return Objects.requireNonNull(store.statistics().get(name));
  }

  @Test
  void writesThatWaitTogetherShareOneSync() throws Exception {
    try (RocksDbStore store = open("")) {
      CountDownLatch release = holdCommitter(store);
      long syncsBefore = counter(store, "log_syncs_total");
      long writesBefore = counter(store, "writes_total");
      List<CompletableFuture<CreateResult>> writes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        writes.add(store.createIfAbsent(entry(i).key(), entry(i).value()));
      }
      release.countDown();
      writes.forEach(write -> assertEquals(CreateResult.CREATED, Await.result(write)));
      assertEquals(1, counter(store, "log_syncs_total") - syncsBefore);
      assertEquals(100, counter(store, "writes_total") - writesBefore);
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
  void scansThatBeginInMemoryAndEndOnDiskListEverything() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 8000; i++) {
      entries.add(entry(10_000 + i));
    }
    try (RocksDbStore store = open("")) {
      Await.result(store.write(entries));
    }
    try (RocksDbStore store = open("")) {
      Random random = new Random(7);
      for (int round = 0; round < 200; round++) {
        int from = random.nextInt(entries.size() - 50);
        KeyRange range = new KeyRange(entries.get(from).key(), null);
        assertEquals(
            entries.subList(from, from + 50),
            Await.result(store.scan(range, ScanDirection.FORWARD, 50)));
        KeyRange before = new KeyRange(Bytes.EMPTY, entries.get(from + 50).key());
        List<Entry> backward = new ArrayList<>(entries.subList(from, from + 50));
        Collections.reverse(backward);
        assertEquals(backward, Await.result(store.scan(before, ScanDirection.BACKWARD, 50)));
      }
      assertNotEquals(0L, store.statistics().get("disk_reads_total"));
      assertNotEquals(0L, store.statistics().get("memory_reads_total"));
    }
  }

  @Test
  void scanOverManyDeletedEntriesLeavesTheCallingThread() {
    try (RocksDbStore store = open("")) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        entries.add(new Entry(Bytes.utf8("key" + (10_000 + i)), Bytes.EMPTY));
      }
      Await.result(store.write(entries));
      Await.result(store.delete(entries.subList(1, 4999).stream().map(Entry::key).toList()));
      List<Entry> ends = List.of(entries.get(0), entries.get(4999));
      assertEquals(ends, Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 2)));
      assertEquals(1, store.statistics().get("disk_reads_total"));
      assertEquals(2, Await.result(store.scan(KeyRange.ALL, ScanDirection.BACKWARD, 3)).size());
      assertEquals(2, store.statistics().get("disk_reads_total"));
    }
  }

  @Test
  void largeWriteIsDoneInPartsAndAtomicBatchOfThatSizeIsRefused() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 41; i++) {
      entries.add(new Entry(Bytes.utf8("key" + i), Bytes.wrap(new byte[1 << 20])));
    }
    try (RocksDbStore store = open("")) {
      Await.result(store.write(entries));
      assertEquals(6, store.statistics().get("writes_total"));
      assertEquals(
          Reason.TOO_LARGE, Await.failure(store.commit(WriteBatch.ofWrites(entries))).reason());
    }
  }

  @Test
  void entryThatIsTooLargeFailsTheWriteBeforeItsFirstPart() {
    Entry large = new Entry(Bytes.utf8("large"), Bytes.wrap(new byte[33 << 20]));
    try (RocksDbStore store = open("")) {
      assertEquals(Reason.TOO_LARGE, Await.failure(store.write(List.of(entry(1), large))).reason());
      assertEquals(Optional.empty(), Await.result(store.read(entry(1).key())));
    }
  }

  @Test
  void failureAfterTheFirstPartIsAnUnknownOutcome() {
    WriteBatch batch = WriteBatch.ofWrites(List.of(entry(1), entry(2), entry(3)));
    List<WriteBatch> committed = new ArrayList<>();
    StorageException full = new StorageException(Reason.FULL, "no room");
    CompletableFuture<Void> write =
        WriteParts.inOrder(
            WriteParts.split(batch, 1100),
            part -> {
              committed.add(part);
              return committed.size() < 2
                  ? CompletableFuture.completedFuture(null)
                  : CompletableFuture.failedFuture(full);
            });
    StorageException failure = Await.failure(write);
    assertInstanceOf(UnknownOutcomeException.class, failure);
    assertEquals(Reason.FULL, failure.reason());
    assertEquals(2, committed.size());
  }

  @Test
  void relaxedDurabilitySyncsOnceASecondHasPassed() {
    AtomicLong nanos = new AtomicLong();
    RocksDbSettings settings =
        RocksDbSettings.of(StorageUri.parse("rocksdb:/x?sync=lose-last-second-on-power-failure"));
    try (RocksDbStore store = RocksDbStore.open(folder, settings, nanos::get)) {
      Await.result(store.write(List.of(entry(1))));
      Await.result(store.write(List.of(entry(2))));
      assertEquals(0, store.statistics().get("log_syncs_total"));
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      Await.result(store.write(List.of(entry(3))));
      // The sync follows the answer; the answer to the next write follows the sync.
      Await.result(store.write(List.of(entry(4))));
      assertEquals(1, store.statistics().get("log_syncs_total"));
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

  @Test
  void spellingsOfOneFolderHaveOneIdentity(@TempDir Path folder) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    StorageUri plain = Stores.identity(StorageUri.parse("rocksdb:" + folder + "/new/data"));
    StorageUri linked =
        Stores.identity(StorageUri.parse("rocksdb:" + link + "/./new/data?cache-mib=8"));
    assertEquals(plain, linked);
    assertNotEquals(plain, Stores.identity(StorageUri.parse("rocksdb:" + folder)));
  }
}
