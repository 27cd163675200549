package dev.aft.engine.transaction;

import dev.aft.engine.Bound;
import dev.aft.engine.DurableStep;
import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a commit: one atomic batch where the store can, else journal entry, versions and what
 * decides, in this order. What decides is the commit record and, for a transaction with an
 * idempotency key, the key record: both at once where the store can, else the commit record as
 * prepared first.
 */
final class CommitWriter {
  /** Bytes of versions that one write in steps carries, unless one version alone is larger. */
  private static final int STEP_BYTES = 4 << 20;

  /** The largest journal entry: stores take it in one write, garbage collection in one read. */
  private static final int JOURNAL_BYTES = 16 << 20;

  /**
   * A commit under way.
   *
   * @param startNanos when it began: garbage collection takes what is much older for an orphan
   */
  record Attempt(Committer.Work work, Stamp stamp, long startNanos) {
    TransactionId id() {
      return work.id();
    }

    /** What decides, all to be created together. */
    List<Entry> conditions() {
      Bytes key = work.key();
      if (key == null) {
        return List.of(entry(CommitRecord.Kind.COMMITTED, work.result()));
      }
      Entry keyRecord = KeyRecords.entry(key, new KeyRecord(stamp, work.result()));
      // The commit record first: an outcome that is decided already needs no look at the key.
      return List.of(entry(CommitRecord.Kind.COMMITTED, null), keyRecord);
    }

    private Entry entry(CommitRecord.Kind kind, @Nullable Bytes result) {
      return entry(new CommitRecord(kind, stamp, work.key(), result));
    }

    private Entry entry(CommitRecord record) {
      return new Entry(StorageLayout.recordKey(id()), record.encode());
    }
  }

  private final Store store;
  private final DurableSteps steps;
  private final KeyRecords keys;
  private final EngineEnvironment environment;
  private final long maxCommitNanos;
  private final Counters counters;
  private final Consumer<Stamp> deciding;

  /**
   * A writer of commits.
   *
   * @param deciding told the stamp of a commit before the write that decides
   */
  CommitWriter(
      Store store,
      DurableSteps steps,
      KeyRecords keys,
      EngineEnvironment environment,
      long maxCommitNanos,
      Counters counters,
      Consumer<Stamp> deciding) {
    this.store = store;
    this.steps = steps;
    this.keys = keys;
    this.environment = environment;
    this.maxCommitNanos = maxCommitNanos;
    this.counters = counters;
    this.deciding = deciding;
  }

  /** Existed means that something that decides was there before; nothing is committed then. */
  CompletableFuture<CreateResult> write(Attempt attempt) {
    try {
      if (attempt.work().leastBytes() <= steps.maxBatchBytes()) {
        List<Entry> conditions = attempt.conditions();
        WriteBatch batch = WriteBatch.ofWrites(entries(attempt));
        if (steps.accepts(conditions, batch)) {
          deciding.accept(attempt.stamp());
          return steps
              .commitIfAbsent(DurableStep.COMMIT_BATCH, conditions, batch)
              .exceptionallyCompose(error -> inStepsIfTooLarge(attempt, error));
        }
      }
      return writeInSteps(attempt);
    } catch (RuntimeException | Error e) {
      // Nothing was handed to the store. Out of memory while encoding, for example.
      return CompletableFuture.failedFuture(e);
    }
  }

  /** A store may count more than bytes; too large is not done. */
  private CompletableFuture<CreateResult> inStepsIfTooLarge(Attempt attempt, Throwable error) {
    StorageException failure = StorageException.from(error);
    return failure.reason() == Reason.TOO_LARGE && !(failure instanceof UnknownOutcomeException)
        ? writeInSteps(attempt)
        : CompletableFuture.failedFuture(error);
  }

  private CompletableFuture<CreateResult> writeInSteps(Attempt attempt) {
    Entry journal = journal(attempt, JournalEntry.Kind.AHEAD);
    if (journal.value().length() > JOURNAL_BYTES) {
      throw EngineException.beyond(
          Bound.MAX_TRANSACTION_KEY_SIZE,
          JOURNAL_BYTES,
          "The transaction has written too many or too long keys");
    }
    counters.multiStepCommits.increment();
    return steps
        .write(DurableStep.COMMIT_JOURNAL, List.of(journal))
        .thenCompose(done -> writeVersions(attempt))
        .handle((done, error) -> error)
        .thenCompose(
            error -> {
              if (error != null) {
                // Without a commit record nothing is committed, whatever became of the versions.
                return CompletableFuture.failedFuture(StorageErrors.toEngine(error));
              }
              requireInTime(attempt);
              return decide(attempt);
            });
  }

