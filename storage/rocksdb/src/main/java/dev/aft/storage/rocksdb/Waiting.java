package dev.aft.storage.rocksdb;

/** Waits that must not be cut short: native memory is at stake. */
final class Waiting {
  private Waiting() {}

  /** A wait that an interrupt ends early. */
  interface Interruptible {
    void await() throws InterruptedException;
  }

  /** Waits to the end; an interrupt meanwhile is kept for the caller. */
  static void uninterruptibly(Interruptible wait) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          wait.await();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
