package dev.aft.storage.foundationdb.testing;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.DatabaseOptions;
import com.apple.foundationdb.EventKeeper;
import com.apple.foundationdb.KeyRangeArrayResult;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.Tenant;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.tuple.Tuple;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** A handle of a {@link FakeCluster}. */
final class FakeDatabase implements Database {
  private final FakeCluster cluster;
  private volatile boolean closed;

  FakeDatabase(FakeCluster cluster) {
    this.cluster = cluster;
  }

  static UnsupportedOperationException notThere() {
    return new UnsupportedOperationException("The cluster in memory does not have this.");
  }

  @Override
  public Transaction createTransaction(Executor executor) {
    if (closed) {
      throw new IllegalStateException("Cannot access closed object");
    }
    return FakeTransaction.begin(cluster, this, executor);
  }

  @Override
  public Transaction createTransaction(Executor executor, EventKeeper eventKeeper) {
    return createTransaction(executor);
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public Executor getExecutor() {
    return Runnable::run;
  }

  @Override
  public <T> T run(Function<? super Transaction, T> retryable, Executor executor) {
    Transaction transaction = createTransaction(executor);
    try {
      while (true) {
        try {
          T result = retryable.apply(transaction);
          transaction.commit().join();
          return result;
        } catch (RuntimeException e) {
          transaction = transaction.onError(e).join();
        }
      }
    } finally {
      transaction.close();
    }
  }

  @Override
  public <T> T read(Function<? super ReadTransaction, T> retryable, Executor executor) {
    return run(retryable, executor);
  }

  @Override
  public <T> CompletableFuture<T> runAsync(
      Function<? super Transaction, ? extends CompletableFuture<T>> retryable, Executor executor) {
    throw notThere();
  }

  @Override
  public <T> CompletableFuture<T> readAsync(
      Function<? super ReadTransaction, ? extends CompletableFuture<T>> retryable,
      Executor executor) {
    throw notThere();
  }

  @Override
  public DatabaseOptions options() {
    return new DatabaseOptions((code, parameter) -> {});
  }

  @Override
  public double getMainThreadBusyness() {
    return 0;
  }

  @Override
  public Tenant openTenant(Tuple name) {
    throw notThere();
  }

  @Override
  public Tenant openTenant(byte[] name, Executor executor) {
    throw notThere();
  }

  @Override
  public Tenant openTenant(Tuple name, Executor executor) {
    throw notThere();
  }

  @Override
  public Tenant openTenant(byte[] name, Executor executor, EventKeeper eventKeeper) {
    throw notThere();
  }

  @Override
  public Tenant openTenant(Tuple name, Executor executor, EventKeeper eventKeeper) {
    throw notThere();
  }

  @Override
  public CompletableFuture<byte[]> purgeBlobGranules(
      byte[] begin, byte[] end, long version, boolean force, Executor executor) {
    throw notThere();
  }

  @Override
  public CompletableFuture<Void> waitPurgeGranulesComplete(byte[] key, Executor executor) {
    throw notThere();
  }

  @Override
  public CompletableFuture<Boolean> blobbifyRange(byte[] begin, byte[] end, Executor executor) {
    throw notThere();
  }

  @Override
  public CompletableFuture<Boolean> blobbifyRangeBlocking(
      byte[] begin, byte[] end, Executor executor) {
    throw notThere();
  }

  @Override
  public CompletableFuture<Boolean> unblobbifyRange(byte[] begin, byte[] end, Executor executor) {
    throw notThere();
  }

  @Override
  public CompletableFuture<KeyRangeArrayResult> listBlobbifiedRanges(
      byte[] begin, byte[] end, int limit, Executor executor) {
    throw notThere();
  }

  @Override
  public CompletableFuture<Long> verifyBlobRange(
      byte[] begin, byte[] end, long version, Executor executor) {
    throw notThere();
  }

  @Override
  public CompletableFuture<Boolean> flushBlobRange(
      byte[] begin, byte[] end, boolean compact, long version, Executor executor) {
    throw notThere();
  }

  @Override
  public CompletableFuture<byte[]> getClientStatus(Executor executor) {
    throw notThere();
  }
}
