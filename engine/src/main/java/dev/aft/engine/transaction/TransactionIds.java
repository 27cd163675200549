package dev.aft.engine.transaction;

import dev.aft.engine.EngineEnvironment;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Makes transaction ids: UUIDs of version 7 (RFC 9562, section 5.7). Thread-safe. */
final class TransactionIds {
  private static final int RANDOM_BYTES_PER_ID = 16;

  private final EngineEnvironment environment;

  /**
   * Drawn ahead: an unguessable source costs as much for many bytes as for few. Guarded by this.
   */
  private final ByteBuffer random = ByteBuffer.allocate(64 * RANDOM_BYTES_PER_ID).flip();

  TransactionIds(EngineEnvironment environment) {
    this.environment = environment;
  }

  synchronized TransactionId next() {
    if (!random.hasRemaining()) {
      environment.random().nextBytes(random.array());
      random.clear();
    }
    long high = (environment.clock().millis() << 16) | 0x7000L;
    high |= random.getLong() & 0x0fffL;
    long low = (random.getLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new TransactionId(new UUID(high, low));
  }
}
