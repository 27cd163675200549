package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a real cluster can show; see {@code FoundationDbCluster} for which. */
@Timeout(120)
final class FoundationDbStoreIT {
  private static final Bytes A = Bytes.utf8("a");

  private final RealStores stores = new RealStores();

  @AfterEach
  void clearAll() {
    stores.clearAll();
  }

  private static Bytes value(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  @Test
  void valuesUpToSixtyFourMegabytesComeBack() {
    try (Store store = stores.openEmpty()) {
      for (int length : new int[] {89_999, 90_000, 90_001, 1 << 20, 64 << 20}) {
        Bytes value = value(length);
        Await.result(store.write(List.of(new Entry(A, value))));
        assertTrue(Await.result(store.read(A)).equals(Optional.of(value)), "length " + length);
      }
      Await.result(store.delete(List.of(A)));
      assertEquals(Optional.empty(), Await.result(store.read(A)));
    }
  }

  @Test
  void largestBatchFitsOneTransaction() {
    String prefix = stores.newPrefix();
    try (Store store = stores.open(prefix, "&batch=8 MiB")) {
      AtomicBatches batches = store.capability(AtomicBatches.class).orElseThrow();
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 8000; i++) {
        entries.add(new Entry(Bytes.utf8("key" + i), value(1000)));
      }
      assertEquals(
          CreateResult.CREATED,
          Await.result(batches.commitIfAbsent(new Entry(A, A), WriteBatch.ofWrites(entries))));
      assertEquals(
          8001, Await.result(store.scan(KeyRange.ALL, ScanDirection.BACKWARD, 10_000)).size());
    }
  }

  @Test
  void secondStoreTakesTheFirstOneOver() {
    String prefix = stores.newPrefix();
    try (Store first = stores.open(prefix, "")) {
      Await.result(first.write(List.of(new Entry(A, A))));
      try (Store second = stores.open(prefix, "")) {
        assertEquals(Optional.of(A), Await.result(second.read(A)));
        assertEquals(Reason.IN_USE, Await.failure(first.write(List.of(new Entry(A, A)))).reason());
        assertEquals(Reason.IN_USE, Await.failure(first.read(A)).reason());
        Await.result(second.write(List.of(new Entry(A, Bytes.EMPTY))));
      }
    }
  }

  @Test
  void longestKeyIsTakenAndALongerOneRefused() {
    try (Store store = stores.openEmpty()) {
      int longest = new KeySpace(stores.newPrefix()).maxKeyBytes();
      Bytes key = value(longest);
      Await.result(store.write(List.of(new Entry(key, A))));
      assertEquals(Optional.of(A), Await.result(store.read(key)));
      assertEquals(
          List.of(new Entry(key, A)),
          Await.result(store.scan(new KeyRange(key, key.successor()), ScanDirection.FORWARD, 2)));
      assertEquals(
          Reason.TOO_LARGE,
          Await.failure(store.write(List.of(new Entry(key.successor(), A)))).reason());
      assertEquals(Optional.empty(), Await.result(store.read(key.successor())));
    }
  }

  @Test
  void manyWritersAtOnceAreAllThere() {
    try (Store store = stores.openEmpty()) {
      AtomicBatches batches = store.capability(AtomicBatches.class).orElseThrow();
      List<CompletableFuture<CreateResult>> calls = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        Bytes key = Bytes.utf8(String.format(Locale.ROOT, "key%05d", i));
        Bytes record = Bytes.utf8("record" + i);
        calls.add(
            batches.commitIfAbsent(
                new Entry(record, record), WriteBatch.ofWrites(List.of(new Entry(key, key)))));
      }
      assertTrue(calls.stream().map(Await::result).allMatch(CreateResult.CREATED::equals));
      assertEquals(
          4000, Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 10_000)).size());
    }
  }

  @Test
  void anotherApiVersionInTheSameProcessIsRefused() {
    try (Store store = stores.openEmpty()) {
      Await.result(store.write(List.of(new Entry(A, A))));
      StorageException failure =
          assertThrows(
              StorageException.class,
              () -> stores.open(stores.newPrefix(), "&api-version=720").close());
      assertEquals(Reason.MISCONFIGURED, failure.reason());
    }
  }
}
