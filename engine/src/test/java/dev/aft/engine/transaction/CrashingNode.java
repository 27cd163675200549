package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.DurableStep;
import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node on one thread that dies at a {@link CrashPoint} and is started again over what its store
 * holds then. Knows what must be readable, and repeats work that a death has undone, as a platform
 * repeats a function.
 */
final class CrashingNode implements AutoCloseable {
  private static final Duration LONG_AFTER = Duration.ofMinutes(17);

  /** What a large transaction passes, so that it commits in steps. */
  static final int BATCH_BYTES = 2_000;

  private final InMemoryStore data = new InMemoryStore();
  private final CrashPoint point;
  private final HookedStore hooks = new HookedStore(data, Runnable::run);
  private final ManualEnvironment time;
  private final SortedMap<String, String> expected = new TreeMap<>();
  private TransactionManager manager;

  CrashingNode(DurableStep step, CrashPoint.Moment moment, int visit, boolean batches) {
    hooks.atomic = batches;
    hooks.maxBatchBytes = BATCH_BYTES;
    point = new CrashPoint(step, moment, visit, new MortalStore(hooks));
    time = new ManualEnvironment(point);
    try {
      manager = open();
    } catch (EngineException e) {
      manager = restart();
    }
  }

  /** Whether the node has died where it was told to. */
  boolean hasDied() {
    return point.isReached();
  }

  private TransactionManager open() {
    // No index: every read shows what the store has.
    EngineSettings settings =
        EngineSettings.builder()
            .versionIndexBytes(0)
            .keyBytes(100)
            .valueBytes(2 * BATCH_BYTES)
            .writeBufferBytesPerTransaction(3 * BATCH_BYTES)
            .idempotencyKeyLifetime(Duration.ofMinutes(15))
            .build();
    return TransactionManagers.open(point.store(), settings, time.environment());
  }

  private boolean isDead() {
    return point.store().isDead();
  }

  private TransactionManager restart() {
    assertTrue(isDead(), "only a death may stop a node");
    point.moveTo(new MortalStore(hooks));
    return open();
  }

  /** Writes {@code value} to all keys in one transaction; "-" deletes. */
  void put(String value, String... keys) {
    SortedMap<String, String> changes = new TreeMap<>();
    for (String key : keys) {
      changes.put(key, value);
    }
    commit(
        transaction -> changes.forEach((key, text) -> write(transaction, key, text)),
        after -> changes.forEach((key, text) -> apply(after, key, text)));
  }

  /** Like {@link #put} with all keys, in a transaction that makes room for what it writes. */
  void spill(String value, String... keys) {
    commit(
        transaction -> {
          for (String key : keys) {
            transaction.makeRoom(key.length() + value.length()).join();
            write(transaction, key, value);
          }
        },
        after -> List.of(keys).forEach(key -> apply(after, key, value)));
  }

  /** What a node leaves that died with a transaction that had spilled. */
  void leaveSpillOfDeadNode() {
    TransactionId id = new TransactionId(new UUID(time.millis() << 16 | 0x7000, Long.MIN_VALUE));
    for (int number = 1; number < 4; number++) {
      Bytes key = StorageLayout.spillKey(id, number);
      data.write(List.of(new Entry(key, Bytes.utf8("lost")))).join();
    }
  }

  /** Like {@link #put} with an idempotency key: a retry after a death finds out what was done. */
  void putOnce(String idempotencyKey, String value, String... keys) {
    TransactionOptions options = new TransactionOptions(false, null, idempotencyKey, null);
    Transaction transaction = manager.beginWhenReady(options).join();
    TransactionId id = transaction.id();
    for (String key : keys) {
      write(transaction, key, value);
    }
    boolean acknowledged = isCommitted(transaction, value);
    boolean dead = isDead();
    if (dead) {
      manager = restart();
    }
    boolean committed = outcome(id) == TransactionOutcome.State.COMMITTED;
    assertTrue(committed || (dead && !acknowledged), "a commit is gone");
    assertEquals(committed, manager.beginWhenReady(options).isCompletedExceptionally());
    if (committed) {
      assertEquals(value, manager.outcome(id, false).join().result());
      for (String key : keys) {
        apply(expected, key, value);
      }
      checkReads();
    } else {
      putOnce(idempotencyKey, value, keys);
    }
  }

  /** Gives up all keys that begin with {@code prefix}. */
  void drop(String prefix) {
    commit(
        transaction -> {
          transaction.dropRange(KeyRange.prefix(Bytes.utf8(prefix)));
          transaction.write(Bytes.utf8("dropped"), Bytes.utf8(prefix));
        },
        after -> {
          after.keySet().removeIf(key -> key.startsWith(prefix));
          after.put("dropped", prefix);
        });
  }

