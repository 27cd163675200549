package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.storage.spi.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The hand-made concurrent structures, by threads that meet at a barrier again and again. */
@Tag("optimized")
class ConcurrentStructuresStressTest {
  private static final int ROUNDS = Integer.getInteger("aft.stress.rounds", 500);
  private static final int THREADS = 3;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicLong lastId = new AtomicLong();

  /** What one thread does in a round. */
  @FunctionalInterface
  private interface Work {
    void run(int thread, int round);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** {@code check} runs on one thread while the others wait. */
  private void race(Work work, Runnable check) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    CyclicBarrier end = new CyclicBarrier(THREADS, check);
    AtomicInteger awake = new AtomicInteger();
    List<Future<?>> running =
        IntStream.range(0, THREADS)
            .<Future<?>>mapToObj(
                thread ->
                    threads.submit(
                        () -> {
                          for (int round = 0; round < ROUNDS; round++) {
                            start.await(20, TimeUnit.SECONDS);
                            // Who wakes first waits for the others, or would be done before them.
                            awake.incrementAndGet();
                            while (awake.get() < THREADS * (round + 1)) {
                              Thread.onSpinWait();
                            }
                            work.run(thread, round);
                            end.await(20, TimeUnit.SECONDS);
                          }
                          return null;
                        }))
            .toList();
    for (Future<?> one : running) {
      one.get(60, TimeUnit.SECONDS);
    }
  }

  private TransactionId nextId() {
    return new TransactionId(new UUID(0, lastId.incrementAndGet()));
  }

  private static HybridLogicalClock standingClock() {
    return new HybridLogicalClock(() -> Instant.ofEpochMilli(1));
  }

  @Test
  void writeThatIsRefusedTakesNoRoomFromOthers() throws Exception {
    WriteBudget budget = new WriteBudget(100);
    race(
        (thread, round) -> {
          for (int i = 0; i < 200; i++) {
            if (thread == 0) {
              assertThrows(EngineException.class, () -> budget.take(101, 0));
            } else {
              budget.take(1, 1);
              budget.giveBack(1, 1);
            }
          }
        },
        () -> assertEquals(0, budget.usedBytes()));
  }

  @Test
  void clockGivesNoTimestampTwiceAndNoneBeforeWhatItHasObserved() throws Exception {
    HybridLogicalClock clock = standingClock();
    Set<Long> given = ConcurrentHashMap.newKeySet();
    race(
        (thread, round) -> {
          for (int i = 0; i < 100; i++) {
            long observed = clock.last() + i % 3;
            clock.observe(observed);
            long tick = clock.tick();
            assertTrue(tick > observed);
            assertTrue(given.add(tick), "given twice");
          }
        },
        given::clear);
  }

  @Test
  void boundedMapKeepsItsBoundAndItsCount() throws Exception {
    BoundedMap<Integer, Integer> map = new BoundedMap<>(20, (key, value) -> 1 + value % 5);
    race(
        (thread, round) -> {
          for (int i = 0; i < 20; i++) {
            int key = (round * 7 + i * (thread + 1)) % 12;
            map.get(key);
            map.compute(
                key, before -> before == null ? Integer.valueOf(key) : change(before, round));
          }
        },
        () -> {
          assertTrue(map.weight() <= 20, "weight=" + map.weight());
          long weight = 0;
          for (int key = 0; key < 12; key++) {
            Integer value = map.get(key);
            weight += value == null ? 0 : 1 + value % 5;
          }
          assertEquals(weight, map.weight());
        });
  }

  private static @Nullable Integer change(int before, int round) {
    return before % 9 == round % 9 ? null : before + 1;
  }

  @Test
  void boundedMapLosesNoChangeWhileNothingIsDropped() throws Exception {
    BoundedMap<Integer, Integer> map = new BoundedMap<>(1_000, (key, value) -> 1);
    AtomicLong added = new AtomicLong();
    race(
        (thread, round) -> {
          for (int i = 0; i < 10; i++) {
            map.compute(i & 1, before -> before == null ? 1 : before + 1);
            added.incrementAndGet();
          }
        },
        () -> assertEquals(added.get(), sum(map.get(0)) + sum(map.get(1))));
  }

  private static long sum(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  @Test
  void commitIsInSnapshotsWhenItIsOverAndNotBefore() throws Exception {
    CommitSequencer sequencer = new CommitSequencer(standingClock(), nextId());
    race(
        (thread, round) -> {
          for (int i = 0; i < 5; i++) {
            Stamp stamp = sequencer.begin(nextId());
            assertFalse(sequencer.snapshot().includes(stamp));
            sequencer.beginPublishing(stamp);
            assertFalse(sequencer.snapshot().includes(stamp));
            sequencer.finish(stamp);
            assertTrue(sequencer.snapshot().includes(stamp));
          }
        },
        () -> {
          assertEquals(0, sequencer.countUnderWay());
          assertTrue(sequencer.snapshot().underWay().isEmpty());
        });
  }

  /** Readers that fill the index from a store, between commits that write to both. */
  @Test
  void indexHasTheNewestVersionOrNone() throws Exception {
    Bytes key = Bytes.utf8("key");
    ConcurrentHashMap<Bytes, VersionList> store = new ConcurrentHashMap<>();
    VersionIndex index = new VersionIndex(100_000);
    CommitSequencer sequencer = new CommitSequencer(standingClock(), nextId());
    race(
        (thread, round) -> {
          if (thread == 0) {
            Stamp stamp = sequencer.begin(nextId());
            KeyVersion version = new KeyVersion(stamp, key, WrittenKeys.ALONE);
            store.merge(
                key, new VersionList(List.of(version), true), (all, one) -> all.with(version, 4));
            sequencer.beginPublishing(stamp);
            index.publish(key, version, sequencer);
            sequencer.finish(stamp);
            index.forget(key);
          } else {
            for (int i = 0; i < 5; i++) {
              VersionList seen = index.find(key);
              long ticket = index.ticket(key);
              VersionList stored = store.getOrDefault(key, VersionList.ABSENT);
              index.install(key, stored, seen, ticket);
            }
          }
        },
        () -> {
          VersionList kept = index.find(key);
          VersionList stored = Objects.requireNonNull(store.get(key));
          if (kept != null) {
            assertEquals(stored.versions().get(0).stamp(), kept.versions().get(0).stamp());
          }
        });
  }

  @Test
  void transactionIdsAreGivenOnceAndGrow() throws Exception {
    try (ManualEnvironment environment = new ManualEnvironment()) {
      TransactionIds ids = new TransactionIds(environment.environment(), standingClock());
      Set<Long> given = ConcurrentHashMap.newKeySet();
      race(
          (thread, round) -> {
            long last = 0;
            for (int i = 0; i < 200; i++) {
              TransactionId id = ids.next();
              assertTrue(given.add(id.uuid().getMostSignificantBits()), "given twice");
              assertTrue(id.uuid().getMostSignificantBits() > last);
              last = id.uuid().getMostSignificantBits();
            }
          },
          given::clear);
    }
  }
}