  private CompletableFuture<CreateResult> decide(Attempt attempt) {
    Bytes key = attempt.work().key();
    if (key == null) {
      deciding.accept(attempt.stamp());
      return steps.createIfAbsent(DurableStep.COMMIT_RECORD, attempt.conditions().get(0));
    }
    Entry expiry = KeyRecords.expiry(key, attempt.stamp());
    if (steps.maxBatchBytes() >= 0) {
      deciding.accept(attempt.stamp());
      return steps.commitIfAbsent(
          DurableStep.COMMIT_RECORD, attempt.conditions(), WriteBatch.ofWrites(List.of(expiry)));
    }
    return steps
        .write(DurableStep.COMMIT_EXPIRY, List.of(expiry))
        .handle((done, error) -> error)
        .thenCompose(
            error ->
                error == null
                    ? prepare(attempt, key)
                    : CompletableFuture.failedFuture(StorageErrors.toEngine(error)));
  }

  private CompletableFuture<CreateResult> prepare(Attempt attempt, Bytes key) {
    CommitRecord prepared =
        new CommitRecord(CommitRecord.Kind.PREPARED, attempt.stamp(), key, attempt.work().result());
    deciding.accept(attempt.stamp());
    return steps
        .createIfAbsent(DurableStep.COMMIT_PREPARED, attempt.entry(prepared))
        .thenCompose(
            created ->
                created == CreateResult.EXISTED
                    ? CompletableFuture.completedFuture(CreateResult.EXISTED)
                    : createKeyRecord(prepared, key));
  }

  private CompletableFuture<CreateResult> createKeyRecord(CommitRecord prepared, Bytes key) {
    return keys.create(prepared, key)
        .handle(
            (record, error) -> {
              if (record == null) {
                // Whoever finds the prepared record goes on with it: this is no failed commit.
                throw new UnknownOutcomeException(
                    Reason.UNAVAILABLE, "The second step of a commit failed. " + error, error);
              }
              return record.committed() ? CreateResult.CREATED : CreateResult.EXISTED;
            });
  }

  private CompletableFuture<Void> writeVersions(Attempt attempt) {
    List<Map.Entry<Bytes, WriteBuffer.Write>> writes = attempt.work().writes();
    Iterator<Map.Entry<Bytes, WriteBuffer.Write>> rest = writes.iterator();
    boolean alone = writes.size() == 1;
    return AsyncLoop.whileTrue(
        () -> {
          List<Bytes> written = new ArrayList<>();
          List<WriteBuffer.Write> step = new ArrayList<>();
          for (long bytes = 0; rest.hasNext() && bytes < STEP_BYTES; ) {
            Map.Entry<Bytes, WriteBuffer.Write> write = rest.next();
            bytes += write.getKey().length() + write.getValue().length();
            written.add(write.getKey());
            step.add(write.getValue());
          }
          return Spill.load(store, attempt.id(), step)
              .thenCompose(values -> writeVersions(attempt, written, values, alone))
              .thenApply(done -> rest.hasNext());
        });
  }

  private CompletableFuture<Void> writeVersions(
      Attempt attempt, List<Bytes> written, List<@Nullable Bytes> values, boolean alone) {
    Bytes suffix = StorageLayout.versionSuffix(attempt.stamp());
    List<Entry> step = new ArrayList<>(written.size());
    for (int i = 0; i < written.size(); i++) {
      step.add(StoredVersion.encode(written.get(i), values.get(i), alone, false, suffix));
    }
    requireInTime(attempt);
    return steps.write(DurableStep.COMMIT_VERSIONS, step);
  }

  /** Garbage collection takes versions without a record for orphans after that time. */
  private void requireInTime(Attempt attempt) {
    if (environment.nanoTime().getAsLong() - attempt.startNanos() > maxCommitNanos) {
      throw AftTransaction.expired();
    }
  }

  /** The versions of an attempt, then its journal entry, then when its key expires. */
  private static List<Entry> entries(Attempt attempt) {
    List<Map.Entry<Bytes, WriteBuffer.Write>> writes = attempt.work().writes();
    Bytes key = attempt.work().key();
    boolean alone = writes.size() == 1;
    Bytes suffix = StorageLayout.versionSuffix(attempt.stamp());
    List<Entry> entries = new ArrayList<>(writes.size() + (key == null ? 1 : 2));
    for (Map.Entry<Bytes, WriteBuffer.Write> write : writes) {
      entries.add(
          StoredVersion.encode(write.getKey(), write.getValue().value(), alone, true, suffix));
    }
    entries.add(journal(attempt, JournalEntry.Kind.ATOMIC));
    if (key != null) {
      entries.add(KeyRecords.expiry(key, attempt.stamp()));
    }
    return entries;
  }

  private static Entry journal(Attempt attempt, JournalEntry.Kind kind) {
    Committer.Work work = attempt.work();
    JournalEntry journal = new JournalEntry(kind, work.keys(), work.dropped());
    return new Entry(StorageLayout.journalKey(attempt.stamp()), journal.encode());
  }
}
