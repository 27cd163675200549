package dev.aft.engine.transaction;

import dev.aft.engine.EngineEnvironment;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Makes the transaction ids of one node instance: UUIDs of version 7 (RFC 9562, section 5.7), each
 * greater than those before, whatever the wall clock does. Thread-safe.
 */
final class TransactionIds {
  private static final int COUNTER_BITS = 12;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
  private static final long RANDOM_MASK = (1L << 30) - 1;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final int IDS_DRAWN_AHEAD = 256;

  /**
   * What was drawn longer ago may be in copies of this process as well, restored from a snapshot.
   */
  private static final long STALE_MILLIS = 1000;

  private final EngineEnvironment environment;
  private final HybridLogicalClock clock;
  private final int tag;

  /**
   * Drawn ahead: an unguessable source costs as much for many bytes as for few. Guarded by this.
   */
  private final ByteBuffer random = ByteBuffer.allocate(IDS_DRAWN_AHEAD * Integer.BYTES).flip();

  /** Milliseconds and counter of the last id; a counter that overflows borrows. Guarded by this. */
  private long last;

  TransactionIds(EngineEnvironment environment, HybridLogicalClock clock) {
    this.environment = environment;
    this.clock = clock;
    this.tag = environment.random().nextInt();
  }

  /** Names this node instance in all its ids. */
  int tag() {
    return tag;
  }

  synchronized TransactionId next() {
    long now = Math.max(environment.clock().millis(), HybridLogicalClock.millisOf(clock.last()));
    if (!random.hasRemaining() || now - (last >>> COUNTER_BITS) > STALE_MILLIS) {
      environment.random().nextBytes(random.array());
      random.clear();
    }
    last = Math.max(last + 1, now << COUNTER_BITS);
    long millis = last >>> COUNTER_BITS;
    // So that no commit gets a timestamp before the time in its transaction's id.
    clock.observe(HybridLogicalClock.ofMillis(millis));
    long high = (millis << 16) | 0x7000L | (last & COUNTER_MASK);
    long low = VARIANT | ((random.getInt() & RANDOM_MASK) << 32) | (tag & 0xffff_ffffL);
    return new TransactionId(new UUID(high, low));
  }
}
