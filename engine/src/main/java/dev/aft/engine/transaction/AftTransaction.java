package dev.aft.engine.transaction;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of this node.
 *
 * <p>States: running ({@code memory} holds something) -> finished ({@code memory} is null, {@code
 * outcome} completes). Whoever takes the memory away (commit, abort or the deadline) decides how it
 * ends; a call that is in the middle of its work then goes on with memory that nobody else will
 * see.
 */
final class AftTransaction implements Transaction {
  /** What a running transaction holds. */
  static final class Memory {
    final WriteBuffer writes;
    final Map<Bytes, Stamp> unchanged = new HashMap<>(0);

    /** Null until the buffer passes its memory. Guarded by the transaction. */
    private @Nullable Spill spill;

    /** Null until something is read: the snapshot is taken then. */
    private volatile @Nullable ReadSet reads;

    /** Whether everything was given back. Guarded by the transaction. */
    private boolean finished;

    Memory(WriteBuffer writes) {
      this.writes = writes;
    }
  }

  private final TransactionContext context;
  private final boolean readOnly;
  private final @Nullable Bytes idempotencyKey;
  private final long deadlineNanos;
  private final AtomicReference<@Nullable Memory> memory;
  private final CompletableFuture<CommitOutcome> outcome = new CompletableFuture<>();
  private volatile @Nullable TransactionId id;

  /** What a commit waits for before it is acknowledged; nearly always nothing. */
  private volatile @Nullable Supplier<CompletableFuture<@Nullable Void>> beforeAcknowledged;

  /** What it has seen, and written once committed; null while that is nothing. */
  private volatile @Nullable SeenCommits seen;

