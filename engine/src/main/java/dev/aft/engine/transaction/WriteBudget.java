package dev.aft.engine.transaction;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many bytes all running transactions may buffer in memory together. Beyond the bound values
 * are spilled; what cannot be spilled is refused. Thread-safe.
 */
final class WriteBudget {
  private final long maxBytes;

  /**
   * What is in memory.
   *
   * @param bytes everything
   * @param pinned the part of it that cannot be spilled
   */
  private record Use(long bytes, long pinned) {
    Use plus(long morePinned, long moreSpillable) {
      return new Use(bytes + morePinned + moreSpillable, pinned + morePinned);
    }
  }

  /** Both numbers change together: a write that is refused takes no room from others meanwhile. */
  private final AtomicReference<Use> use = new AtomicReference<>(new Use(0, 0));

  private final LongAdder spilledBytes = new LongAdder();

  WriteBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes room for a write. Values may pass the bound, to twice as much: they are spilled by
   * whoever writes next.
   */
  void take(long pinned, long spillable) {
    take(pinned, spillable, 0);
  }

  /** Like the other, by somebody who gives back {@code freed} pinned bytes right after. */
  void take(long pinned, long spillable, long freed) {
    while (true) {
      Use before = current();
      Use after = before.plus(pinned, spillable);
      if (after.pinned() - freed > maxBytes || (after.bytes() - freed) / 2 > maxBytes) {
        throw EngineException.beyond(
                ErrorCode.OUT_OF_MEMORY,
                Bound.TRANSACTION_MEMORY,
                maxBytes,
                "The write buffers of all transactions are full")
            .build();
      }
      if (use.compareAndSet(before, after)) {
        return;
      }
    }
  }

  private Use current() {
    return Objects.requireNonNull(use.get());
  }

  void giveBack(long pinned, long spillable) {
    use.updateAndGet(before -> before.plus(-pinned, -spillable));
  }

  /**
   * Whether something has to be spilled before as many bytes come, and there is something. Where
   * all is pinned, nobody need look for it.
   */
  boolean needsSpilling(long comingBytes) {
    Use now = current();
    return now.bytes() + comingBytes > maxBytes && now.bytes() > now.pinned();
  }

  void addSpilled(long bytes) {
    spilledBytes.add(bytes);
  }

  long usedBytes() {
    return current().bytes();
  }

  /** Values that running transactions have in the store. */
  long spilledBytes() {
    return spilledBytes.sum();
  }
}
