package dev.aft.storage.rocksdb;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the users of something that must not be freed under them. Once retired it admits no new
 * user. Lock-free but for the wait in {@link #retire}.
 */
final class UseCount {
  /** Added once on retirement; what is above it is the number of users left. */
  private static final int RETIRED = Integer.MIN_VALUE;

  private final AtomicInteger state = new AtomicInteger();
  private final CountDownLatch unused = new CountDownLatch(1);

  /** Whether the caller may use the thing; if so it must {@link #release} it. */
  boolean acquire() {
    int users = state.get();
    while (users >= 0) {
      int seen = state.compareAndExchange(users, users + 1);
      if (seen == users) {
        return true;
      }
      users = seen;
    }
    return false;
  }

  void release() {
    if (state.decrementAndGet() == RETIRED) {
      unused.countDown();
    }
  }

  /** Refuses new users and waits for those there are. Called once, and never by a user. */
  void retire() {
    if (state.getAndAdd(RETIRED) == 0) {
      unused.countDown();
    }
    Waiting.uninterruptibly(unused::await);
  }
}
