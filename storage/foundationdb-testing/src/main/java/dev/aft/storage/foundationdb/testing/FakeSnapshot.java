package dev.aft.storage.foundationdb.testing;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.TransactionOptions;
import com.apple.foundationdb.async.AsyncIterable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The reads of a transaction that cannot make it conflict. */
final class FakeSnapshot extends FakeReads {
  private final FakeTransaction transaction;

  FakeSnapshot(FakeTransaction transaction) {
    this.transaction = transaction;
  }

  @Override
  AsyncIterable<KeyValue> range(KeyBounds bounds, FakeRange.Wish wish) {
    return new FakeRange(transaction, bounds, wish, true);
  }

  @Override
  public CompletableFuture<byte[]> get(byte[] key) {
    return transaction.get(key, true);
  }

  @Override
  public boolean isSnapshot() {
    return true;
  }

  @Override
  public ReadTransaction snapshot() {
    return this;
  }

  @Override
  public CompletableFuture<Long> getReadVersion() {
    return transaction.getReadVersion();
  }

  @Override
  public boolean addReadConflictRangeIfNotSnapshot(byte[] begin, byte[] end) {
    return false;
  }

  @Override
  public TransactionOptions options() {
    return transaction.options();
  }

  @Override
  public Executor getExecutor() {
    return transaction.getExecutor();
  }
}
