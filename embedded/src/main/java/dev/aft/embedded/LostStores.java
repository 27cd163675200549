package dev.aft.embedded;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps this process from taking back at once a store that another process has taken: connection
 * pools connect again and again, and two processes that take a store from each other serve nobody.
 * Thread-safe.
 */
final class LostStores {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final LongSupplier nanoTime;
  private final Map<StorageUri, Loss> losses = new HashMap<>();

  LostStores(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Loss(long nanos, Duration pause) {}

  /** The store was found taken. The pause doubles when that was not long after the last one. */
  synchronized void noteLoss(StorageUri store) {
    long now = nanoTime.getAsLong();
    Loss before = losses.get(store);
    Duration pause =
        before != null && now - before.nanos < LONGEST_PAUSE.toNanos() * 2
            ? before.pause.multipliedBy(2)
            : FIRST_PAUSE;
    losses.put(store, new Loss(now, pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
  }

  /**
   * Refuses to open a store that was lost a short time ago.
   *
   * @throws StorageException {@code IN_USE}, saying for how long
   */
  synchronized void requireMayOpen(StorageUri store) {
    Loss loss = losses.get(store);
    if (loss == null) {
      return;
    }
    Duration left = loss.pause.minusNanos(nanoTime.getAsLong() - loss.nanos);
    if (left.compareTo(Duration.ZERO) > 0) {
      throw new StorageException(
          Reason.IN_USE,
          "Another process has taken the store over; this one does not take it back for "
              + (left.toSeconds() + 1)
              + " s. For several processes, run one ./aft server and connect to it.");
    }
  }
}
