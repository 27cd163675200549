package dev.aft.storage.contract;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A store that fails when its policy says so, and crashes where its hook says so. After a crash
 * every call fails and none reaches the store below, as if the process had died.
 */
public final class FaultInjectingStore extends InterceptingStore {
  private final FaultPolicy policy;
  private final CrashHook hook;
  private volatile boolean crashed;

  public FaultInjectingStore(Store store, FaultPolicy policy) {
    this(store, policy, CrashHook.NONE);
  }

  public FaultInjectingStore(Store store, FaultPolicy policy, CrashHook hook) {
    super(store);
    this.policy = policy;
    this.hook = hook;
  }

  /** Whether the hook has thrown. */
  public boolean hasCrashed() {
    return crashed;
  }

  @Override
  protected <T> CompletableFuture<T> intercept(
      StoreCall call, Supplier<CompletableFuture<T>> action) {
    if (crashed) {
      return CompletableFuture.failedFuture(
          new StorageException(Reason.UNAVAILABLE, "The store has crashed, as was planned."));
    }
    return switch (policy.decide(call)) {
      case NONE -> perform(call, action);
      case NOT_DONE -> CompletableFuture.failedFuture(notDone(call));
      case UNKNOWN_AND_NOT_DONE -> CompletableFuture.failedFuture(unknown(call));
      case UNKNOWN_BUT_DONE ->
          call.kind().isWrite()
              ? perform(call, action)
                  .thenCompose(done -> CompletableFuture.failedFuture(unknown(call)))
              : CompletableFuture.failedFuture(notDone(call));
    };
  }

  private <T> CompletableFuture<T> perform(StoreCall call, Supplier<CompletableFuture<T>> action) {
    if (!call.kind().isWrite()) {
      return action.get();
    }
    try {
      reach("before ", call);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return action
        .get()
        .thenApply(
            result -> {
              reach("after ", call);
              return result;
            });
  }

  private void reach(String side, StoreCall call) {
    try {
      hook.reached(side + call.kind().label());
    } catch (RuntimeException e) {
      crashed = true;
      throw e;
    }
  }

  private static StorageException notDone(StoreCall call) {
    return new StorageException(Reason.UNAVAILABLE, "Failed as planned, not done. call=" + call);
  }

  private static StorageException unknown(StoreCall call) {
    return call.kind().isWrite()
        ? new UnknownOutcomeException(
            Reason.UNAVAILABLE, "Failed as planned, outcome unknown. call=" + call, null)
        : notDone(call);
  }
}
