package dev.aft.engine.transaction;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of this node: its state, its writes and how it ends. {@link TransactionReads} reads
 * for it, {@link TransactionCommit} makes durable what it leaves, {@link TransactionMemory} is what
 * it holds until then.
 *
 * <p>States: running ({@code memory} holds something) -> finished ({@code memory} is null, {@code
 * outcome} completes). Whoever takes the memory away (commit, abort or the deadline) decides how it
 * ends; a call that is in the middle of its work then goes on with memory that nobody else will
 * see.
 */
final class AftTransaction implements Transaction {
  private final TransactionContext context;
  private final boolean readOnly;
  private final @Nullable Bytes idempotencyKey;
  private final long deadlineNanos;
  private final TransactionReads reads;
  private final AtomicReference<@Nullable TransactionMemory> memory;
  private final CompletableFuture<CommitOutcome> outcome = new CompletableFuture<>();
  private volatile @Nullable TransactionId id;

  /** What a commit waits for before it is acknowledged; nearly always nothing. */
  private volatile @Nullable Supplier<CompletableFuture<@Nullable Void>> beforeAcknowledged;

  /** Why nothing can be done any more, if that is not just the end. */
  private volatile @Nullable EngineException ended;

  AftTransaction(
      TransactionContext context,
      boolean readOnly,
      @Nullable Bytes idempotencyKey,
      long deadlineNanos) {
    this.context = context;
    this.readOnly = readOnly;
    this.idempotencyKey = idempotencyKey;
    this.deadlineNanos = deadlineNanos;
    this.reads = new TransactionReads(this, context);
    this.memory = new AtomicReference<>(new TransactionMemory(context.newWriteBuffer()));
  }

  static EngineException expired() {
    return new EngineException(
        ErrorCode.TRANSACTION_EXPIRED, "The transaction is older than its timeout");
  }

  @Override
  public synchronized TransactionId id() {
    TransactionId known = id;
    if (known == null) {
      known = context.ids().next();
      id = known;
      context.identified(known, this);
    }
    return known;
  }

  /** The id; null when nobody has asked for it. */
  @Nullable TransactionId knownId() {
    return id;
  }

  @Nullable Bytes idempotencyKey() {
    return idempotencyKey;
  }

  @Override
  public CompletableFuture<@Nullable Void> requireUndone() {
    return idempotencyKey == null
        ? CompletableFuture.completedFuture(null)
        : context
            .requireUndone(idempotencyKey)
            .exceptionally(
                error -> {
                  throw StorageErrors.toEngine(error);
                });
  }

  @Override
  public boolean hasWrites() {
    TransactionMemory held = memory.get();
    return held != null && !held.writes.isEmpty();
  }

  @Override
  public boolean isFinished() {
    return memory.get() == null || expireIfDue();
  }

  /** The memory of a running transaction. */
  TransactionMemory running() {
    TransactionMemory held = expireIfDue() ? null : memory.get();
    if (held != null) {
      return held;
    }
    EngineException reason = ended;
    throw reason == null
        ? new EngineException(ErrorCode.NO_ACTIVE_TRANSACTION, "The transaction is finished")
        : reason;
  }

  /** Whether it is still running, with that memory. */
  boolean holds(TransactionMemory held) {
    return memory.get() == held;
  }

  // Reads

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    return reads.read(key);
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    return reads.readMany(keys);
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readExpectingNone(List<Bytes> keys) {
    return reads.readExpectingNone(keys);
  }

  @Override
  public TransactionScan scan(KeyRange range, ScanDirection direction) {
    return reads.scan(range, direction);
  }

  /** How it reads, and what it has seen. */
  TransactionReads reads() {
    return reads;
  }

  /** See {@link TransactionReads#settledBefore}. */
  @Nullable Stamp settledBefore() {
    return reads.settledBefore();
  }

  // Writes

  @Override
  public CompletableFuture<Void> makeRoom(long bytes) {
    return context.spiller().makeRoom(this, bytes);
  }

  /** How much is buffered; null when the transaction is finished. Thread-safe. */
  @Nullable BufferSize bufferSize() {
    TransactionMemory held = memory.get();
    return held == null ? null : held.writes.size();
  }

  /** The spill of a running transaction, begun when there is none. Thread-safe. */
  synchronized @Nullable Spill spill() {
    TransactionMemory held = memory.get();
    if (held == null) {
      return null;
    }
    Spill spill = held.spill;
    if (spill == null) {
      spill = context.spiller().begin(id(), held.writes);
      held.spill = spill;
    }
    return spill;
  }

  /** What was spilled; the last call to ask, for the memory is taken away. */
  synchronized @Nullable Spill spillOf(TransactionMemory held) {
    return held.spill;
  }

  @Override
  public void write(Bytes key, Bytes value) {
    writable().writes.put(key, value);
  }

  @Override
  public void delete(Bytes key) {
    writable().writes.put(key, null);
  }

  @Override
  public void dropRange(KeyRange range) {
    writable().writes.dropRange(range);
  }

  private TransactionMemory writable() {
    TransactionMemory held = running();
    if (readOnly) {
      throw new EngineException(ErrorCode.READ_ONLY_TRANSACTION, "The transaction is read only");
    }
    return held;
  }

