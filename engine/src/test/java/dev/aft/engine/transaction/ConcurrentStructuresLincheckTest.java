package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.storage.spi.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The hand-made concurrent structures at the races they are made for. Beside each stands a twin
 * with the fault that its atomic steps prevent, and must be refused: a check that accepts the twin
 * checks nothing.
 */
@Tag("lincheck")
class ConcurrentStructuresLincheckTest {
  private static final Interleavings ALL = Interleavings.trusting();

  private static void refuse(Class<?> broken, String scenario) {
    refuse(ALL, broken, scenario);
  }

  private static void refuse(Interleavings tried, Class<?> broken, String scenario) {
    LincheckAssertionError found =
        assertThrows(LincheckAssertionError.class, () -> tried.check(broken, scenario));
    // Its own failures come as the same error.
    String message = String.valueOf(found.getMessage());
    assertTrue(message.contains("Invalid execution results") || message.contains("kept="), message);
  }

  @Test
  void clockGivesNoTimestampTwiceAndNoneBeforeWhatItHasObserved() {
    ALL.check(Clock.class, "tick tick | tick tick", "tick tick | observe tick");
    refuse(BrokenTwins.Clock.class, "tick tick | tick tick");
    refuse(BrokenTwins.Clock.class, "tick tick | observe tick");
  }

  @Test
  void transactionIdsAreGivenOnceAndGrow() {
    ALL.check(Ids.class, "next next | next next");
    refuse(BrokenTwins.Ids.class, "next next | next next");
  }

  @Test
  void writeThatIsRefusedTakesNoRoomFromOthers() {
    ALL.check(Budget.class, "takeTooMuch takeHalf | takeHalf giveBackHalf", "takeHalf | takeHalf");
    refuse(BrokenTwins.Budget.class, "takeTooMuch | takeHalf takeHalf");
  }

  @Test
  void boundedMapLosesNoChangeWhileNothingIsDropped() {
    ALL.check(WideMap.class, "add get | add remove", "add add | add get");
    refuse(BrokenTwins.Map.class, "add add | add get");
  }

  @Test
  void boundedMapKeepsItsBoundAndItsCountWhenItDrops() {
    ALL.check(NarrowMap.class, "putOne putTwo | putTwo putOne", "putOne | putTwo read");
    Interleavings.trusting(ConcurrentHashMap.class)
        .check(NarrowMap.class, "putOne putTwo putTwo | putOne");
  }

  @Test
  void commitIsInSnapshotsWhenItIsOverAndNotBefore() {
    Interleavings tried =
        Interleavings.trusting(
            HybridLogicalClock.class, LinkedHashSet.class, ArrayList.class, HashMap.class);
    tried.check(Sequencer.class, "commit | commit", "finishEarly | await");
    refuse(BrokenTwins.Sequencer.class, "commit | commit");
  }

  @Test
  void indexHasTheNewestVersionOrNone() {
    Interleavings tried = Interleavings.trusting(BoundedMap.class, ConcurrentHashMap.class);
    tried.check(Index.class, "commit | read", "commit forget | read", "commit | commit forget");
    refuse(tried, BrokenTwins.Index.class, "commit | read");
  }

  /** Physical time stands still; what is observed is what the next tick would give. */
  public static class Clock {
    private final HybridLogicalClock clock = new HybridLogicalClock(() -> Instant.ofEpochMilli(1));

    @Operation
    public long tick() {
      return clock.tick();
    }

    @Operation
    public void observe() {
      clock.observe(HybridLogicalClock.ofMillis(1));
    }

    @Validate
    public void requireNothingAhead() {
      if (HybridLogicalClock.millisOf(clock.last()) != 1) {
        throw new IllegalStateException("last=" + clock.last());
      }
    }
  }

  /** Ids of which all but the random part is compared. */
  public static class Ids {
    private final ManualEnvironment environment = new ManualEnvironment();
    private final HybridLogicalClock clock =
        new HybridLogicalClock(environment.environment().clock());
    private final TransactionIds ids = new TransactionIds(environment.environment(), clock);
    private final long first = next();

    @Operation
    public long next() {
      return ids.next().uuid().getMostSignificantBits();
    }

    @Validate
    public void requireGrowth() {
      if (next() <= first) {
        throw new IllegalStateException("first=" + first);
      }
    }
  }

  /** Room for two halves. What is refused must not be felt by others. */
  public static class Budget {
    private final WriteBudget budget = new WriteBudget(100);
    private final AtomicLong taken = new AtomicLong();

    @Operation
    public boolean takeHalf() {
      return take(50);
    }

    @Operation
    public boolean takeTooMuch() {
      return take(101);
    }

    @Operation
    public void giveBackHalf() {
      budget.giveBack(50, 0);
      taken.addAndGet(-50);
    }

    private boolean take(int bytes) {
      try {
        budget.take(bytes, 0);
      } catch (EngineException e) {
        return false;
      }
      taken.addAndGet(bytes);
      return true;
    }

    @Validate
    public void requireCount() {
      if (budget.usedBytes() != taken.get()) {
        throw new IllegalStateException("used=" + budget.usedBytes() + " taken=" + taken.get());
      }
    }
  }