  private static void write(Transaction transaction, String key, String text) {
    if (text.equals("-")) {
      transaction.delete(Bytes.utf8(key));
    } else {
      transaction.write(Bytes.utf8(key), Bytes.utf8(text));
    }
  }

  private static void apply(Map<String, String> state, String key, String text) {
    if (text.equals("-")) {
      state.remove(key);
    } else {
      state.put(key, text);
    }
  }

  private void commit(Consumer<Transaction> work, Consumer<Map<String, String>> effect) {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    TransactionId id = transaction.id();
    boolean acknowledged = isDone(work, transaction) && isCommitted(transaction);
    SortedMap<String, String> before = new TreeMap<>(expected);
    effect.accept(expected);
    if (!isDead()) {
      assertTrue(acknowledged, "a commit failed without a death");
      checkReads();
      return;
    }
    manager = restart();
    boolean committed = outcome(id) == TransactionOutcome.State.COMMITTED;
    assertTrue(committed || !acknowledged, "an acknowledged commit is gone");
    if (committed) {
      checkReads();
    } else {
      expected.clear();
      expected.putAll(before);
      checkReads();
      commit(work, effect);
    }
  }

  private static boolean isDone(Consumer<Transaction> work, Transaction transaction) {
    try {
      work.accept(transaction);
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }

  private static boolean isCommitted(Transaction transaction) {
    return isCommitted(transaction, null);
  }

  private static boolean isCommitted(Transaction transaction, @Nullable String result) {
    try {
      return transaction.commit(result).join() instanceof CommitOutcome.Committed;
    } catch (CompletionException e) {
      return false;
    }
  }

  private TransactionOutcome.State outcome(TransactionId id) {
    return manager.outcome(id, true).join().state();
  }

  /** Leaves the versions of a commit in steps that was refused before its record. */
  void leaveOrphan(String value, String... keys) {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    for (String key : keys) {
      write(transaction, key, value);
    }
    hooks.failsBefore = call -> call.equals("create");
    boolean committed = isCommitted(transaction);
    assertTrue(!committed, "without a commit record nothing is committed");
    hooks.failsBefore = call -> false;
    if (isDead()) {
      manager = restart();
    }
    checkReads();
  }

  /** Decides the outcome of a transaction that never committed. */
  void fence() {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    TransactionId id = transaction.id();
    transaction.abort();
    try {
      assertEquals(TransactionOutcome.State.ABORTED, outcome(id));
    } catch (CompletionException e) {
      manager = restart();
      assertEquals(TransactionOutcome.State.ABORTED, outcome(id));
    }
    checkReads();
  }

  /** Garbage collection of everything that is old now. */
  void collect() {
    time.advance(LONG_AFTER);
    for (int tick = 0; tick < 3; tick++) {
      time.tick();
      if (isDead()) {
        manager = restart();
      }
      checkReads();
    }
  }

  void checkReads() {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    for (String key : expected.keySet()) {
      assertEquals(
          Optional.ofNullable(expected.get(key)),
          transaction.read(Bytes.utf8(key)).join().map(Bytes::toUtf8),
          key);
    }
    SortedMap<String, String> scanned = new TreeMap<>();
    TransactionScan scan =
        transaction.scan(KeyRange.prefix(Bytes.utf8("k")), ScanDirection.FORWARD);
    for (var page = scan.next(100).join(); !page.isEmpty(); page = scan.next(100).join()) {
      page.forEach(entry -> scanned.put(entry.key().toUtf8(), entry.value().toUtf8()));
    }
    assertEquals(expected.subMap("k", "l"), scanned);
    transaction.abort();
  }

  /** What the store holds besides its format and the note: one version of each key, no more. */
  void checkNothingIsLeftOver() {
    for (int i = 0; i < 5; i++) {
      collect();
    }
    assertEquals(0, stored('i'), "key records");
    assertEquals(0, stored('e'), "expiry entries");
    assertEquals(expected.size(), stored('d'), "versions");
    assertEquals(0, stored('c'), "records");
    assertEquals(0, stored('t'), "journal");
    assertEquals(0, stored('s'), "spills");
  }

  private int stored(char space) {
    KeyRange range = KeyRange.prefix(Bytes.utf8(String.valueOf(space)));
    return data.scan(range, ScanDirection.FORWARD, 100_000).join().size();
  }

  @Override
  public void close() {
    manager.close();
    time.close();
  }
}
