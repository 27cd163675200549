package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The writes waiting for the committer: bounded in number and bytes. No write is ever left in it
 * unanswered: whoever offers one after {@link #end} fails it, and whatever else is there, itself.
 */
final class WriteQueue {
  private final BlockingQueue<PendingWrite> queue;
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean ended;

  WriteQueue(int maxWrites, long maxBytes) {
    this.queue = new ArrayBlockingQueue<>(maxWrites);
    this.maxBytes = maxBytes;
  }

  /** Adds a write unless a bound would be passed. One write alone is never too large. */
  boolean offer(PendingWrite write) {
    long queued = bytes.getAndAdd(write.bytes);
    if ((queued > 0 && queued + write.bytes > maxBytes) || !queue.offer(write)) {
      bytes.addAndGet(-write.bytes);
      return false;
    }
    if (ended) {
      failAll();
    }
    return true;
  }

  /** Everything that waits, once something does; after {@code nanos} perhaps nothing. */
  List<PendingWrite> take(long nanos) throws InterruptedException {
    List<PendingWrite> taken = new ArrayList<>();
    PendingWrite first = queue.poll(nanos, TimeUnit.NANOSECONDS);
    if (first != null) {
      taken.add(first);
      queue.drainTo(taken);
    }
    return taken;
  }

  /** The write leaves the bound: it has been answered. */
  void answered(PendingWrite write) {
    bytes.addAndGet(-write.bytes);
  }

  void wakeUp() {
    // A full queue needs no waking.
    boolean ignored = queue.offer(PendingWrite.nothing());
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  long bytes() {
    return bytes.get();
  }

  /** Nobody takes from the queue any more. */
  void end() {
    ended = true;
    failAll();
  }

  private void failAll() {
    @Nullable PendingWrite write;
    while ((write = queue.poll()) != null) {
      answered(write);
      StorageException closed = DatabaseHolder.closedFailure();
      write.future.completeExceptionally(closed);
    }
  }
}
