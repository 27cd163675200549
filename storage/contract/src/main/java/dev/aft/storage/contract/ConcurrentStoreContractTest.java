package dev.aft.storage.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Store} promises when several callers use it at once. */
@Timeout(60)
public abstract class ConcurrentStoreContractTest {
  private static final int THREADS = 4;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private Store store;

  /** A new store that holds nothing. The suite closes it. */
  protected abstract Store openEmptyStore() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    store = openEmptyStore();
  }

  @AfterEach
  final void closeStore() {
    threads.shutdownNow();
    if (store != null) { // Null when there was none to be opened, and the test was skipped.
      store.close();
    }
  }

  /** Runs the task on all threads at once, given their numbers; fails if one of them does. */
  private void together(Task task) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> runs = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      Callable<Boolean> run =
          () -> {
            start.await();
            task.run(number);
            return true;
          };
      runs.add(threads.submit(run));
    }
    start.countDown();
    for (Future<Boolean> run : runs) {
      try {
        assertTrue(run.get(50, TimeUnit.SECONDS));
      } catch (ExecutionException | TimeoutException e) {
        throw new AssertionError(e);
      }
    }
  }

  private interface Task {
    void run(int number) throws Exception;
  }

  @Test
  final void createIfAbsentHasExactlyOneWinnerForEachKey() throws Exception {
    int rounds = 100;
    AtomicInteger created = new AtomicInteger();
    together(
        number -> {
          Bytes own = Bytes.utf8("owner" + number);
          for (int round = 0; round < rounds; round++) {
            Bytes key = Bytes.utf8("key" + round);
            CreateResult result = Await.result(store.createIfAbsent(key, own));
            boolean mine = Await.result(store.read(key)).orElseThrow().equals(own);
            assertEquals(result == CreateResult.CREATED, mine);
            created.addAndGet(mine ? 1 : 0);
          }
        });
    assertEquals(rounds, created.get());
  }

  @Test
  final void writesOfAllThreadsAreThere() throws Exception {
    int each = 200;
    together(
        number -> {
          for (int i = 0; i < each; i++) {
            Bytes key = Bytes.utf8(number + "/" + i);
            Await.result(store.write(List.of(new Entry(key, key))));
            assertEquals(key, Await.result(store.read(key)).orElseThrow());
          }
        });
    int all = Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 10_000)).size();
    assertEquals(each * THREADS, all);
  }

  @Test
  final void atomicBatchIsSeenAsAWhole() throws Exception {
    if (store.capability(AtomicBatches.class).isPresent()) {
      checkBatchesWhole(store.capability(AtomicBatches.class).orElseThrow());
    }
  }

  /** One thread raises a number under two keys at once; whoever reads one then sees the other. */
  private void checkBatchesWhole(AtomicBatches batches) throws InterruptedException {
    Bytes left = Bytes.utf8("left");
    Bytes right = Bytes.utf8("right");
    AtomicBoolean done = new AtomicBoolean();
    Await.result(batches.commit(both(left, right, 0)));
    together(
        number -> {
          if (number == 0) {
            for (int i = 1; i <= 300; i++) {
              Await.result(batches.commit(both(left, right, i)));
            }
            done.set(true);
            return;
          }
          while (!done.get()) {
            checkPair(number % 2 == 0 ? left : right, number % 2 == 0 ? right : left);
            checkSnapshotPair();
          }
        });
  }

  private static WriteBatch both(Bytes left, Bytes right, int number) {
    Bytes value = Bytes.copyOf(new byte[] {(byte) (number >> 8), (byte) number});
    return WriteBatch.ofWrites(List.of(new Entry(left, value), new Entry(right, value)));
  }

  private void checkPair(Bytes first, Bytes second) {
    Bytes earlier = Await.result(store.read(first)).orElseThrow();
    Bytes later = Await.result(store.read(second)).orElseThrow();
    assertTrue(earlier.compareTo(later) <= 0, earlier + " was seen, then " + later);
  }

  private void checkSnapshotPair() {
    store
        .capability(SnapshotReads.class)
        .ifPresent(
            snapshots -> {
              List<Entry> pair =
                  Await.result(snapshots.scanSnapshot(KeyRange.ALL, ScanDirection.BACKWARD, 10));
              assertEquals(pair.get(0).value(), pair.get(1).value());
            });
  }

  @Test
  final void closeUnderLoadAnswersEveryCall() throws Exception {
    Set<Reason> allowed = Set.of(Reason.CLOSED, Reason.UNAVAILABLE);
    AtomicInteger closed = new AtomicInteger();
    together(
        number -> {
          if (number == 0) {
            Await.result(store.write(List.of(new Entry(Bytes.utf8("a"), Bytes.EMPTY))));
            store.close();
            return;
          }
          for (int i = 0; closed.get() < 3 * THREADS; i++) {
            Bytes key = Bytes.utf8(number + "/" + i);
            var call =
                switch (i % 3) {
                  case 0 -> store.write(List.of(new Entry(key, key)));
                  case 1 -> store.read(key);
                  default -> store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1000);
                };
            call.handle(
                    (result, failure) -> {
                      if (failure != null) {
                        StorageException e = StorageException.from(failure);
                        assertTrue(
                            e instanceof UnknownOutcomeException || allowed.contains(e.reason()));
                        closed.incrementAndGet();
                      }
                      return true;
                    })
                .get(30, TimeUnit.SECONDS);
          }
        });
  }
}
