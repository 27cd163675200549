package dev.aft.engine.transaction;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;

/**
 * How much a write buffer holds, in memory and spilled, and whether it may hold more. Thread-safe.
 */
final class BufferSize {
  static final int OVERHEAD_BYTES = 100;

  /** What a key takes in a journal entry beside itself, at most. */
  private static final int JOURNAL_OVERHEAD_BYTES = 4;

  private final EngineSettings settings;
  private final WriteBudget budget;
  private boolean released;
  private long journalBytes;

  /** Keys, and values too short to be spilled. */
  private volatile long pinnedBytes;

  private volatile long spillableBytes;
  private volatile long spilledBytes;

  BufferSize(EngineSettings settings, WriteBudget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  /**
   * Makes a write count.
   *
   * @throws EngineException when a bound would be passed; nothing has changed then
   */
  synchronized void add(int keyLength, int valueLength, boolean newKey) {
    requireLength(Bound.MAX_KEY_SIZE, keyLength, settings.keyBytes());
    requireLength(Bound.MAX_VALUE_SIZE, valueLength, settings.valueBytes());
    int journal = newKey ? keyLength + JOURNAL_OVERHEAD_BYTES : 0;
    long pinned = pinned(keyLength, valueLength);
    long spillable = spillable(valueLength);
    requireRoom(
        Bound.MAX_TRANSACTION_KEY_SIZE, journalBytes + journal, settings.transactionKeyBytes());
    requireRoom(
        Bound.MAX_TRANSACTION_SIZE, total() + pinned + spillable, settings.transactionBytes());
    if (released) {
      throw AftTransaction.expired();
    }
    budget.take(pinned, spillable);
    journalBytes += journal;
    pinnedBytes += pinned;
    spillableBytes += spillable;
  }

  private static void requireLength(Bound bound, int actual, int max) {
    if (actual > max) {
      throw EngineException.beyond(bound, max, "A write of " + actual + " bytes is too large");
    }
  }

  private static void requireRoom(Bound bound, long wanted, long max) {
    if (wanted > max) {
      throw EngineException.beyond(bound, max, "The transaction writes too much");
    }
  }

  private static long pinned(int keyLength, int valueLength) {
    int value = valueLength < WriteBuffer.LEAST_SPILLED_BYTES ? valueLength : 0;
    return OVERHEAD_BYTES + (long) keyLength + value;
  }

  private static long spillable(int valueLength) {
    return valueLength < WriteBuffer.LEAST_SPILLED_BYTES ? 0 : valueLength;
  }

  /** A write is not needed any more. */
  synchronized void remove(int keyLength, int valueLength, boolean spilled) {
    long pinned = pinned(keyLength, valueLength);
    long value = spillable(valueLength);
    pinnedBytes -= pinned;
    if (spilled) {
      spilledBytes -= value;
    } else {
      spillableBytes -= value;
    }
    if (!released) {
      budget.giveBack(pinned, spilled ? 0 : value);
      budget.addSpilled(spilled ? -value : 0);
    }
  }

  /** As many keys more, or fewer, are part of what will be committed. */
  synchronized void countKey(int keyLength, int change) {
    journalBytes += (long) change * (keyLength + JOURNAL_OVERHEAD_BYTES);
  }

  /**
   * Makes something count that has no value of its own.
   *
   * @throws EngineException when a bound would be passed; nothing has changed then
   */
  synchronized void pin(long bytes) {
    pin(bytes, Room.NONE);
  }

  /** Like {@link #pin(long)}, with the room of what is about to be removed. */
  synchronized void pin(long bytes, Room freed) {
    if (released) {
      throw AftTransaction.expired();
    }
    requireRoom(
        Bound.MAX_TRANSACTION_SIZE, total() + bytes - freed.total(), settings.transactionBytes());
    budget.take(bytes, 0, freed.pinned());
    pinnedBytes += bytes;
  }

  /** Takes back {@link #pin(long)}. */
  synchronized void unpin(long bytes) {
    pinnedBytes -= bytes;
    if (!released) {
      budget.giveBack(bytes, 0);
    }
  }

  /**
   * What writes take.
   *
   * @param pinned the part of it that cannot be spilled
   */
  record Room(long total, long pinned) {
    static final Room NONE = new Room(0, 0);

    Room plus(long bytes) {
      return new Room(total + bytes, pinned + bytes);
    }

    Room plusWrite(int keyLength, int valueLength) {
      long morePinned = BufferSize.pinned(keyLength, valueLength);
      return new Room(total + morePinned + spillable(valueLength), pinned + morePinned);
    }
  }

  private long total() {
    return pinnedBytes + spillableBytes + spilledBytes;
  }

  /** A value has gone from memory to the store. */
  synchronized void spilled(int valueLength) {
    spillableBytes -= valueLength;
    spilledBytes += valueLength;
    if (!released) {
      budget.giveBack(0, valueLength);
      budget.addSpilled(valueLength);
    }
  }

  /** Gives everything back to the node's budget, once. */
  synchronized void release() {
    if (!released) {
      released = true;
      budget.giveBack(pinnedBytes, spillableBytes);
      budget.addSpilled(-spilledBytes);
    }
  }

  /** What can be freed by spilling. */
  long spillableBytes() {
    return spillableBytes;
  }

  /**
   * How much should be spilled before as many bytes come: nothing as long as they fit; else what is
   * worth a write to the store.
   */
  long excess(long comingBytes) {
    long limit = settings.writeBufferBytesPerTransaction();
    long spillable = spillableBytes;
    boolean fits = pinnedBytes + spillable + comingBytes <= limit;
    return fits || spillable < limit / 8 ? 0 : Math.max(spillable - limit / 4, limit / 8);
  }
}
