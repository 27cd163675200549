package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many bytes all running transactions may buffer in memory together. Beyond the bound values
 * are spilled; what cannot be spilled is refused. Thread-safe.
 */
final class WriteBudget {
  private final long maxBytes;

  /** Everything in memory. */
  private final AtomicLong usedBytes = new AtomicLong();

  /** The part of it that cannot be spilled. */
  private final AtomicLong pinnedBytes = new AtomicLong();

  private final LongAdder spilledBytes = new LongAdder();

  WriteBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes room for a write. Values may pass the bound, to twice as much: they are spilled by
   * whoever writes next.
   */
  void take(long pinned, long spillable) {
    long used = usedBytes.addAndGet(pinned + spillable);
    long held = pinnedBytes.addAndGet(pinned);
    if (held > maxBytes || used / 2 > maxBytes) {
      giveBack(pinned, spillable);
      throw new EngineException(
          ErrorCode.OUT_OF_MEMORY,
          "The write buffers of all transactions are full: transaction-memory=" + maxBytes);
    }
  }

  void giveBack(long pinned, long spillable) {
    usedBytes.addAndGet(-pinned - spillable);
    pinnedBytes.addAndGet(-pinned);
  }

  /** Whether something has to be spilled before as many bytes come. */
  boolean isFull(long comingBytes) {
    return usedBytes.get() + comingBytes > maxBytes;
  }

  void addSpilled(long bytes) {
    spilledBytes.add(bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }

  /** Values that running transactions have in the store. */
  long spilledBytes() {
    return spilledBytes.sum();
  }
}
