package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BoundedMapTest {
  private final BoundedMap<Integer, String> map = new BoundedMap<>(100, (k, v) -> v.length());

  private void put(int key, String value) {
    map.compute(key, before -> value);
  }

  @Test
  void whatWasPutIsFoundUntilItIsTakenAway() {
    put(1, "one");
    assertEquals("one", map.get(1));
    map.compute(1, before -> null);
    assertNull(map.get(1));
    assertEquals(0, map.size());
    assertEquals(0, map.weight());
  }

  @Test
  void computeSeesThePresentValueAndWeighsTheNewOne() {
    put(1, "one");
    map.compute(1, before -> before + "!");
    assertEquals("one!", map.get(1));
    assertEquals(4, map.weight());
  }

  @Test
  void theBoundHoldsHoweverMuchIsPut() {
    for (int key = 0; key < 1000; key++) {
      put(key, "0123456789");
      assertTrue(map.weight() <= 100, "weight " + map.weight());
    }
    assertEquals(10, map.size());
  }

  @Test
  void whatIsUsedAllTheTimeOutlivesWhatIsNot() {
    put(-1, "0123456789");
    for (int key = 0; key < 1000; key++) {
      assertEquals("0123456789", map.get(-1), "gone before key " + key);
      put(key, "0123456789");
    }
  }

  @Test
  void anEntryHeavierThanTheBoundIsNotKept() {
    put(1, "x".repeat(101));
    assertNull(map.get(1));
    assertEquals(0, map.weight());
  }

  @Test
  void theWeightIsThatOfTheEntriesAfterManyThreadsHaveChangedThem()
      throws ExecutionException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int first = thread;
        done.add(threads.submit(() -> changeMany(first)));
      }
      for (Future<?> future : done) {
        future.get();
      }
    } finally {
      threads.shutdown();
    }
    long weight = 0;
    for (int key = 0; key < 40; key++) {
      String value = map.get(key);
      weight += value == null ? 0 : value.length();
    }
    assertEquals(weight, map.weight());
    assertTrue(weight <= 100, "weight " + weight);
  }

  private void changeMany(int first) {
    for (int i = 0; i < 20_000; i++) {
      int key = (first + i * 7) % 40;
      String value = i % 5 == 0 ? null : "v".repeat(1 + i % 13);
      map.compute(key, before -> value);
      map.get(key);
    }
  }
}