  /** What was committed when it first read; null until then. */
  private volatile @Nullable CommitSnapshot snapshot;

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
    this.memory = new AtomicReference<>(new Memory(context.newWriteBuffer()));
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
    Memory held = memory.get();
    return held != null && !held.writes.isEmpty();
  }

  @Override
  public boolean isFinished() {
    return memory.get() == null || expireIfDue();
  }

  /** The memory of a running transaction. */
  Memory running() {
    Memory held = expireIfDue() ? null : memory.get();
    if (held != null) {
      return held;
    }
    EngineException reason = ended;
    throw reason == null
        ? new EngineException(ErrorCode.NO_ACTIVE_TRANSACTION, "The transaction is finished")
        : reason;
  }

  /** The read set, begun with a snapshot when this is the first read. */
  ReadSet reads(Memory held) {
    ReadSet reads = held.reads;
    if (reads == null) {
      reads = context.newReadSet(seen());
      snapshot = reads.snapshot();
      held.reads = reads;
    }
    return reads;
  }

  private SeenCommits seen() {
    SeenCommits known = seen;
    if (known == null) {
      known = context.newSeenCommits();
      seen = known;
    }
    return known;
  }

  /**
   * Every commit before this stamp is settled for this transaction; null when it has not read. That
   * holds until it is over, not only until it commits: what it compares and what fences it at
   * commit must be there still.
   */
  @Nullable Stamp settledBefore() {
    CommitSnapshot taken = snapshot;
    return taken == null ? null : taken.settledBefore();
  }

  // Reads

  @Override
  public CompletableFuture<Optional<Bytes>> read(Bytes key) {
    try {
      Memory held = running();
      WriteBuffer.Write written = held.writes.find(key);
      if (written != null) {
        return untilEnd(held, readWritten(written));
      }
      return untilEnd(held, context.reader().read(key, reads(held)));
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * The answer of a read, unless the transaction has ended meanwhile: since then garbage collection
   * may have taken what it was reading, so neither a value nor that there is none says anything.
   */
  <T> CompletableFuture<T> untilEnd(Memory held, CompletableFuture<T> read) {
    if (read.isDone() && !read.isCompletedExceptionally() && memory.get() == held) {
      return read;
    }
    return read.handle(
        (answer, error) -> {
          running();
          if (error == null) {
            return answer;
          }
          EngineException failure = StorageErrors.toEngine(error);
          if (failure instanceof NotRetainedException) {
            context.counters().readsBelowRetained.increment();
          }
          throw failure;
        });
  }

  private CompletableFuture<Optional<Bytes>> readWritten(WriteBuffer.Write written) {
    Bytes value = written.value();
    if (value != null || written.isDelete()) {
      return CompletableFuture.completedFuture(Optional.ofNullable(value));
    }
    return context
        .spiller()
        .load(id(), List.of(written))
        .thenApply(values -> Optional.ofNullable(values.get(0)));
  }

  @Override
  public CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    try {
      Memory held = running();
      ReadSet reads = reads(held);
      List<Optional<Bytes>> values = new ArrayList<>(keys.size());
      return untilEnd(
          held,
          context
              .reader()
              .prefetch(unwritten(keys, held), reads)
              .thenCompose(
                  prefetched -> AsyncLoop.whileTrue(() -> readNext(keys, prefetched, values)))
              .thenApply(done -> values));
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static List<Bytes> unwritten(List<Bytes> keys, Memory held) {
    if (held.writes.isEmpty()) {
      return keys;
    }
    List<Bytes> unwritten = new ArrayList<>(keys.size());
    for (Bytes key : keys) {
      if (held.writes.find(key) == null) {
        unwritten.add(key);
      }
    }
    return unwritten;
  }

  /** Reads on as long as there is nothing to wait for; says whether to call again. */
  private CompletableFuture<Boolean> readNext(
      List<Bytes> keys, VersionReader.Prefetched prefetched, List<Optional<Bytes>> values) {
    while (values.size() < keys.size()) {
      CompletableFuture<Optional<Bytes>> value = read(keys.get(values.size()), prefetched);
      if (!value.isDone() || value.isCompletedExceptionally()) {
        return value.thenApply(
            late -> {
              values.add(late);
              return true;
            });
      }
      values.add(value.join());
    }
    return CompletableFuture.completedFuture(false);
  }

  /** Its answer counts only if the transaction has not ended by the end of the whole call. */
  private CompletableFuture<Optional<Bytes>> read(Bytes key, VersionReader.Prefetched prefetched) {
    Memory held = running();
    WriteBuffer.Write written = held.writes.find(key);
    return written == null
        ? context.reader().read(key, reads(held), prefetched)
        : readWritten(written);
  }

  @Override
  public TransactionScan scan(KeyRange range, ScanDirection direction) {
    Memory held = running();
    reads(held);
    return new AftTransactionScan(this, context, range, direction, held.writes.startScan());
  }

  // Writes

  @Override
  public CompletableFuture<Void> makeRoom(long bytes) {
    return context.spiller().makeRoom(this, bytes);
  }

  /** How much is buffered; null when the transaction is finished. Thread-safe. */
  @Nullable BufferSize bufferSize() {
    Memory held = memory.get();
    return held == null ? null : held.writes.size();
  }

  /** The spill of a running transaction, begun when there is none. Thread-safe. */
  synchronized @Nullable Spill spill() {
    Memory held = memory.get();
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
  private synchronized @Nullable Spill spillOf(Memory held) {
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

  private Memory writable() {
    Memory held = running();
    if (readOnly) {
      throw new EngineException(ErrorCode.READ_ONLY_TRANSACTION, "The transaction is read only");
    }
    return held;
  }

  @Override
  public void requireUnchanged(Bytes key) {
    Memory held = running();
    ReadSet reads = reads(held);
    Stamp read = reads.versionRead(key);
    if (read == null && !reads.isScanned(key)) {
      if (held.writes.find(key) == null) {
        throw new IllegalArgumentException("requireUnchanged: the key has not been read");
      }
      // The transaction knows its own write only: there is nothing of others that it could lose.
      return;
    }
    if (!held.unchanged.containsKey(key)) {
      reads.requireRoom(held.unchanged.size() + 1);
    }
    held.unchanged.put(key, read == null ? reads.snapshot().highest() : read);
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
    SeenCommits known = seen;
    return known == null ? CausalityToken.EMPTY : known.token();
  }

  @Override
  public CompletableFuture<CommitOutcome> commit(@Nullable String result) {
    Bytes stored = result == null ? null : Bytes.utf8(result);
    if (stored != null && stored.length() > context.maxResultBytes() && !isFinished()) {
      return CompletableFuture.failedFuture(tooLong(stored));
    }
    expireIfDue();
    Memory held = memory.getAndSet(null);
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
      boolean exclusive = !held.unchanged.isEmpty() && !held.writes.isEmpty();
      var unused =
          (exclusive ? persistIfUnchanged(held, stored) : persist(held, stored, () -> {}))
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

  private void finish(Memory held, @Nullable CommitOutcome done, @Nullable Throwable error) {
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

  private CompletableFuture<CommitOutcome> persist(
      Memory held, @Nullable Bytes result, Runnable whenSettled) {
    Spill spill = spillOf(held);
    if (spill == null) {
      return persistAll(held, result, whenSettled);
    }
    // Until the commit has its stamp, the snapshot is what garbage collection sees of it.
    reads(held);
    return spill.seal().thenCompose(done -> persistAll(held, result, whenSettled));
  }

  private CompletableFuture<CommitOutcome> persistAll(
      Memory held, @Nullable Bytes result, Runnable whenSettled) {
    requireInTime();
    return context
        .committer()
        .commit(
            new Committer.Work(
                id(),
                held.writes.sorted(),
                List.copyOf(held.writes.droppedRanges()),
                idempotencyKey,
                result,
                stamp -> seen().add(stamp),
                () -> {
                  whenSettled.run();
                  finish(held);
                }));
  }

  /** The rules of garbage collection count on it that no commit begins long after the deadline. */
  private void requireInTime() {
    if (context.nanoTime() - deadlineNanos > context.commitDelayNanos()) {
      context.counters().expired.increment();
      throw expired();
    }
  }

  private CompletableFuture<CommitOutcome> persistIfUnchanged(Memory held, @Nullable Bytes stored) {
    Set<Bytes> keys = new HashSet<>(held.unchanged.keySet());
    held.writes.sorted().forEach(write -> keys.add(write.getKey()));
    CompletableFuture<CommitOutcome> result = new CompletableFuture<>();
    var unused =
        context
            .exclusiveCommits()
            .run(keys, () -> persistExclusively(held, stored, result))
            .exceptionally(
                error -> {
                  result.completeExceptionally(error);
                  return null;
                });
    return result;
  }

  /**
   * Completes when the keys are free again. That may be later than the answer: while an outcome is
   * unknown, nobody can tell what the newest version is.
   */
  private CompletableFuture<@Nullable Void> persistExclusively(
      Memory held, @Nullable Bytes stored, CompletableFuture<CommitOutcome> result) {
    CompletableFuture<@Nullable Void> free = new CompletableFuture<>();
    var unused =
        validate(reads(held), held.unchanged)
            .thenCompose(valid -> persist(held, stored, () -> free.complete(null)))
            .whenComplete(
                (done, error) -> {
                  if (error == null) {
                    result.complete(done);
                  } else {
                    // The keys may be free already: a commit that fails settles at once.
                    result.completeExceptionally(error);
                    free.completeExceptionally(error);
                  }
                });
    return free;
  }

  private CompletableFuture<?> validate(ReadSet reads, Map<Bytes, Stamp> unchanged) {
    return AsyncLoop.inChunks(
        List.copyOf(unchanged.entrySet()),
        VersionReader.READS_AT_ONCE,
        one ->
            context
                .reader()
                .newest(one.getKey())
                .thenAccept(newest -> requireSame(one.getKey(), reads, one.getValue(), newest)));
  }

  private void requireSame(Bytes key, ReadSet reads, Stamp read, Stamp newest) {
    boolean same = reads.versionRead(key) != null ? !newest.isAfter(read) : reads.isSettled(newest);
    if (!same) {
      context.counters().unchangedRefused.increment();
      throw new EngineException(
          ErrorCode.MUST_RETRY, "Another transaction has changed what this one read");
    }
  }

  @Override
  public void abort() {
    Memory held = memory.getAndSet(null);
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
    Memory held = memory.getAndSet(null);
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
    Memory held = memory.getAndSet(null);
    if (held != null) {
      EngineException reason = expired();
      ended = reason;
      finish(held);
      context.counters().expired.increment();
      outcome.completeExceptionally(reason);
    }
    return true;
  }

  /** Gives everything back. After an unknown outcome that is when it is known. */
  private void finish(Memory held) {
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
