package dev.aft.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LostStoresTest {
  private static final StorageUri STORE = StorageUri.parse("s3://bucket/a");
  private static final StorageUri OTHER = StorageUri.parse("s3://bucket/b");

  private final AtomicLong nanos = new AtomicLong();
  private final LostStores lost = new LostStores(nanos::get);

  private void passes(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  private void requireRefused() {
    StorageException refused =
        assertThrows(StorageException.class, () -> lost.requireMayOpen(STORE));
    assertEquals(StorageException.Reason.IN_USE, refused.reason());
    assertTrue(String.valueOf(refused.getMessage()).contains("./aft server"));
  }

  @Test
  void storeThatWasLostIsNotTakenBackAtOnceAndOthersAreFree() {
    lost.requireMayOpen(STORE);
    lost.noteLoss(STORE);
    requireRefused();
    lost.requireMayOpen(OTHER);
    passes(LostStores.FIRST_PAUSE.minusMillis(1));
    requireRefused();
    passes(Duration.ofMillis(1));
    lost.requireMayOpen(STORE);
  }

  @Test
  void storeLostAgainAndAgainIsLeftForLongerAndLonger() {
    Duration pause = LostStores.FIRST_PAUSE;
    for (int i = 0; i < 10; i++) {
      lost.noteLoss(STORE);
      passes(pause.minusNanos(1));
      requireRefused();
      passes(Duration.ofNanos(1));
      lost.requireMayOpen(STORE);
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LostStores.LONGEST_PAUSE) < 0 ? twice : LostStores.LONGEST_PAUSE;
    }
    passes(Duration.ofHours(1));
    lost.noteLoss(STORE);
    passes(LostStores.FIRST_PAUSE);
    lost.requireMayOpen(STORE);
  }
}
