package dev.aft.session;

import dev.aft.engine.transaction.CausalityToken;
import dev.aft.engine.transaction.CommitOutcome;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionId;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.engine.transaction.TransactionOutcome;
import dev.aft.engine.transaction.TransactionScan;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Transactions that only remember what became of them. */
final class FakeTransactions implements TransactionManager {
  final List<String> log = new ArrayList<>();
  final List<CommitOutcome> outcomes = new ArrayList<>();
  private int begun;

  @Override
  public Transaction begin(TransactionOptions options) {
    return new Fake(++begun, options);
  }

  @Override
  public CompletableFuture<Transaction> beginWhenReady(TransactionOptions options) {
    return CompletableFuture.completedFuture(begin(options));
  }

  @Override
  public CompletableFuture<TransactionOutcome> outcome(TransactionId id, boolean isFinal) {
    return CompletableFuture.completedFuture(
        new TransactionOutcome(TransactionOutcome.State.ABORTED, null));
  }

  @Override
  public boolean isRunningWithKey(String idempotencyKey) {
    return false;
  }

  @Override
  public void close() {}

  @Override
  public Map<String, Long> statistics() {
    return Map.of();
  }

  @Override
  public void pauseCollection() {}

  @Override
  public void resumeCollection() {}

  private final class Fake implements Transaction {
    private final TransactionId id;
    private boolean writes;
    private int marks;
    private boolean finished;

    Fake(int number, TransactionOptions options) {
      this.id = new TransactionId(new UUID(0, number));
      if (options.timeout() != null) {
        log.add("timeout " + options.timeout());
      }
    }

    @Override
    public TransactionId id() {
      return id;
    }

    @Override
    public boolean hasWrites() {
      return writes;
    }

    @Override
    public CompletableFuture<Optional<Bytes>> read(Bytes key) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public TransactionScan scan(KeyRange range, ScanDirection direction) {
      return maxEntries -> CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void write(Bytes key, Bytes value) {
      writes = true;
    }

    @Override
    public void delete(Bytes key) {
      writes = true;
    }

    @Override
    public void requireUnchanged(Bytes key) {}

    @Override
    public void dropRange(KeyRange range) {
      writes = true;
    }

    @Override
    public void setSavepoint(String name) {
      log.add("savepoint " + name);
    }

    @Override
    public void releaseSavepoint(String name) {
      log.add("release " + name);
    }

    @Override
    public void rollbackToSavepoint(String name) {
      log.add("rollback to " + name);
    }

    @Override
    public int setMark() {
      log.add("mark " + ++marks);
      return marks;
    }

    @Override
    public void returnToMark(int mark) {
      marks = mark;
      log.add("return to " + mark);
    }

    @Override
    public CausalityToken causalityToken() {
      return CausalityToken.EMPTY;
    }

    @Override
    public CompletableFuture<CommitOutcome> commit(@Nullable String result) {
      finished = true;
      log.add("commit");
      return CompletableFuture.completedFuture(
          outcomes.isEmpty() ? new CommitOutcome.Committed() : outcomes.remove(0));
    }

    @Override
    public void abort() {
      if (!finished && writes) {
        log.add("abort");
      }
      finished = true;
    }

    @Override
    public boolean isFinished() {
      return finished;
    }
  }
}
