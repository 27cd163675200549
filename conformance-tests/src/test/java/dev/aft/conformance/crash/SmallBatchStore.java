package dev.aft.conformance.crash;

import dev.aft.storage.contract.InterceptingStore;
import dev.aft.storage.contract.StoreCall;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.WriteBatch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A store whose atomic batches are so small that commits have to go in steps; or one without, if 0.
 */
final class SmallBatchStore extends InterceptingStore {
  private final long maxBatchBytes;

  SmallBatchStore(Store store, long maxBatchBytes) {
    super(store);
    this.maxBatchBytes = maxBatchBytes;
  }

  @Override
  protected <T> CompletableFuture<T> intercept(
      StoreCall call, Supplier<CompletableFuture<T>> action) {
    return action.get();
  }

  @Override
  public <T> Optional<T> capability(Class<T> power) {
    if (power != AtomicBatches.class) {
      return super.capability(power);
    }
    return maxBatchBytes == 0
        ? Optional.empty()
        : super.capability(power).map(inner -> power.cast(new Small((AtomicBatches) inner)));
  }

  private final class Small implements AtomicBatches {
    private final AtomicBatches inner;

    Small(AtomicBatches inner) {
      this.inner = inner;
    }

    @Override
    public CompletableFuture<CreateResult> commitIfAbsent(
        List<Entry> conditions, WriteBatch batch) {
      return inner.commitIfAbsent(conditions, batch);
    }

    @Override
    public CompletableFuture<Void> commit(WriteBatch batch) {
      return inner.commit(batch);
    }

    @Override
    public long maxBatchBytes() {
      return maxBatchBytes;
    }
  }
}
