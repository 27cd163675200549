package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineSettings;
import dev.aft.engine.SystemEnvironment;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Random transactions at the same time over few keys. Every writing transaction writes its own
 * unique value to all its keys, so that a value read tells its writer; afterwards a checker that
 * knows only values and the order of versions looks for anomalies.
 */
class ConcurrentTransactionsTest {
  private static final int THREADS = 4;
  private static final int TRANSACTIONS = 400;
  private static final int KEYS = 6;

  /** What one transaction observed, key by key; an empty string for absent. */
  private record Observed(Map<String, String> values) {}

  private final Queue<Observed> observations = new ConcurrentLinkedQueue<>();

  @Test
  void atomicBatchesKeepReadsAtomic() throws Exception {
    run(true, Runnable::run, EngineSettings.DEFAULT);
  }

  @Test
  void atomicBatchesThatComeLateKeepReadsAtomic() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    run(true, pool, EngineSettings.DEFAULT);
    pool.shutdown();
  }

  @Test
  void commitsInStepsKeepReadsAtomic() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    run(false, pool, EngineSettings.DEFAULT);
    pool.shutdown();
  }

  @Test
  void readsFromTheStoreAreAtomic() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    run(false, pool, EngineSettings.builder().versionIndexBytes(0).build());
    pool.shutdown();
  }

  private void run(boolean atomic, Executor executor, EngineSettings settings) throws Exception {
    HookedStore store = new HookedStore(new InMemoryStore(), executor);
    store.atomic = atomic;
    ExecutorService clients = Executors.newFixedThreadPool(THREADS);
    try (SystemEnvironment system = SystemEnvironment.create();
        TransactionManager manager =
            TransactionManagers.open(store, settings, system.environment())) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Random random = new Random(thread);
        String name = "w" + thread + "-";
        done.add(clients.submit(() -> client(manager, random, name)));
      }
      for (Future<?> future : done) {
        future.get();
      }
    } finally {
      clients.shutdown();
    }
    check(store);
  }

  private void client(TransactionManager manager, Random random, String name) {
    for (int i = 0; i < TRANSACTIONS; i++) {
      Transaction t = manager.begin(TransactionOptions.DEFAULT);
      if (random.nextInt(3) == 0) {
        write(t, random, name + i);
      } else {
        observe(t, random);
      }
    }
  }

  private static void write(Transaction t, Random random, String value) {
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      String key = "k" + random.nextInt(KEYS);
      t.write(Bytes.utf8(key), Bytes.utf8(value));
      assertEquals(value, read(t, key));
    }
    if (random.nextInt(10) == 0) {
      t.abort();
    } else {
      assertEquals(new CommitOutcome.Committed(), t.commit().join());
    }
  }

  private void observe(Transaction t, Random random) {
    Map<String, String> seen = new HashMap<>();
    for (int n = 6; n > 0; n--) {
      if (random.nextInt(3) == 0) {
        scan(t, random, seen);
      } else {
        String key = "k" + random.nextInt(KEYS);
        note(seen, key, read(t, key));
      }
    }
    observations.add(new Observed(seen));
    t.commit().join();
  }

  private static String read(Transaction t, String key) {
    return t.read(Bytes.utf8(key)).join().map(Bytes::toUtf8).orElse("");
  }

  private static void scan(Transaction t, Random random, Map<String, String> seen) {
    int from = random.nextInt(KEYS);
    int to = from + 1 + random.nextInt(KEYS - from);
    KeyRange range = new KeyRange(Bytes.utf8("k" + from), Bytes.utf8("k" + to));
    ScanDirection direction = random.nextBoolean() ? ScanDirection.FORWARD : ScanDirection.BACKWARD;
    TransactionScan scan = t.scan(range, direction);
    Map<String, String> rows = new HashMap<>();
    for (List<Entry> page = scan.next(2).join(); !page.isEmpty(); page = scan.next(2).join()) {
      for (Entry row : page) {
        assertEquals(null, rows.put(row.key().toUtf8(), row.value().toUtf8()));
      }
    }
    for (int i = from; i < to; i++) {
      note(seen, "k" + i, rows.getOrDefault("k" + i, ""));
    }
  }

  /** Reads repeat. */
  private static void note(Map<String, String> seen, String key, String value) {
    String before = seen.putIfAbsent(key, value);
    assertEquals(before == null ? value : before, value, "non-repeatable read of " + key);
  }

  private void check(HookedStore store) {
    Map<String, Stamp> stamps = new HashMap<>();
    Map<String, Set<String>> keys = new HashMap<>();
    List<Entry> stored =
        store.data.scan(StorageLayout.DATA_RANGE, ScanDirection.FORWARD, 1_000_000).join();
    for (Entry entry : stored) {
      StoredVersion version = StoredVersion.decode(entry);
      String value = version.value() == null ? "" : version.value().toUtf8();
      stamps.put(value, version.stamp());
      keys.computeIfAbsent(value, k -> new HashSet<>()).add(version.key().toUtf8());
    }
    int newer = 0;
    for (Observed observed : observations) {
      newer += check(observed.values(), stamps, keys);
    }
    assertTrue(newer > 0, "the workload never met a transaction in more than one key");
  }

  private static int check(
      Map<String, String> seen, Map<String, Stamp> stamps, Map<String, Set<String>> keys) {
    int siblings = 0;
    for (Map.Entry<String, String> one : seen.entrySet()) {
      if (one.getValue().isEmpty()) {
        continue;
      }
      Stamp stamp = stamps.getOrDefault(one.getValue(), Stamp.ZERO);
      assertTrue(stamp.isAfter(Stamp.ZERO), "dirty read of " + one);
      for (String sibling : keys.getOrDefault(one.getValue(), Set.of())) {
        String other = seen.get(sibling);
        if (other != null) {
          Stamp read = stamps.getOrDefault(other, Stamp.ZERO);
          assertTrue(!read.isBefore(stamp), "fractured read: " + one + " and " + sibling);
          siblings += sibling.equals(one.getKey()) ? 0 : 1;
        }
      }
    }
    return siblings;
  }
}
