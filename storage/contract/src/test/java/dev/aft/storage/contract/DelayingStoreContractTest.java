package dev.aft.storage.contract;

import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;

/** A slow store keeps the contract. */
final class DelayingStoreContractTest extends StoreContractTest {
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

  @Override
  protected Store openEmptyStore() {
    return new DelayingStore(
        new InMemoryStore(), call -> Duration.ofNanos(call.number()), scheduler);
  }

  @Override
  protected Set<Class<?>> expectedPowers() {
    return InMemoryStore.ALL_POWERS;
  }

  @AfterEach
  void stopScheduler() {
    scheduler.shutdownNow();
  }
}
