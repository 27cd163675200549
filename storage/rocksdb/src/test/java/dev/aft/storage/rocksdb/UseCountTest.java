package dev.aft.storage.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class UseCountTest {
  private final UseCount users = new UseCount();

  @Test
  void retiredAdmitsNobody() {
    assertTrue(users.acquire());
    users.release();
    users.retire();
    assertFalse(users.acquire());
  }

  @Test
  void retireReturnsOnlyWhenNobodyUsesIt() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean freed = new AtomicBoolean();
    AtomicInteger usesAfterFree = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (users.acquire()) {
                  inside.incrementAndGet();
                  usesAfterFree.addAndGet(freed.get() ? 1 : 0);
                  users.release();
                }
              });
      threads.add(thread);
      thread.start();
    }
    while (inside.get() < 10_000) {
      Thread.onSpinWait();
    }
    users.retire();
    freed.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, usesAfterFree.get());
  }
}
