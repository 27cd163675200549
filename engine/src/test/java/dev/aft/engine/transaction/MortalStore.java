package dev.aft.engine.transaction;

import dev.aft.storage.contract.InterceptingStore;
import dev.aft.storage.contract.StoreCall;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.Store;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What a process sees of its store: nothing any more once it is dead. It may die in the middle of a
 * write or delete of several keys, which are not atomic.
 */
final class MortalStore extends InterceptingStore {
  private final Store below;
  private boolean dead;
  private boolean dying;

  MortalStore(Store below) {
    super(below);
    this.below = below;
  }

  boolean isDead() {
    return dead;
  }

  void die() {
    dead = true;
  }

  /** Dies in the next write or delete, when every second key of it is done. */
  void dieInNextCall() {
    dying = true;
  }

  @Override
  protected <T> CompletableFuture<T> intercept(
      StoreCall call, Supplier<CompletableFuture<T>> action) {
    return dead ? failed() : action.get();
  }

  @Override
  public CompletableFuture<Void> write(List<Entry> entries) {
    if (!dying) {
      return super.write(entries);
    }
    die();
    return below.write(everySecond(entries)).thenCompose(done -> failed());
  }

  @Override
  public CompletableFuture<Void> delete(List<Bytes> keys) {
    if (!dying) {
      return super.delete(keys);
    }
    die();
    return below.delete(everySecond(keys)).thenCompose(done -> failed());
  }

  private static <T> CompletableFuture<T> failed() {
    return CompletableFuture.failedFuture(
        new StorageException(StorageException.Reason.UNAVAILABLE, "The process is dead."));
  }

  /** The last is among them: what goes last must not hide that the rest has to go first. */
  private static <T> List<T> everySecond(List<T> all) {
    return IntStream.range(0, all.size())
        .filter(i -> (all.size() - 1 - i) % 2 == 0)
        .mapToObj(all::get)
        .toList();
  }
}
