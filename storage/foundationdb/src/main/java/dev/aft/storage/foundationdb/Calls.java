package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The calls under way: bounded, and over before the store is closed. Thread-safe. */
final class Calls {
  private final int max;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private int underWay;
  private boolean closed;

  Calls(int max) {
    this.max = max;
  }

  /**
   * Lets a call in, which {@link #leave}s at its end.
   *
   * @throws StorageException {@code CLOSED} or {@code THROTTLED}; then it is not in
   */
  void enter() {
    lock.lock();
    try {
      if (closed) {
        throw Failures.closed();
      }
      if (underWay >= max) {
        throw new StorageException(
            Reason.THROTTLED, "Too many calls wait for FoundationDB. under-way=" + underWay);
      }
      underWay++;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      underWay--;
      if (underWay == 0) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  int underWay() {
    lock.lock();
    try {
      return underWay;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Lets no more calls in; false when that was so already. */
  boolean close() {
    lock.lock();
    try {
      boolean first = !closed;
      closed = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until none is under way, for some time; an interrupt is kept for the caller. */
  boolean awaitNone(long millis) {
    boolean interrupted = false;
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (underWay > 0 && left > 0) {
        try {
          left = none.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return underWay == 0;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
