package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers on threads of their own, while checkpoints, merges and deletions go on. */
class StoredRunsConcurrencyTest {
  private static final int KEYS = 400;
  private static final int CHECKPOINTS = 40;

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
  private final AtomicInteger written = new AtomicInteger(-1);

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  /** Every checkpoint writes every fourth key with its own number: readers know what is least. */
  @Test
  void readersSeeWhatWasWrittenBeforeTheyBegan(@TempDir Path folder) {
    RunSettings settings =
        new RunSettings(1_500, Optional.of(folder), 512, 8_000, 150, 4_000, 100, 3, 4_000, 5);
    StoredRuns runs = open(settings);
    write(runs, 0);
    List<CompletableFuture<Integer>> readers = new ArrayList<>();
    for (int reader = 0; reader < 2; reader++) {
      SplittableRandom random = new SplittableRandom(reader);
      readers.add(CompletableFuture.supplyAsync(() -> readUntilTheEnd(runs, random), threads));
    }
    for (int number = 1; number < CHECKPOINTS; number++) {
      write(runs, number);
    }
    readers.forEach(reader -> assertTrue(Await.result(reader) > 0));
    assertTrue(RunsHarness.statistic(runs, "merges_total") > 0, runs.statistics()::toString);
    assertTrue(
        RunsHarness.statistic(runs, "index_disk_loads_total") > 0, runs.statistics()::toString);
    runs.close();
  }

  private StoredRuns open(RunSettings settings) {
    InMemoryObjects objects = new InMemoryObjects();
    DiskStore disk = IndexFolder.storeIn(settings.indexDirectory()).get();
    S3Environment environment =
        new S3Environment(System::nanoTime, new SplittableRandom(1), threads, threads);
    return Await.result(
        Manifests.claim(objects, WriterId.next(new SplittableRandom(2)))
            .thenCompose(
                claimed -> StoredRuns.open(objects, claimed, settings, environment, () -> disk)));
  }

  private void write(StoredRuns runs, int number) {
    TreeMap<Bytes, Slot> entries = new TreeMap<>();
    for (int key = number == 0 ? 0 : number % 4; key < KEYS; key += number == 0 ? 1 : 4) {
      entries.put(key(key), new Slot.Inline(Bytes.utf8("%08d of %05d".formatted(number, key))));
    }
    Await.result(
        runs.checkpoint(
            entries, number + 1, new LogOwner(new WriterId(Bytes.wrap(new byte[16])), 1)));
    written.set(number);
  }

  private static Bytes key(int key) {
    return Bytes.utf8("key%05d".formatted(key));
  }

  /** The number of reads. */
  private int readUntilTheEnd(StoredRuns runs, SplittableRandom random) {
    int reads = 0;
    while (written.get() < CHECKPOINTS - 1) {
      int least = written.get();
      int key = random.nextInt(KEYS);
      requireNotOlder(key, least, value(runs, key));
      List<Bytes> all = values(runs, random.nextBoolean());
      assertTrue(all.size() == KEYS, "keys: " + all.size());
      reads++;
    }
    return reads;
  }

  private static void requireNotOlder(int key, int least, Bytes value) {
    int number = Integer.parseInt(value.toUtf8().substring(0, 8));
    int newest = least - Math.floorMod(least - key, 4);
    assertTrue(number >= newest && value.toUtf8().endsWith("%05d".formatted(key)), value::toUtf8);
  }

  private static Bytes value(StoredRuns runs, int key) {
    Optional<Bytes> value = Optional.empty();
    while (value.isEmpty()) {
      RunSet set = runs.current();
      PageView view = set.newView();
      Slot slot = set.find(key(key), view);
      while (!view.isComplete() && isLoaded(view)) {
        slot = set.find(key(key), view);
      }
      value = slot == null ? value : runs.fetch(List.of(slot)).join().get(0);
    }
    return value.get();
  }

  /** False when the runs have been merged since: then everything is looked at anew. */
  private static boolean isLoaded(PageView view) {
    try {
      view.load().join();
      return true;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RunGoneException) {
        return false;
      }
      throw e;
    }
  }

  private static List<Bytes> values(StoredRuns runs, boolean forward) {
    ScanDirection direction = forward ? ScanDirection.FORWARD : ScanDirection.BACKWARD;
    List<Optional<Bytes>> values = List.of();
    while (values.isEmpty() || values.stream().anyMatch(Optional::isEmpty)) {
      RunSet set = runs.current();
      PageView view = set.newView();
      List<Slot> slots = slots(set.scan(KeyRange.ALL, direction, view));
      while (!view.isComplete() && isLoaded(view)) {
        slots = slots(set.scan(KeyRange.ALL, direction, view));
      }
      values = slots.size() < KEYS ? List.of() : runs.fetch(slots).join();
    }
    return values.stream().map(Optional::get).toList();
  }

  private static List<Slot> slots(Iterator<Map.Entry<Bytes, Slot>> entries) {
    List<Slot> slots = new ArrayList<>();
    entries.forEachRemaining(entry -> slots.add(entry.getValue()));
    return slots;
  }
}
