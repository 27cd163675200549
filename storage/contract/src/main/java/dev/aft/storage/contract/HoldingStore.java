package dev.aft.storage.contract;

import dev.aft.storage.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A store whose calls can be held back and let go by hand, to bring about any interleaving. */
public final class HoldingStore extends InterceptingStore {
  private final List<Held> held = new ArrayList<>();
  private Predicate<StoreCall> holds = call -> false;

  private record Held(StoreCall call, CompletableFuture<Boolean> released) {}

  public HoldingStore(Store store) {
    super(store);
  }

  /** From now on, holds back the calls that {@code holds} names, and no others. */
  public synchronized void hold(Predicate<StoreCall> holds) {
    this.holds = holds;
  }

  /** The calls held back now, in the order they were made. */
  public synchronized List<StoreCall> held() {
    return held.stream().map(Held::call).toList();
  }

  /** Lets go the call held back longest; its action runs on this thread. */
  public void releaseOne() {
    CompletableFuture<Boolean> first;
    synchronized (this) {
      first = held.remove(0).released();
    }
    first.complete(true);
  }

  /** Holds back no more calls, and lets go all, in the order they were made. */
  public void releaseAll() {
    List<Held> all;
    synchronized (this) {
      holds = call -> false;
      all = List.copyOf(held);
      held.clear();
    }
    all.forEach(one -> one.released().complete(true));
  }

  @Override
  protected <T> CompletableFuture<T> intercept(
      StoreCall call, Supplier<CompletableFuture<T>> action) {
    CompletableFuture<Boolean> released = new CompletableFuture<>();
    synchronized (this) {
      if (!holds.test(call)) {
        released.complete(true);
      } else {
        held.add(new Held(call, released));
      }
    }
    return released.isDone() ? action.get() : released.thenCompose(now -> action.get());
  }
}
