package dev.aft.engine.transaction;

import dev.aft.engine.EngineEnvironment;
import java.util.UUID;

/** Makes transaction ids: UUIDs of version 7 (RFC 9562, section 5.7). Thread-safe. */
final class TransactionIds {
  private final EngineEnvironment environment;

  TransactionIds(EngineEnvironment environment) {
    this.environment = environment;
  }

  TransactionId next() {
    long high = (environment.clock().millis() << 16) | 0x7000L;
    high |= environment.random().nextLong() & 0x0fffL;
    long low = (environment.random().nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new TransactionId(new UUID(high, low));
  }
}