  /** A map with room for all. */
  public static class WideMap {
    private final BoundedMap<Integer, Integer> map = new BoundedMap<>(1_000, (key, value) -> value);

    @Operation
    public @Nullable Integer get() {
      return map.get(1);
    }

    @Operation
    public void add() {
      map.compute(1, before -> before == null ? 1 : before + 1);
    }

    @Operation
    public void remove() {
      map.compute(1, before -> null);
    }

    @Validate
    public void requireWeight() {
      Integer value = map.get(1);
      if (map.weight() != (value == null ? 0 : value)) {
        throw new IllegalStateException("weight=" + map.weight() + " value=" + value);
      }
    }
  }

  /** A map without room for both keys: what is dropped depends on who comes first. */
  public static class NarrowMap {
    private final BoundedMap<Integer, Integer> map = new BoundedMap<>(2, (key, value) -> value);

    @Operation
    public void putOne() {
      map.compute(1, before -> before == null ? 1 : before + 1);
    }

    @Operation
    public void putTwo() {
      map.compute(2, before -> before == null ? 1 : before + 1);
    }

    @Operation
    public void read() {
      map.get(2);
    }

    @Validate
    public void requireBound() {
      Integer one = map.get(1);
      Integer two = map.get(2);
      if (map.weight() > 2 || map.weight() != (one == null ? 0 : one) + (two == null ? 0 : two)) {
        throw new IllegalStateException(
            "weight=" + map.weight() + " one=" + one + " two=" + two + " size=" + map.size());
      }
    }
  }

  /** Commits beside one that began before them, and somebody who waits for that. */
  public static class Sequencer {
    private final AtomicLong lastId = new AtomicLong();
    private final CommitSequencer sequencer =
        new CommitSequencer(new HybridLogicalClock(() -> Instant.ofEpochMilli(1)), nextId());
    private final Stamp early = sequencer.begin(nextId());
    private volatile boolean earlyIsOver;
    private volatile CompletableFuture<Void> awaited = CompletableFuture.completedFuture(null);
    private volatile String wrong = "";

    private TransactionId nextId() {
      return new TransactionId(new UUID(0, lastId.incrementAndGet()));
    }

    @Operation
    public void commit() {
      Stamp stamp = sequencer.begin(nextId());
      require(!sequencer.snapshot().includes(stamp), "seen before its end");
      sequencer.beginPublishing(stamp);
      sequencer.finish(stamp);
      CommitSnapshot after = sequencer.snapshot();
      require(after.includes(stamp), "not seen after its end");
      require(earlyIsOver || !after.includes(early), "the early one is seen before its end");
    }

    @Operation
    public void finishEarly() {
      earlyIsOver = true;
      sequencer.finish(early);
    }

    @Operation
    public void await() {
      awaited = sequencer.whenOver(early.id());
    }

    private void require(boolean right, String otherwise) {
      if (!right) {
        wrong = otherwise;
      }
    }

    @Validate
    public void requireAllOver() {
      finishEarly();
      require(sequencer.countUnderWay() == 0, "under way for ever");
      require(sequencer.snapshot().includes(early), "not in the last snapshot");
      require(awaited.isDone(), "waits for ever");
      if (!wrong.isEmpty()) {
        throw new IllegalStateException(wrong);
      }
    }
  }

  /** Readers that fill the index from a store, between commits that write to both. */
  public static class Index {
    static final Bytes KEY = Bytes.utf8("key");

    private final AtomicLong lastId = new AtomicLong();
    private final ConcurrentHashMap<Bytes, VersionList> store = new ConcurrentHashMap<>();
    private final CommitSequencer sequencer =
        new CommitSequencer(new HybridLogicalClock(() -> Instant.ofEpochMilli(1)), nextId());
    final VersionIndex index = new VersionIndex(100_000);

    private TransactionId nextId() {
      return new TransactionId(new UUID(0, lastId.incrementAndGet()));
    }

    VersionList stored() {
      return store.getOrDefault(KEY, VersionList.ABSENT);
    }

    @Operation
    public void commit() {
      Stamp stamp = sequencer.begin(nextId());
      KeyVersion version = new KeyVersion(stamp, KEY, WrittenKeys.ALONE);
      store.merge(
          KEY, new VersionList(List.of(version), true), (all, one) -> all.with(version, 100));
      sequencer.beginPublishing(stamp);
      index.publish(KEY, version, sequencer);
      sequencer.finish(stamp);
    }

    /** As a commit whose value is too large to be kept. */
    @Operation
    public void forget() {
      index.forget(KEY);
    }

    @Operation
    public void read() {
      VersionList seen = index.find(KEY);
      long ticket = index.ticket(KEY);
      index.install(KEY, stored(), seen, ticket);
    }

    @Validate
    public void requireNewestOrNone() {
      VersionList kept = index.find(KEY);
      if (kept != null && !newest(kept).equals(newest(stored()))) {
        throw new IllegalStateException("kept=" + kept + " stored=" + stored());
      }
    }

    private static Optional<Stamp> newest(VersionList list) {
      return list.versions().stream().map(KeyVersion::stamp).findFirst();
    }
  }
}
