package dev.aft.session.suspended;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
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

/**
 * A transaction as long as one connection holds it. Once the lease is over every use fails with
 * {@code TRANSACTION_TAKEN_OVER}, and as the lease counts what is under way, the next holder starts
 * only when the last call of this one has ended: there are never two at work. Used by one caller at
 * a time like every transaction; its end comes from any thread.
 */
public final class LeasedTransaction implements Transaction {
  private final ResumableTransaction owner;
  private final Transaction transaction;
  private final boolean keepOnClose;
  private final CompletableFuture<@Nullable Void> quiet = new CompletableFuture<>();

  // Guarded by this.
  private boolean over;
  private int underWay;

  LeasedTransaction(ResumableTransaction owner, Transaction transaction, boolean keepOnClose) {
    this.owner = owner;
    this.transaction = transaction;
    this.keepOnClose = keepOnClose;
  }

  static EngineException takenOver() {
    return new EngineException(
        ErrorCode.TRANSACTION_TAKEN_OVER,
        "another connection has taken over the transaction; nothing that this one did since it"
            + " resumed it will be committed");
  }

  ResumableTransaction owner() {
    return owner;
  }

  /**
   * @throws EngineException {@code TRANSACTION_TAKEN_OVER}
   */
  public synchronized void requireHeld() {
    if (over) {
      throw takenOver();
    }
  }

  /**
   * The connection is gone: the transaction is aborted, or goes back to the state of the token that
   * resumed it, as RESUME said.
   */
  public void leave() {
    if (keepOnClose) {
      owner.giveBack(this);
    } else {
      owner.abort(this);
    }
  }

  /** Nothing was done with the lease: the same token resumes the transaction again. */
  public void giveBack() {
    owner.giveBack(this);
  }

  /** Ends the lease. Completes when nothing that began under it is under way any more. */
  CompletableFuture<@Nullable Void> end() {
    boolean idle;
    synchronized (this) {
      over = true;
      idle = underWay == 0;
    }
    if (idle) {
      quiet.complete(null);
    }
    return quiet;
  }

  private synchronized void enter() {
    requireHeld();
    underWay++;
  }

  private void exit() {
    boolean last;
    synchronized (this) {
      underWay--;
      last = over && underWay == 0;
    }
    if (last) {
      quiet.complete(null);
    }
  }

  private <T> T run(Supplier<T> call) {
    enter();
    try {
      return call.get();
    } finally {
      exit();
    }
  }

  private void run(Runnable call) {
    enter();
    try {
      call.run();
    } finally {
      exit();
    }
  }

  private <T> CompletableFuture<T> await(Supplier<CompletableFuture<T>> call) {
    CompletableFuture<T> answer;
    try {
      enter();
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
    try {
      answer = call.get();
    } catch (RuntimeException | Error e) {
      exit();
      throw e;
    }
    if (answer.isDone()) {
      exit();
      return answer;
    }
    return answer.whenComplete((value, failure) -> exit());
  }

  @Override
  public TransactionId id() {
    return transaction.id();
  }

  @Override
  public boolean hasWrites() {
    return transaction.hasWrites();
  }

  @Override
  public CompletableFuture<@Nullable Void> requireUndone() {
    return await(transaction::requireUndone);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return await(() -> transaction.read(key));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    return await(() -> transaction.readMany(keys));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readExpectingNone(List<Bytes> keys) {
    return await(() -> transaction.readExpectingNone(keys));
  }

  @Override
  public TransactionScan scan(KeyRange range, ScanDirection direction) {
    TransactionScan scan = run(() -> transaction.scan(range, direction));
    return maxEntries -> await(() -> scan.next(maxEntries));
  }

  @Override
  public CompletableFuture<Void> makeRoom(long bytes) {
    return await(() -> transaction.makeRoom(bytes));
  }

  @Override
  public void write(Bytes key, Bytes value) {
    run(() -> transaction.write(key, value));
  }

  @Override
  public void delete(Bytes key) {
    run(() -> transaction.delete(key));
  }

  @Override
  public void dropRange(KeyRange range) {
    run(() -> transaction.dropRange(range));
  }

  @Override
  public void requireUnchanged(Bytes key) {
    run(() -> transaction.requireUnchanged(key));
  }

  @Override
  public void setSavepoint(String name) {
    run(() -> transaction.setSavepoint(name));
  }

  @Override
  public void releaseSavepoint(String name) {
    run(() -> transaction.releaseSavepoint(name));
  }

  @Override
  public void rollbackToSavepoint(String name) {
    run(() -> transaction.rollbackToSavepoint(name));
  }

  @Override
  public int setMark() {
    return this.<Integer>run(transaction::setMark);
  }

  @Override
  public void returnToMark(int mark) {
    run(() -> transaction.returnToMark(mark));
  }

  @Override
  public CompletableFuture<CommitOutcome> commit(@Nullable String result) {
    return owner.commit(this, result);
  }

  @Override
  public void beforeAcknowledged(Supplier<CompletableFuture<@Nullable Void>> action) {
    run(() -> transaction.beforeAcknowledged(action));
  }

  @Override
  public CausalityToken causalityToken() {
    return transaction.causalityToken();
  }

  /** Aborts the transaction, unless it is another's by now. */
  @Override
  public void abort() {
    owner.abort(this);
  }

  /** Whether it is over for this holder. */
  @Override
  public boolean isFinished() {
    synchronized (this) {
      if (over) {
        return true;
      }
    }
    return transaction.isFinished();
  }
}
