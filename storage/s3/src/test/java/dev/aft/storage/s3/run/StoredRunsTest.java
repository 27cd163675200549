package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.object.CountingObjects;
import dev.aft.storage.s3.object.FaultyObjects;
import dev.aft.storage.s3.object.ObjectCall;
import dev.aft.storage.s3.object.ObjectFailPoints;
import dev.aft.storage.s3.object.ObjectFate;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.s3.object.RequestKind;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the runs cost in requests, and what readers of old runs see. */
class StoredRunsTest {
  private static final RunSettings USUAL = RunSettings.of(64 << 20, Optional.empty());

  private final RunsHarness harness = new RunsHarness(new SplittableRandom(9));
  private final CountingObjects objects = new CountingObjects(harness.objects.anotherHandle());

  @Test
  void aCheckpointIsTwoRequests() {
    StoredRuns runs = harness.open(objects, USUAL);
    harness.result(harness.checkpoint(runs, entries(1000, 100)));
    long before = requests();
    harness.result(harness.checkpoint(runs, entries(1000, 100)));

    assertEquals(2 + 1, requests() - before, "run, manifest, and the old manifest deleted");
  }

  @Test
  void neighboursComeWithOneRequestAndAReadOfOneValueIsOne() {
    StoredRuns runs = harness.open(objects, USUAL);
    harness.result(harness.checkpoint(runs, entries(1000, 100)));
    List<Slot> slots = slots(runs, KeyRange.ALL);

    long before = requests();
    List<Optional<Bytes>> values = harness.result(runs.fetch(slots));
    assertEquals(1, requests() - before);
    assertEquals(1000, values.stream().flatMap(Optional::stream).count());

    before = requests();
    harness.result(runs.fetch(List.of(slots.get(7))));
    assertEquals(1, requests() - before);
  }

  @Test
  void keysBetweenThoseOfARunAreAbsentInWhateverOrderTheyAreAskedFor() {
    StoredRuns runs = harness.open(USUAL);
    TreeMap<Bytes, Slot> even = new TreeMap<>();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      numbers.add(i);
      if (i % 4 == 0) {
        even.put(numbered(i), new Slot.Inline(Bytes.utf8("v" + i)));
      }
    }
    harness.result(harness.checkpoint(runs, even));

