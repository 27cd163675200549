package dev.aft.storage.contract;

import dev.aft.storage.spi.Ownership;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A store that another process takes over when a test says so: from then on every call fails. */
public final class TakeableStore extends InterceptingStore implements Ownership {
  private final CompletableFuture<StorageException> lost = new CompletableFuture<>();
  private volatile boolean taken;

  public TakeableStore(Store store) {
    super(store);
  }

  /** Another process takes the store; this one finds out by its next call. */
  public void take() {
    taken = true;
  }

  /** This process finds out, as by work in the background. */
  public void notice() {
    take();
    lost.complete(inUse());
  }

  @Override
  protected <T> CompletableFuture<T> intercept(
      StoreCall call, Supplier<CompletableFuture<T>> action) {
    if (taken) {
      lost.complete(inUse());
      return CompletableFuture.failedFuture(inUse());
    }
    return action.get();
  }

  private static StorageException inUse() {
    return new StorageException(Reason.IN_USE, "Another process has taken the store, as planned.");
  }

  @Override
  public CompletableFuture<StorageException> lost() {
    return lost.copy();
  }

  @Override
  public boolean isExclusive() {
    return true;
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    return power == Ownership.class ? Optional.of(power.cast(this)) : super.capability(power);
  }
}
