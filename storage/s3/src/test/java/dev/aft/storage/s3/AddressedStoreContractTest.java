package dev.aft.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.contract.StoreContractTest;
import dev.aft.storage.s3testing.AnyS3;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import dev.aft.storage.spi.Stores;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract by address, against a real S3 server. */
final class AddressedStoreContractTest extends StoreContractTest {
  @Override
  protected Store openEmptyStore() {
    return Stores.open(address());
  }

  private static String address() {
    return AnyS3.store("contract-" + UUID.randomUUID()).toString();
  }

  @Override
  protected boolean expectedExclusive() {
    return true;
  }

  @Override
  protected Set<Class<?>> expectedPowers() {
    return Set.of(AtomicBatches.class, SnapshotReads.class, StoreStatistics.class);
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() {
    String uri = address();
    Bytes large = Bytes.wrap(new byte[20 << 20]);
    try (Store store = Stores.open(uri)) {
      Await.result(store.write(List.of(new Entry(Bytes.utf8("small"), Bytes.utf8("1")))));
      Await.result(store.write(List.of(new Entry(Bytes.utf8("large"), large))));
    }
    try (Store store = Stores.open(uri)) {
      assertEquals(Optional.of(large), Await.result(store.read(Bytes.utf8("large"))));
      assertEquals(Optional.of(Bytes.utf8("1")), Await.result(store.read(Bytes.utf8("small"))));
    }
  }

  @Test
  void statisticsTellRequestsByKind() {
    try (Store store = Stores.open(address())) {
      StoreStatistics power = store.capability(StoreStatistics.class).orElseThrow();
      long before = puts(power.statistics());
      Await.result(store.createIfAbsent(Bytes.utf8("a"), Bytes.EMPTY));
      assertEquals(1, puts(power.statistics()) - before);
    }
  }

  private static long puts(Map<String, Long> statistics) {
    return Optional.ofNullable(statistics.get("s3_put_requests_total")).orElseThrow();
  }

  @Test
  void bucketThatIsMissingIsSaidAtOnce() {
    String uri = AnyS3.missingBucket().toString();
    StorageException e = assertThrows(StorageException.class, () -> Stores.open(uri).close());
    assertEquals(Reason.MISCONFIGURED, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains("aft-no-such-bucket"), e.getMessage());
  }

  @Test
  void secondOpeningTakesTheStoreOver() {
    String uri = address();
    Store first = Stores.open(uri);
    try (Store second = Stores.open(uri)) {
      assertEquals(
          Reason.IN_USE,
          Await.failure(first.createIfAbsent(Bytes.utf8("a"), Bytes.EMPTY)).reason());
      Await.result(second.createIfAbsent(Bytes.utf8("a"), Bytes.EMPTY));
    }
    first.close();
  }
}
