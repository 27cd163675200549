package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all running transactions may buffer together. Thread-safe. */
final class WriteBudget {
  private final long maxBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  WriteBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void take(long bytes) {
    long used = usedBytes.addAndGet(bytes);
    if (bytes > 0 && used > maxBytes) {
      usedBytes.addAndGet(-bytes);
      throw new EngineException(
          ErrorCode.LIMIT_EXCEEDED,
          "The node's write buffers are full: writeBufferBytesTotal=" + maxBytes);
    }
  }

  void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  long usedBytes() {
    return usedBytes.get();
  }
}
