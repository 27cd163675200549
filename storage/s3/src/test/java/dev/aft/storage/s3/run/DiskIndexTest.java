package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not fit in memory is on the disk, and nothing is lost with it. */
class DiskIndexTest {
  /** Room for two pages or so. */
  private static final RunSettings SETTINGS = RunsHarness.tiny(300);

  private final RunsHarness harness = new RunsHarness(new SplittableRandom(5));
  private final Store store = new InMemoryStores().open("disk");

  @Test
  void pagesThatDoNotFitInMemoryComeFromTheDisk() {
    StoredRuns runs = open();
    harness.verify(runs);

    assertTrue(RunsHarness.statistic(runs, "index_disk_pages") > 10, runs.statistics()::toString);
    assertTrue(
        RunsHarness.statistic(runs, "index_disk_loads_total") > 10, runs.statistics()::toString);
    assertTrue(
        RunsHarness.statistic(runs, "index_resident_bytes") <= 300, runs.statistics()::toString);
  }

  @Test
  void afterReadingAheadNoPageIsAskedOfTheStore() {
    StoredRuns runs = open();
    long before = RunsHarness.statistic(runs, "index_store_loads_total");
    harness.verify(runs);

    assertEquals(before, RunsHarness.statistic(runs, "index_store_loads_total"));
  }

  @Test
  void damagedPagesComeFromTheRun() {
    StoredRuns runs = open();
    List<Entry> pages =
        Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, Integer.MAX_VALUE));
    for (Entry page : pages) {
      byte[] damaged = page.value().toArray();
      damaged[damaged.length / 2] ^= 1;
      Await.result(store.write(List.of(new Entry(page.key(), Bytes.wrap(damaged)))));
    }
    harness.verify(runs);

    assertTrue(RunsHarness.statistic(runs, "index_store_loads_total") > 10);
  }

  @Test
  void pagesThatAreGoneComeFromTheRun() {
    StoredRuns runs = open();
    List<Entry> pages =
        Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, Integer.MAX_VALUE));
    Await.result(store.delete(pages.stream().map(Entry::key).toList()));

    harness.verify(runs);
  }

  @Test
  void aStoreThatFailsIsNotAskedAgain() {
    StoredRuns runs = open();
    store.close();

    harness.verify(runs);
    harness.verify(runs);

    assertEquals(0, RunsHarness.statistic(runs, "index_disk_pages"));
  }

  @Test
  void withoutAStoreForTheDiskEverythingComesFromTheRuns() {
    StoredRuns runs =
        harness.result(
            harness.opening(
                harness.objects.anotherHandle(),
                SETTINGS,
                () -> {
                  throw new StorageException(Reason.MISCONFIGURED, "There is no such provider.");
                }));
    fill(runs);
    harness.verify(runs);

    assertEquals(0, RunsHarness.statistic(runs, "index_disk_pages"));
  }

  @Test
  void pagesOfRunsThatAreGoneLeaveTheDisk() {
    StoredRuns runs = open();
    for (int i = 0; i < 30; i++) {
      harness.result(harness.checkpoint(runs, harness.changes(40)));
      harness.time.advance(Duration.ofMinutes(1));
    }
    int stored =
        Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, Integer.MAX_VALUE)).size();
    long pages =
        ((StoredRunSet) runs.current())
            .sortedRuns().stream()
                .flatMap(run -> run.parts().stream())
                .mapToLong(run -> run.directory().pages())
                .sum();

    assertEquals(stored, RunsHarness.statistic(runs, "index_disk_pages"));
    assertTrue(stored <= pages, stored + " pages on the disk of " + pages);
  }

  @Test
  void theFolderOfTheProcessIsDeletedOnCloseAndOthersOfTheDeadToo(@TempDir Path parent)
      throws IOException {
    Path left = Files.createDirectories(parent.resolve("aft-index-999999999-1/pages"));
    Path foreign = Files.createDirectories(parent.resolve("aft-index-x-1"));
    DiskStore opened = IndexFolder.storeIn(Optional.of(parent)).get();
    Await.result(opened.store().write(List.of(new Entry(Bytes.utf8("k"), Bytes.utf8("v")))));

    assertFalse(Files.exists(left));
    assertTrue(Files.exists(foreign));
    DiskStore second = IndexFolder.storeIn(Optional.of(parent)).get();
    assertEquals(Optional.of(Bytes.utf8("v")), Await.result(opened.store().read(Bytes.utf8("k"))));

    opened.close();
    second.close();
    try (Stream<Path> inside = Files.list(parent)) {
      assertEquals(List.of(foreign), inside.toList());
    }
  }

  private StoredRuns open() {
    StoredRuns first = harness.open(SETTINGS);
    fill(first);
    first.close();
    StoredRuns runs =
        harness.result(
            harness.opening(
                harness.objects.anotherHandle(), SETTINGS, () -> new DiskStore(store, () -> {})));
    harness.time.advance(Duration.ofSeconds(1));
    return runs;
  }

  private void fill(StoredRuns runs) {
    for (int i = 0; i < 4; i++) {
      harness.result(harness.checkpoint(runs, harness.changes(150)));
    }
    harness.time.advance(Duration.ofMinutes(1));
  }
}