    assertFinds(runs, numbers, even.keySet());
    Collections.reverse(numbers);
    assertFinds(runs, numbers, even.keySet());
    Collections.shuffle(numbers, new Random(3));
    assertFinds(runs, numbers, even.keySet());
  }

  private void assertFinds(StoredRuns runs, List<Integer> numbers, Set<Bytes> present) {
    for (int number : numbers) {
      Bytes key = numbered(number);
      assertEquals(present.contains(key), harness.find(runs, key) != null, () -> "key " + key);
    }
  }

  private static Bytes numbered(int number) {
    return Bytes.utf8(String.format(Locale.ROOT, "key/%04d", number));
  }

  @Test
  void keysThatAscendBehindThoseOfARunNeedItsPageOnce() {
    StoredRuns first = harness.open(USUAL);
    TreeMap<Bytes, Slot> entries = new TreeMap<>(entries(20_000, 10));
    entries.put(Bytes.utf8("zzz"), new Slot.Inline(Bytes.EMPTY));
    harness.result(harness.checkpoint(first, entries));
    StoredRuns runs = harness.open(objects, RunSettings.of(1, Optional.empty()));
    RunSet set = runs.current();
    PageView view = set.newView();
    assertNull(set.find(Bytes.utf8("zza"), view));
    harness.result(view.load());
    assertNull(set.find(Bytes.utf8("zza"), view));

    PageView later = set.newView();
    long before = requests();
    for (int i = 0; i < 100; i++) {
      assertNull(set.find(Bytes.utf8("zzb" + i), later));
    }
    assertTrue(later.isComplete());
    assertEquals(before, requests());
  }

  @Test
  void valuesFarFromEachOtherAreAskedForOneByOne() {
    StoredRuns runs = harness.open(objects, USUAL);
    harness.result(harness.checkpoint(runs, entries(10, 50_000)));
    List<Slot> slots = slots(runs, KeyRange.ALL);

    long before = requests();
    harness.result(runs.fetch(List.of(slots.get(0), slots.get(9), slots.get(5), slots.get(6))));

    assertEquals(3, requests() - before);
  }

  @Test
  void anOpeningReadsEachDirectoryAndThenTheIndexInOneRequest() {
    StoredRuns first = harness.open(USUAL);
    harness.result(harness.checkpoint(first, entries(20_000, 10)));
    harness.result(harness.checkpoint(first, entries(20_000, 10)));
    first.close();

    StoredRuns runs = harness.open(objects, USUAL);
    assertEquals(3 + 2, requests(), "list, get, create; two directories");
    harness.time.advance(Duration.ofSeconds(1));
    assertEquals(3 + 2 + 2, requests(), "the index of each run");
    slots(runs, KeyRange.ALL);
    assertEquals(3 + 2 + 2, requests());
    assertEquals(
        RunsHarness.statistic(runs, "index_bytes") * 0.9,
        (double) RunsHarness.statistic(runs, "index_resident_bytes"),
        RunsHarness.statistic(runs, "index_bytes") * 0.2);
  }

  @Test
  void aSlotOfARunThatWasMergedAwayIsReadableForAWhileAndThenEmpty() {
    StoredRuns runs = harness.open(RunsHarness.tiny(0));
    harness.result(harness.checkpoint(runs, entries(10, 10)));
    RunSet old = runs.current();
    List<Slot> slots = slots(runs, KeyRange.ALL);
    for (int i = 0; i < 2; i++) {
      harness.result(harness.checkpoint(runs, entries(10, 10)));
    }
    harness.time.advance(Duration.ofMillis(500));
    assertTrue(RunsHarness.statistic(runs, "merges_total") > 0);
    assertTrue(harness.result(runs.fetch(slots)).get(9).isPresent());

    harness.time.advance(Duration.ofMillis(600));

    assertEquals(Optional.empty(), harness.result(runs.fetch(slots)).get(9));
    PageView view = old.newView();
    old.find(key(3), view);
    assertInstanceOf(RunGoneException.class, Await.failure(view.load()));
    assertEquals(10, slots(runs, KeyRange.ALL).size());
  }

  @Test
  void anObjectOfAValueGoesWhenItsEntryIsHiddenAndMergedAway() {
    StoredRuns runs = harness.open(RunsHarness.tiny(RunsHarness.PLENTY));
    Slot hidden = harness.external(Bytes.utf8("hidden"));
    Slot deleted = harness.external(Bytes.utf8("deleted"));
    Slot kept = harness.external(Bytes.utf8("kept"));
    harness.result(harness.checkpoint(runs, of(hidden, deleted)));
    harness.result(harness.checkpoint(runs, of(kept, Slot.Deleted.INSTANCE)));
    harness.result(harness.checkpoint(runs, of(kept, Slot.Deleted.INSTANCE)));
    harness.time.advance(Duration.ofMillis(900));
    assertEquals(3, harness.names(ObjectNames.VALUES).size(), "for those who are reading");

    harness.time.advance(Duration.ofMillis(200));

    assertTrue(RunsHarness.statistic(runs, "merges_total") > 0);
    assertEquals(Set.of(((Slot.External) kept).object()), harness.names(ObjectNames.VALUES));
  }

  private static SortedMap<Bytes, Slot> of(Slot first, Slot second) {
    SortedMap<Bytes, Slot> entries = new TreeMap<>();
    entries.put(key(1), first);
    entries.put(key(2), second);
    return entries;
  }

  /** A merge that waits for its first request, and what comes meanwhile. */
  @Test
  void newRunsAreMergedBesideAMergeThatTakesLong() {
    ObjectFates.Script script = new ObjectFates.Script();
    StoredRuns runs =
        harness.open(
            new FaultyObjects(
                harness.objects.anotherHandle(),
                script,
                ObjectFailPoints.NONE,
                harness.time.scheduler()),
            RunsHarness.tiny(RunsHarness.PLENTY));
    for (int i = 0; i < 2; i++) {
      harness.result(harness.checkpoint(runs, entries(20, 200)));
    }
    script.then(
        call -> call.kind() == ObjectCall.Kind.GET_RANGE,
        ObjectFate.delayed(Duration.ofHours(1), Duration.ZERO));
    harness.result(harness.checkpoint(runs, entries(20, 200)));
    for (int i = 0; i < 30; i++) {
      harness.result(harness.checkpoint(runs, entries(1, 3)));
      harness.time.advance(Duration.ofSeconds(3));
    }
    assertTrue(script.isDone());
    assertTrue(RunsHarness.statistic(runs, "sorted_runs") < 12, runs.statistics()::toString);
    long before = RunsHarness.statistic(runs, "merges_total");

    harness.time.advance(Duration.ofHours(1));

    assertTrue(RunsHarness.statistic(runs, "merges_total") > before);
    assertTrue(RunsHarness.statistic(runs, "sorted_runs") < 5, runs.statistics()::toString);
    List<Optional<Bytes>> values = harness.result(runs.fetch(slots(runs, KeyRange.ALL)));
    assertEquals(3, values.get(0).orElseThrow().length());
    assertEquals(200, values.get(19).orElseThrow().length());
  }

  @Test
  void deletedAndInlineSlotsNeedNoRequest() {
    StoredRuns runs = harness.open(objects, USUAL);
    long before = requests();

    List<Optional<Bytes>> values =
        harness.result(
            runs.fetch(List.of(Slot.Deleted.INSTANCE, new Slot.Inline(Bytes.utf8("x")))));

    assertEquals(List.of(Optional.empty(), Optional.of(Bytes.utf8("x"))), values);
    assertEquals(before, requests());
  }

  @Test
  void aCheckpointOfNothingMovesThePosition() {
    StoredRuns runs = harness.open(USUAL);
    SortedMap<Bytes, Slot> deleted = new TreeMap<>();
    deleted.put(Bytes.utf8("k"), Slot.Deleted.INSTANCE);
    harness.result(harness.checkpoint(runs, deleted));

    assertEquals(1, runs.position());
    assertEquals(0, RunsHarness.statistic(runs, "run_objects"));
  }

  @Test
  void keysAndValuesOfAnyLengthComeBack() {
    StoredRuns runs = harness.open(USUAL);
    SortedMap<Bytes, Slot> entries = new TreeMap<>();
    for (int length : new int[] {0, 1, 127, 128, 16_384, 100_000}) {
      byte[] bytes = new byte[length];
      new SplittableRandom(length).nextBytes(bytes);
      entries.put(Bytes.wrap(bytes), new Slot.Inline(Bytes.wrap(bytes.clone())));
      harness.model.put(Bytes.wrap(bytes), Bytes.wrap(bytes));
    }
    harness.result(harness.checkpoint(runs, entries));
    runs.close();

    StoredRuns next = harness.open(USUAL);
    harness.verify(next);
    harness.model.forEach(
        (key, value) -> {
          Slot slot = assertInstanceOf(Slot.InRun.class, harness.find(next, key));
          assertEquals(Optional.of(value), harness.result(next.fetch(List.of(slot))).get(0));
        });
  }

  private long requests() {
    long sum = 0;
    for (RequestKind kind : RequestKind.values()) {
      sum += objects.count(kind);
    }
    return sum;
  }

  private static SortedMap<Bytes, Slot> entries(int count, int valueLength) {
    SortedMap<Bytes, Slot> entries = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      entries.put(key(i), new Slot.Inline(Bytes.wrap(new byte[valueLength])));
    }
    return entries;
  }

  private static Bytes key(int number) {
    return Bytes.utf8("key%09d".formatted(number));
  }

  private List<Slot> slots(StoredRuns runs, KeyRange range) {
    List<Slot> slots = new ArrayList<>();
    harness
        .scan(runs, range, ScanDirection.FORWARD, Integer.MAX_VALUE)
        .forEach(entry -> slots.add(entry.getValue()));
    return slots;
  }
}
