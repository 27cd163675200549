package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Prints what the index costs in memory and time, for docs/benchmarks.md: {@code java -cp ...
 * dev.aft.storage.s3.run.IndexMeasurement 10000 1000000}. Not a test.
 */
public final class IndexMeasurement {
  private static final int ROUNDS = 7;
  private static final int LOOKUPS = 300_000;

  private final SplittableRandom random = new SplittableRandom(1);
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final InMemoryObjects objects = new InMemoryObjects();
  private final List<Bytes> versionKeys = new ArrayList<>();

  private IndexMeasurement() {}

  /** Measures with as many transactions of one key as each argument says. */
  public static void main(String[] arguments) {
    for (String argument : arguments) {
      IndexMeasurement measurement = new IndexMeasurement();
      try {
        measurement.measure(Integer.parseInt(argument));
      } finally {
        measurement.threads.shutdownNow();
      }
    }
  }

  private void measure(int transactions) {
    StoredRuns runs = open();
    int perCheckpoint = Math.max(1, Math.min(transactions, 50_000));
    for (int done = 0; done < transactions; done += perCheckpoint) {
      runs.checkpoint(batch(done, perCheckpoint), done + 1, owner()).join();
    }
    Map<String, Long> built = runs.statistics();
    print("%d transactions of one key: %s", transactions, built);
    waitForMerges(runs);
    runs.close();
    double opening = medianOpeningMillis();
    StoredRuns opened = open();
    waitForIndex(opened);
    double entries = RunsHarness.statistic(opened, "run_entries");
    print(
        "entries %.0f, in %d sorted runs; per entry: %.1f bytes resident, %.2f bytes directory",
        entries,
        RunsHarness.statistic(opened, "sorted_runs"),
        RunsHarness.statistic(opened, "index_resident_bytes") / entries,
        RunsHarness.statistic(opened, "index_directory_bytes") / entries);
    print("opening %.1f ms", opening);
    Collections.shuffle(versionKeys, new Random(1));
    for (int round = 0; round < ROUNDS; round++) {
      print(
          "look-up %.2f us (%.2f us of a key that is not there), scan of one version %.2f us",
          lookUpMicros(opened, 0), lookUpMicros(opened, 1), scanMicros(opened));
    }
    opened.close();
  }

  /**
   * A version, a journal entry and a commit record for each transaction, as the engine has them.
   */
  private SortedMap<Bytes, Slot> batch(int first, int count) {
    SortedMap<Bytes, Slot> entries = new TreeMap<>();
    for (int i = first; i < first + count; i++) {
      long timestamp = (1_763_000_000_000L << 15) + (long) i * 32_768;
      long idHigh = ((1_763_000_000_000L + i) << 16) | 0x7000 | random.nextInt(0x1000);
      long idLow = random.nextLong() >>> 2 | Long.MIN_VALUE;
      byte[] user =
          "kv/user%010d"
              .formatted(Math.floorMod(i * 7919L, 1_000_000_007L))
              .getBytes(StandardCharsets.US_ASCII);
      Bytes version =
          Bytes.wrap(
              ByteBuffer.allocate(1 + user.length + 2 + 24)
                  .put((byte) 'd')
                  .put(user)
                  .putShort((short) 0)
                  .putLong(~timestamp)
                  .putLong(~idHigh)
                  .putLong(~idLow)
                  .array());
      versionKeys.add(version);
      entries.put(version, value(100));
      entries.put(
          Bytes.wrap(
              ByteBuffer.allocate(25)
                  .put((byte) 't')
                  .putLong(timestamp)
                  .putLong(idHigh)
                  .putLong(idLow)
                  .array()),
          value(40));
      entries.put(
          Bytes.wrap(
              ByteBuffer.allocate(17).put((byte) 'c').putLong(idHigh).putLong(idLow).array()),
          value(60));
    }
    return entries;
  }

  private Slot value(int length) {
    byte[] value = new byte[length];
    random.nextBytes(value);
    return new Slot.Inline(Bytes.wrap(value));
  }

  private static LogOwner owner() {
    return new LogOwner(new WriterId(Bytes.wrap(new byte[16])), 1);
  }

  private StoredRuns open() {
    return Manifests.claim(objects, WriterId.next(random))
        .thenCompose(
            claimed ->
                StoredRuns.open(
                    objects,
                    claimed,
                    RunSettings.of(1L << 30, Optional.empty()),
                    new S3Environment(System::nanoTime, random.split(), threads, threads)))
        .join();
  }

  private double medianOpeningMillis() {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      long start = cpuNanos();
      StoredRuns runs = open();
      times.add((cpuNanos() - start) / 1e6);
      runs.close();
    }
    Collections.sort(times);
    return times.get(ROUNDS / 2);
  }

  private static void waitForMerges(StoredRuns runs) {
    List<MergePolicy.Size> sizes = List.of();
    do {
      Thread.onSpinWait();
      sizes =
          ((StoredRunSet) runs.current())
              .sortedRuns().stream()
                  .map(run -> new MergePolicy.Size(run.objectBytes(), run.entries(), 0))
                  .toList();
    } while (new MergePolicy(4, 1 << 20).choose(sizes, 0).isPresent());
  }

  private static void waitForIndex(StoredRuns runs) {
    while (RunsHarness.statistic(runs, "index_resident_bytes")
        < RunsHarness.statistic(runs, "index_bytes")) {
      Thread.onSpinWait();
    }
  }

  private double lookUpMicros(StoredRuns runs, int appended) {
    long start = cpuNanos();
    long found = 0;
    for (int i = 0; i < LOOKUPS; i++) {
      Bytes key = versionKeys.get(i % versionKeys.size());
      RunSet set = runs.current();
      found += set.find(appended == 0 ? key : key.successor(), set.newView()) == null ? 0 : 1;
    }
    require(found == (appended == 0 ? LOOKUPS : 0));
    return (cpuNanos() - start) / 1e3 / LOOKUPS;
  }

  private double scanMicros(StoredRuns runs) {
    long start = cpuNanos();
    for (int i = 0; i < LOOKUPS; i++) {
      Bytes key = versionKeys.get(i % versionKeys.size());
      Bytes from = key.slice(0, key.length() - 24);
      RunSet set = runs.current();
      Iterator<?> entries =
          set.scan(
              new KeyRange(from, KeyRange.endOfPrefix(from)), ScanDirection.FORWARD, set.newView());
      require(entries.hasNext());
      entries.next();
    }
    return (cpuNanos() - start) / 1e3 / LOOKUPS;
  }

  /** Of this thread: other work on the machine does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("The index does not hold what was put in.");
    }
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
