package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
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
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Transactions that only remember what became of them. */
final class FakeTransactions implements TransactionManager {
  final List<String> log = new ArrayList<>();
  final List<CommitOutcome> outcomes = new ArrayList<>();

  /** What becomes of transactions, as anybody is told who asks. */
  TransactionOutcome known = new TransactionOutcome(TransactionOutcome.State.ABORTED, null);

  /** Not null: the next begin that has to wait fails with it. */
  @Nullable RuntimeException beginFailure;

  /** Not null: the next commit fails with it. */
  @Nullable RuntimeException commitFailure;

  /** Not null: reads and commits wait until the test completes it. */
  @Nullable CompletableFuture<@Nullable Void> gate;

  /** Not null: begins that have to wait, and outcomes, come when the test completes it. */
  @Nullable CompletableFuture<@Nullable Void> beginGate;

  /** Not null: nobody is told any outcome, but this. */
  @Nullable RuntimeException outcomeFailure;

  private final List<Fake> all = new ArrayList<>();
  private int begun;

  @Override
  public Transaction begin(TransactionOptions options) {
    Fake transaction = new Fake(++begun, options);
    all.add(transaction);
    return transaction;
  }

  long countRunning() {
    return all.stream().filter(transaction -> !transaction.isFinished()).count();
  }

  void expireAll() {
    all.forEach(transaction -> transaction.finished = true);
  }

  @Override
  public CompletableFuture<Transaction> beginWhenReady(TransactionOptions options) {
    String key = options.idempotencyKey();
    CausalityToken after = options.after();
    log.add("begin key=" + key + " after=" + (after == null ? "" : new TreeMap<>(after.seen())));
    RuntimeException failure = beginFailure;
    beginFailure = null;
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    CompletableFuture<@Nullable Void> waiting = beginGate;
    return waiting == null
        ? CompletableFuture.completedFuture(begin(options))
        : waiting.thenApply(nothing -> begin(options));
  }

  @Override
  public CompletableFuture<TransactionOutcome> outcome(TransactionId id, boolean isFinal) {
    log.add("outcome " + id.uuid().getLeastSignificantBits() + (isFinal ? " final" : ""));
    RuntimeException failure = outcomeFailure;
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    CompletableFuture<@Nullable Void> waiting = beginGate;
    return waiting == null
        ? CompletableFuture.completedFuture(known)
        : waiting.thenApply(nothing -> known);
  }

  @Override
  public String storeId() {
    return "the store";
  }

  @Override
  public boolean isRunningWithKey(String idempotencyKey, @Nullable Long keyOwner) {
    return idempotencyKey.equals("running");
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
    private final int number;
    private boolean writes;
    private int marks;
    private boolean finished;

    Fake(int number, TransactionOptions options) {
      this.number = number;
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
    public CompletableFuture<@Nullable Void> requireUndone() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean hasWrites() {
      return writes;
    }

    @Override
    public CompletableFuture<Optional<Bytes>> read(Bytes key) {
      requireRunning();
      CompletableFuture<@Nullable Void> waiting = gate;
      return waiting == null
          ? CompletableFuture.completedFuture(Optional.empty())
          : waiting.thenApply(nothing -> Optional.empty());
    }

    private void requireRunning() {
      if (finished) {
        throw new EngineException(ErrorCode.TRANSACTION_EXPIRED, "finished");
      }
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
    public CompletableFuture<Void> makeRoom(long bytes) {
      return CompletableFuture.completedFuture(null);
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
      requireRunning();
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
    public void beforeAcknowledged(Supplier<CompletableFuture<@Nullable Void>> action) {
      log.add("action");
    }

    @Override
    public CausalityToken causalityToken() {
      return new CausalityToken(Map.of(1, (long) number));
    }

    @Override
    public CompletableFuture<CommitOutcome> commit(@Nullable String result) {
      if (result != null && result.length() > 10) {
        return CompletableFuture.failedFuture(
            new EngineException(ErrorCode.LIMIT_EXCEEDED, "result too long"));
      }
      finished = true;
      RuntimeException failure = commitFailure;
      commitFailure = null;
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      log.add("commit" + (result == null ? "" : " " + result));
      CommitOutcome outcome =
          outcomes.isEmpty() ? new CommitOutcome.Committed() : outcomes.remove(0);
      CompletableFuture<@Nullable Void> waiting = gate;
      return waiting == null
          ? CompletableFuture.completedFuture(outcome)
          : waiting.thenApply(nothing -> outcome);
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