  @Override
  public void requireUnchanged(Bytes key) {
    TransactionMemory held = running();
    ReadSet known = reads.begun(held);
    Stamp read = known.versionRead(key);
    if (read == null && !known.isScanned(key)) {
      if (held.writes.find(key) == null) {
        throw new IllegalArgumentException("requireUnchanged: the key has not been read");
      }
      // The transaction knows its own write only: there is nothing of others that it could lose.
      return;
    }
    if (!held.unchanged.containsKey(key)) {
      known.requireRoom(held.unchanged.size() + 1);
    }
    held.unchanged.put(key, read == null ? known.snapshot().highest() : read);
  }

  @Override
  public void setSavepoint(String name) {
    running().writes.setSavepoint(name);
  }

  @Override
  public void releaseSavepoint(String name) {
    running().writes.releaseSavepoint(name);
  }

  @Override
  public void rollbackToSavepoint(String name) {
    running().writes.rollbackToSavepoint(name);
  }

  @Override
  public int setMark() {
    return running().writes.setMark();
  }

  @Override
  public void returnToMark(int mark) {
    running().writes.returnToMark(mark);
  }

  // The end

  @Override
  public CausalityToken causalityToken() {
    return reads.token();
  }

  @Override
  public CompletableFuture<CommitOutcome> commit(@Nullable String result) {
    Bytes stored = result == null ? null : Bytes.utf8(result);
    if (stored != null && stored.length() > context.maxResultBytes() && !isFinished()) {
      return CompletableFuture.failedFuture(tooLong(stored));
    }
    expireIfDue();
    TransactionMemory held = memory.getAndSet(null);
    if (held == null) {
      return outcome;
    }
    if (held.writes.isEmpty() && idempotencyKey == null && stored == null) {
      finish(held);
      context.counters().committedReadOnly.increment();
      outcome.complete(new CommitOutcome.Committed());
      return outcome;
    }
    try {
      var unused =
          new TransactionCommit(this, context, held, stored)
              .run()
              .whenComplete((done, error) -> finish(held, done, error));
    } catch (RuntimeException | Error e) {
      finish(held, null, e);
    }
    return outcome;
  }

  private EngineException tooLong(Bytes result) {
    return EngineException.beyond(
        Bound.MAX_RESULT_SIZE,
        context.maxResultBytes(),
        "The result of " + result.length() + " bytes is too long");
  }

  private void finish(
      TransactionMemory held, @Nullable CommitOutcome done, @Nullable Throwable error) {
    if (!(done instanceof CommitOutcome.Unknown)) {
      finish(held);
    }
    if (done == null) {
      Throwable cause = error == null ? new IllegalStateException("no outcome") : error;
      outcome.completeExceptionally(StorageErrors.toEngine(cause));
      return;
    }
    Supplier<CompletableFuture<@Nullable Void>> action = beforeAcknowledged;
    if (action == null || done instanceof CommitOutcome.Aborted) {
      outcome.complete(done);
    } else {
      var unused = action.get().whenComplete((nothing, failure) -> outcome.complete(done));
    }
  }

  @Override
  public void beforeAcknowledged(Supplier<CompletableFuture<@Nullable Void>> action) {
    beforeAcknowledged = action;
  }

  @Override
  public void abort() {
    TransactionMemory held = memory.getAndSet(null);
    if (held != null) {
      finish(held);
      // Nothing is lost by ending a transaction without writes so: it counts as the commit it
      // equals.
      Counters counters = context.counters();
      (held.writes.isEmpty() ? counters.committedReadOnly : counters.aborted).increment();
      outcome.complete(new CommitOutcome.Aborted("Rolled back"));
    }
  }

  /** Aborts the transaction because somebody wants to know its final outcome. Thread-safe. */
  void fence() {
    TransactionMemory held = memory.getAndSet(null);
    if (held != null) {
      ended =
          new EngineException(
              ErrorCode.TRANSACTION_ABORTED,
              "The transaction was fenced: somebody asked for its final outcome");
      finish(held);
      context.counters().aborted.increment();
      context.counters().fencedRunning.increment();
      outcome.complete(new CommitOutcome.Aborted("Fenced by a question for the final outcome"));
    }
  }

  /** Aborts the transaction if its deadline has passed. Thread-safe. */
  boolean expireIfDue() {
    return context.nanoTime() - deadlineNanos >= 0 && expire();
  }

  private boolean expire() {
    TransactionMemory held = memory.getAndSet(null);
    if (held != null) {
      EngineException reason = expired();
      ended = reason;
      finish(held);
      context.counters().expired.increment();
      outcome.completeExceptionally(reason);
    }
    return true;
  }

  /** The rules of garbage collection count on it that no commit begins long after the deadline. */
  void requireCommitInTime() {
    if (context.nanoTime() - deadlineNanos > context.commitDelayNanos()) {
      context.counters().expired.increment();
      throw expired();
    }
  }

  /** Gives everything back. After an unknown outcome that is when it is known. */
  void finish(TransactionMemory held) {
    synchronized (this) {
      if (held.finished) {
        return;
      }
      held.finished = true;
    }
    held.writes.release();
    Spill spill = spillOf(held);
    if (spill != null) {
      context.spiller().remove(spill);
    }
    context.finished(this);
  }

  /** Completes when a commit under way is over; at once when there is none. */
  CompletableFuture<CommitOutcome> outcome() {
    return outcome;
  }

  /** Of the deadline: sets of transactions have the same order wherever a simulation runs again. */
  @Override
  public int hashCode() {
    return Long.hashCode(deadlineNanos);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }
}
