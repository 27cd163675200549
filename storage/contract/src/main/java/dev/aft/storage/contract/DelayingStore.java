package dev.aft.storage.contract;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A store that is as slow as its policy says: each call reaches the store below after its delay.
 */
public final class DelayingStore extends InterceptingStore {
  private final DelayPolicy policy;
  private final ScheduledExecutorService scheduler;

  /** The scheduler remains the caller's; it may be one of a simulation. */
  public DelayingStore(Store store, DelayPolicy policy, ScheduledExecutorService scheduler) {
    super(store);
    this.policy = policy;
    this.scheduler = scheduler;
  }

  @Override
  protected <T> CompletableFuture<T> intercept(
      StoreCall call, Supplier<CompletableFuture<T>> action) {
    Duration delay = policy.before(call);
    if (delay.isZero()) {
      return action.get();
    }
    CompletableFuture<Boolean> due = new CompletableFuture<>();
    try {
      ScheduledFuture<?> unused =
          scheduler.schedule(() -> due.complete(true), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new StorageException(Reason.UNAVAILABLE, "The scheduler of the delays is down.", e));
    }
    return due.thenCompose(now -> action.get());
  }
}
