package dev.aft.storage.contract;

import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;

/**
 * A slow store, whose answers come out of order and from its own threads, under several callers.
 */
final class DelayingConcurrentStoreContractTest extends ConcurrentStoreContractTest {
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

  @Override
  protected Store openEmptyStore() {
    return new DelayingStore(
        new InMemoryStore(), call -> Duration.ofNanos(call.number() % 7 * 10_000), scheduler);
  }

  @AfterEach
  void stopScheduler() {
    scheduler.shutdownNow();
  }
}
