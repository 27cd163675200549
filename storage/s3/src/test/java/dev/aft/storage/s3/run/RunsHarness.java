package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.VirtualTime;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.memory.InMemoryStores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs on one thread over objects in memory, beside a map that says what they must hold. */
final class RunsHarness {
  static final long PLENTY = 1 << 20;

  /** Pages, objects and requests so small that a few entries need several of each. */
  static RunSettings tiny(long indexMemoryBytes) {
    return new RunSettings(indexMemoryBytes, Optional.empty(), 64, 400, 12, 300, 20, 3, 256, 1_000);
  }

  final InMemoryObjects objects = new InMemoryObjects();
  final VirtualTime time = new VirtualTime();
  final NavigableMap<Bytes, Bytes> model = new TreeMap<>();
  final List<String> externals = new ArrayList<>();
  private final SplittableRandom random;
  private long position;
  private long diskStores;

  RunsHarness(SplittableRandom random) {
    this.random = random;
  }

  StoredRuns open(RunSettings settings) {
    return open(objects.anotherHandle(), settings);
  }

  StoredRuns open(ObjectStore through, RunSettings settings) {
    return result(opening(through, settings, this::newDisk));
  }

  CompletableFuture<StoredRuns> opening(
      ObjectStore through, RunSettings settings, Supplier<DiskStore> disk) {
    WriterId writer = WriterId.next(random);
    return Manifests.claim(through, writer)
        .thenCompose(
            claimed -> {
              position = claimed.position();
              return StoredRuns.open(
                  through, claimed, settings, time.environment(random.nextLong()), disk);
            });
  }

  DiskStore newDisk() {
    return new DiskStore(new InMemoryStores().open("disk" + diskStores++), () -> {});
  }

  <T> T result(CompletableFuture<T> future) {
    time.runUntilDone(future);
    return Await.result(future);
  }

  /** Makes changes, and a checkpoint of them. */
  CompletableFuture<Void> checkpoint(StoredRuns runs, SortedMap<Bytes, Slot> entries) {
    return runs.checkpoint(
        entries, ++position, new LogOwner(new WriterId(Bytes.wrap(new byte[16])), 1));
  }

  /** What has to be in memory tables for the model to become {@code changed}. */
  SortedMap<Bytes, Slot> changes(int most) {
    SortedMap<Bytes, Slot> entries = new TreeMap<>();
    int count = random.nextInt(most) + 1;
    for (int i = 0; i < count; i++) {
      Bytes key = key();
      if (random.nextInt(4) == 0) {
        model.remove(key);
        entries.put(key, Slot.Deleted.INSTANCE);
      } else {
        Bytes value = value();
        model.put(key, value);
        entries.put(key, random.nextInt(8) == 0 ? external(value) : new Slot.Inline(value));
      }
    }
    return entries;
  }

  Slot external(Bytes value) {
    String name = "value/" + "ab".repeat(16) + "/" + String.format("%020d", externals.size());
    externals.add(name);
    result(objects.anotherHandle().put(name, value));
    return new Slot.External(name, value.length(), Checksum.of(value));
  }

  Bytes key() {
    String text = "key/" + Integer.toString(random.nextInt(300), 3);
    return random.nextInt(50) == 0 ? Bytes.EMPTY : Bytes.utf8(text);
  }

  private Bytes value() {
    byte[] value = new byte[random.nextInt(random.nextInt(10) == 0 ? 500 : 30)];
    random.nextBytes(value);
    return Bytes.wrap(value);
  }

  /** The slot of a key, with all loading that it takes. */
  @Nullable Slot find(Runs runs, Bytes key) {
    RunSet set = runs.current();
    PageView view = set.newView();
    Slot found = set.find(key, view);
    while (!view.isComplete()) {
      result(view.load());
      found = set.find(key, view);
    }
    return found;
  }

  List<Map.Entry<Bytes, Slot>> scan(Runs runs, KeyRange range, ScanDirection direction, int limit) {
    RunSet set = runs.current();
    PageView view = set.newView();
    List<Map.Entry<Bytes, Slot>> found = list(set.scan(range, direction, view), limit);
    while (!view.isComplete()) {
      result(view.load());
      found = list(set.scan(range, direction, view), limit);
    }
    return found;
  }

  static long statistic(StoredRuns runs, String name) {
    return Objects.requireNonNull(runs.statistics().get(name), name);
  }

  /** The content of an object. */
  Bytes content(String name) {
    return Objects.requireNonNull(objects.contents().get(name), name);
  }

  /** The position of the last checkpoint that was tried. */
  long lastPosition() {
    return position;
  }

  /** Names of the objects whose names start like that. */
  Set<String> names(String prefix) {
    return Set.copyOf(
        objects.contents().keySet().stream().filter(name -> name.startsWith(prefix)).toList());
  }

  /** Names of all objects of values that can be read. */
  Set<String> namedExternals(StoredRuns runs) {
    Set<String> names = new HashSet<>();
    for (var entry : scan(runs, KeyRange.ALL, ScanDirection.FORWARD, Integer.MAX_VALUE)) {
      if (entry.getValue() instanceof Slot.External external) {
        names.add(external.object());
      }
    }
    return names;
  }

  private static List<Map.Entry<Bytes, Slot>> list(
      Iterator<Map.Entry<Bytes, Slot>> entries, int limit) {
    List<Map.Entry<Bytes, Slot>> found = new ArrayList<>();
    while (found.size() < limit && entries.hasNext()) {
      found.add(entries.next());
    }
    return found;
  }

  /** Compares everything that can be read with the model. */
  void verify(StoredRuns runs) {
    for (ScanDirection direction : ScanDirection.values()) {
      verifyScan(runs, KeyRange.ALL, direction);
      verifyScan(runs, new KeyRange(key(), key()), direction);
    }
    for (int i = 0; i < 10; i++) {
      Bytes key = key();
      Slot slot = find(runs, key);
      Optional<Bytes> value =
          slot == null ? Optional.empty() : result(runs.fetch(List.of(slot))).get(0);
      assertEquals(Optional.ofNullable(model.get(key)), value, () -> "key " + key);
    }
  }

  private void verifyScan(StoredRuns runs, KeyRange range, ScanDirection direction) {
    List<Bytes> keys = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    for (Map.Entry<Bytes, Slot> entry : scan(runs, range, direction, Integer.MAX_VALUE)) {
      if (!(entry.getValue() instanceof Slot.Deleted)) {
        keys.add(entry.getKey());
        slots.add(entry.getValue());
      }
    }
    List<Optional<Bytes>> values = result(runs.fetch(slots));
    Map<Bytes, Bytes> found = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      found.put(keys.get(i), values.get(i).orElseThrow());
    }
    NavigableMap<Bytes, Bytes> wanted = expected(range);
    assertEquals(wanted, found);
    assertEquals(
        List.copyOf(
            direction == ScanDirection.FORWARD ? wanted.keySet() : wanted.descendingKeySet()),
        keys);
  }

  private NavigableMap<Bytes, Bytes> expected(KeyRange range) {
    if (range.isEmpty()) {
      return new TreeMap<>();
    }
    return range.to() == null
        ? model.tailMap(range.from(), true)
        : model.subMap(range.from(), true, range.to(), false);
  }
}
