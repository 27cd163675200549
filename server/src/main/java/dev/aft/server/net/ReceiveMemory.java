package dev.aft.server.net;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that partly received messages of all connections may take together. Thread-safe. */
final class ReceiveMemory {
  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  ReceiveMemory(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Takes {@code bytes} more, or nothing when they would pass the limit. */
  boolean tryTake(long bytes) {
    if (usedBytes.addAndGet(bytes) <= limitBytes) {
      return true;
    }
    usedBytes.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }
}
