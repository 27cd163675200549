package dev.aft.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3testing.FaultyNetwork;
import dev.aft.storage.s3testing.FaultyNetwork.Side;
import dev.aft.storage.s3testing.LocalS3;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server behind a network that is cut, refuses, freezes and resets while writers go on. */
@Timeout(120)
final class S3StoreNetworkTest {
  private static final int WRITERS = 8;

  private final Set<Integer> acknowledged = new HashSet<>();
  private final Set<Integer> notDone = new HashSet<>();
  private final Set<Integer> unknown = new HashSet<>();
  private int numbers;

  @Test
  void nothingAcknowledgedIsLostAndTheStoreRecoversByItself() throws Exception {
    try (LocalS3 s3 = LocalS3.inMemory();
        FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port())) {
      // The first requests of a process take long for other reasons.
      Stores.open(s3.uri("warm-up")).close();
      String parameters = "&timeout=600ms&checkpoint-objects=20";
      try (Store store = Stores.open(LocalS3.uri("network", network.port()) + parameters)) {
        SplittableRandom random = new SplittableRandom(7);
        for (Runnable fault : faults(network, random)) {
          goesWell(store);
          fault.run();
          writeFor(store, 600);
          network.heal();
          recovers(store);
        }
        goesWell(store);
        check(store);
      }
      try (Store store = Stores.open(s3.uri("network"))) {
        check(store);
      }
    }
    assertFalse(unknown.isEmpty() && notDone.isEmpty(), "the faults were felt");
  }

  private static List<Runnable> faults(FaultyNetwork network, SplittableRandom random) {
    return List.of(
        network::refuse,
        network::freeze,
        () -> network.resetAfter(Side.CLIENT, random.nextInt(20_000)),
        () -> network.cutAfter(Side.SERVER, random.nextInt(5_000)),
        network::reset,
        () -> {
          network.freeze();
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
          network.cut();
        });
  }

  /** A machine that is busy can take longer than the timeout, too, but not all the time. */
  private void goesWell(Store store) {
    int wanted = acknowledged.size() + 30;
    for (int attempt = 0; attempt < 300 && acknowledged.size() < wanted; attempt++) {
      int number = ++numbers;
      hear(number, write(store, number));
    }
    assertEquals(wanted, acknowledged.size());
  }

  /** Within some seconds of the network's return. */
  private void recovers(Store store) {
    for (int attempt = 0; attempt < 100; attempt++) {
      int number = ++numbers;
      hear(number, write(store, number));
      if (acknowledged.contains(number)) {
        return;
      }
    }
    throw new AssertionError("The store does not recover.");
  }

  private void writeFor(Store store, long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() - end < 0) {
      int first = numbers + 1;
      List<CompletableFuture<CreateResult>> writes = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writes.add(write(store, ++numbers));
      }
      for (int i = 0; i < WRITERS; i++) {
        hear(first + i, writes.get(i));
      }
    }
  }

  private void hear(int number, CompletableFuture<CreateResult> write) {
    try {
      assertEquals(CreateResult.CREATED, write.get(30, TimeUnit.SECONDS));
      acknowledged.add(number);
    } catch (java.util.concurrent.ExecutionException e) {
      StorageException failure = StorageException.from(e);
      (failure instanceof UnknownOutcomeException ? unknown : notDone).add(number);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError("The store did not answer.", e);
    }
  }

  private static CompletableFuture<CreateResult> write(Store store, int number) {
    Bytes value = Bytes.utf8("value" + number);
    WriteBatch batch = WriteBatch.ofWrites(List.of(new Entry(Bytes.utf8("b/" + number), value)));
    return store
        .capability(AtomicBatches.class)
        .orElseThrow()
        .commitIfAbsent(new Entry(Bytes.utf8("a/" + number), value), batch);
  }

  private void check(Store store) {
    Set<String> keys = new HashSet<>();
    Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1_000_000))
        .forEach(entry -> keys.add(entry.key().toUtf8()));
    for (int number = 1; number <= numbers; number++) {
      boolean there = keys.contains("a/" + number);
      assertEquals(there, keys.contains("b/" + number), "write " + number + " is there in part");
      assertTrue(there || !acknowledged.contains(number), "write " + number + " is lost");
      assertFalse(there && notDone.contains(number), "write " + number + " was said not done");
    }
  }
}
