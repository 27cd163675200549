package dev.aft.engine.execute;

import dev.aft.engine.future.Futures;
import dev.aft.engine.transaction.CausalityToken;
import dev.aft.engine.transaction.CommitOutcome;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionId;
import dev.aft.engine.transaction.TransactionScan;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts what is read through it. */
final class CountingTransaction implements Transaction {
  private final Transaction transaction;
  int reads;
  int keysReadTogether;
  int scanned;

  CountingTransaction(Transaction transaction) {
    this.transaction = transaction;
  }

  @Override
  public TransactionId id() {
    return transaction.id();
  }

  @Override
  public CompletableFuture<@Nullable Void> requireUndone() {
    return transaction.requireUndone();
  }

  @Override
  public boolean hasWrites() {
    return transaction.hasWrites();
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    reads++;
    return transaction.read(key);
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    keysReadTogether += keys.size();
    return transaction.readMany(keys);
  }

  @Override
  public TransactionScan scan(KeyRange range, ScanDirection direction) {
    TransactionScan scan = transaction.scan(range, direction);
    return wanted ->
        Futures.map(
            scan.next(wanted),
            page -> {
              scanned += page.size();
              return page;
            });
  }

  @Override
  public CompletableFuture<Void> makeRoom(long bytes) {
    return transaction.makeRoom(bytes);
  }

  @Override
  public void write(Bytes key, Bytes value) {
    transaction.write(key, value);
  }

  @Override
  public void delete(Bytes key) {
    transaction.delete(key);
  }

  @Override
  public void dropRange(KeyRange range) {
    transaction.dropRange(range);
  }

  @Override
  public void requireUnchanged(Bytes key) {
    transaction.requireUnchanged(key);
  }

  @Override
  public void setSavepoint(String name) {
    transaction.setSavepoint(name);
  }

  @Override
  public void releaseSavepoint(String name) {
    transaction.releaseSavepoint(name);
  }

  @Override
  public void rollbackToSavepoint(String name) {
    transaction.rollbackToSavepoint(name);
  }

  @Override
  public int setMark() {
    return transaction.setMark();
  }

  @Override
  public void returnToMark(int mark) {
    transaction.returnToMark(mark);
  }

  @Override
  public CompletableFuture<CommitOutcome> commit(@Nullable String result) {
    return transaction.commit(result);
  }

  @Override
  public void beforeAcknowledged(Supplier<CompletableFuture<@Nullable Void>> action) {
    transaction.beforeAcknowledged(action);
  }

  @Override
  public CausalityToken causalityToken() {
    return transaction.causalityToken();
  }

  @Override
  public void abort() {
    transaction.abort();
  }

  @Override
  public boolean isFinished() {
    return transaction.isFinished();
  }
}
