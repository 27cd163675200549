package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** Structures that are right in one thread and wrong in two, to check the checks. */
final class BrokenTwins {
  private BrokenTwins() {}

  /** Reads and writes in two steps. */
  public static class Clock {
    private volatile long last;

    @Operation
    public long tick() {
      long next = last + 1;
      last = next;
      return next;
    }

    @Operation
    public void observe() {
      if (last < 1) {
        last = 1;
      }
    }

    @Validate
    public void requireNothing() {}
  }

  /** Ids without the lock. */
  public static class Ids {
    private volatile long last;

    @Operation
    public long next() {
      last = Math.max(last + 1, 100);
      return last;
    }

    @Validate
    public void requireNothing() {}
  }

  /** Takes the room first, and gives it back when it is too much. */
  public static class Budget {
    private final AtomicLong used = new AtomicLong();

    @Operation
    public boolean takeHalf() {
      return take(50);
    }

    @Operation
    public boolean takeTooMuch() {
      return take(101);
    }

    private boolean take(int bytes) {
      if (used.addAndGet(bytes) > 100) {
        used.addAndGet(-bytes);
        return false;
      }
      return true;
    }

    @Validate
    public void requireNothing() {}
  }

  /** Computes outside of the map. */
  public static class Map {
    private final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();

    @Operation
    public int get() {
      return map.getOrDefault(1, 0);
    }

    @Operation
    public void add() {
      map.put(1, get() + 1);
    }

    @Validate
    public void requireNothing() {}
  }

  /** Gives a stamp, and enters it in a second step. */
  public static class Sequencer {
    private final AtomicLong clock = new AtomicLong();
    private final List<Long> underWay = new ArrayList<>();
    private long highest;
    private List<Long> earlier = List.of();

    @Operation
    public boolean commit() {
      long stamp = clock.incrementAndGet();
      begin(stamp);
      boolean before = isOver(stamp);
      finish(stamp);
      return !before && isOver(stamp);
    }

    private synchronized void begin(long stamp) {
      underWay.add(stamp);
    }

    private synchronized boolean isOver(long stamp) {
      return stamp <= highest && !earlier.contains(stamp);
    }

    private synchronized void finish(long stamp) {
      underWay.remove(stamp);
      highest = Math.max(highest, stamp);
      earlier = List.copyOf(underWay);
    }

    @Validate
    public void requireNothing() {}
  }

  /** Takes its ticket when it has read the store, so that what was published meanwhile is lost. */
  public static class Index extends ConcurrentStructuresLincheckTest.Index {
    @Override
    public void read() {
      VersionList stored = stored();
      Bytes key = ConcurrentStructuresLincheckTest.Index.KEY;
      index.install(key, stored, index.find(key), index.ticket(key));
    }
  }
}
