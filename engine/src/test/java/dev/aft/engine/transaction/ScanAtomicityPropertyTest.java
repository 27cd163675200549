package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineSettings;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * One reader that reads keys and scans in pages of every size, with commits between any two of its
 * steps: whatever the interleaving, it sees every commit in whole or not at all.
 */
class ScanAtomicityPropertyTest {
  private static final int KEYS = 4;

  @Property(tries = 1500)
  void everyCommitIsSeenInWholeOrNotAtAll(@ForAll long seed) {
    new Interleaving(seed).run();
  }

  private static final class Interleaving {
    private final Random random;
    private final Map<Integer, Set<String>> written = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private int commits;

    Interleaving(long seed) {
      this.random = new Random(seed);
    }

    private void run() {
      try (ManualEnvironment time = new ManualEnvironment();
          TransactionManager manager =
              TransactionManagers.open(
                  new InMemoryStore(), EngineSettings.DEFAULT, time.environment())) {
        Transaction reader = manager.begin(TransactionOptions.DEFAULT);
        for (int step = 0; step < 6; step++) {
          commitSome(manager);
          if (random.nextInt(5) == 0) {
            readAll(reader);
          } else if (random.nextBoolean()) {
            String key = "k" + random.nextInt(KEYS);
            note(key, reader.read(Bytes.utf8(key)).join().map(Bytes::toUtf8).orElse("0"));
          } else {
            scan(manager, reader);
          }
        }
        seen.forEach(this::check);
      }
    }

    private void commitSome(TransactionManager manager) {
      for (int n = random.nextInt(3); n > 0; n--) {
        Transaction t = manager.begin(TransactionOptions.DEFAULT);
        Set<String> keys = new HashSet<>();
        for (int k = 1 + random.nextInt(3); k > 0; k--) {
          keys.add("k" + random.nextInt(KEYS));
        }
        commits++;
        keys.forEach(key -> t.write(Bytes.utf8(key), Bytes.utf8("" + commits)));
        written.put(commits, keys);
        assertEquals(new CommitOutcome.Committed(), t.commit().join());
      }
    }

    private void readAll(Transaction reader) {
      List<Bytes> keys = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        keys.add(Bytes.utf8("k" + i));
      }
      Collections.shuffle(keys, random);
      List<Optional<Bytes>> values = reader.readMany(keys).join();
      for (int i = 0; i < KEYS; i++) {
        note(keys.get(i).toUtf8(), values.get(i).map(Bytes::toUtf8).orElse("0"));
      }
    }

    private void scan(TransactionManager manager, Transaction reader) {
      int from = random.nextInt(KEYS);
      int to = from + 1 + random.nextInt(KEYS - from);
      KeyRange range = new KeyRange(Bytes.utf8("k" + from), Bytes.utf8("k" + to));
      ScanDirection direction =
          random.nextBoolean() ? ScanDirection.FORWARD : ScanDirection.BACKWARD;
      TransactionScan scan = reader.scan(range, direction);
      int size = 1 + random.nextInt(3);
      Map<String, String> rows = new HashMap<>();
      for (List<Entry> page = scan.next(size).join();
          !page.isEmpty();
          page = scan.next(size).join()) {
        page.forEach(row -> rows.put(row.key().toUtf8(), row.value().toUtf8()));
        commitSome(manager);
      }
      for (int i = from; i < to; i++) {
        note("k" + i, rows.getOrDefault("k" + i, "0"));
      }
    }

    /** Commits are numbered in their order. */
    private void note(String key, String value) {
      Integer before = seen.putIfAbsent(key, Integer.valueOf(value));
      assertEquals(before == null ? value : before.toString(), value, "not repeatable: " + key);
    }

    private void check(String key, Integer commit) {
      for (String sibling : written.getOrDefault(commit, Set.of())) {
        int other = seen.getOrDefault(sibling, commit);
        assertTrue(other >= commit, () -> "fractured: " + seen + " in " + written);
      }
    }
  }
}
