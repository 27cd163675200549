package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Makes the outcome of a transaction final, whoever ran it: its commit record decides, and where
 * there is none an abort record is created. Whoever creates first decides. Thread-safe.
 */
final class Outcomes {
  private final DurableSteps steps;
  private final CommitRecords records;
  private final CommitSequencer sequencer;

  Outcomes(DurableSteps steps, CommitRecords records, CommitSequencer sequencer) {
    this.steps = steps;
    this.records = records;
    this.sequencer = sequencer;
  }

  /** The outcome as recorded: committed or aborted; empty when nothing has been decided. */
  CompletableFuture<Optional<CommitRecord>> find(TransactionId id) {
    return records.read(id);
  }

  /** The final outcome of a transaction. Never asked for one whose record may be collected. */
  CompletableFuture<CommitRecord> decide(TransactionId id) {
    return records
        .read(id)
        .thenCompose(
            found ->
                found.isPresent() ? CompletableFuture.completedFuture(found.get()) : fence(id));
  }

  /** The journal entry comes first, so that garbage collection finds the abort record one day. */
  private CompletableFuture<CommitRecord> fence(TransactionId id) {
    Stamp stamp = sequencer.begin(id);
    CommitRecord abort = new CommitRecord(false, stamp);
    JournalEntry entry = new JournalEntry(JournalEntry.Kind.ABORT, List.of(), List.of());
    Entry journal = new Entry(StorageLayout.journalKey(stamp), entry.encode());
    Entry record = new Entry(StorageLayout.recordKey(id), abort.encode());
    return steps
        .write(DurableStep.FENCE_JOURNAL, List.of(journal))
        .thenCompose(done -> steps.createIfAbsent(DurableStep.FENCE_RECORD, record))
        .whenComplete((created, error) -> sequencer.finish(stamp))
        .handle(Creation::new)
        .thenCompose(creation -> fenced(id, abort, creation));
  }

  private CompletableFuture<CommitRecord> fenced(
      TransactionId id, CommitRecord abort, Creation creation) {
    if (creation.isDone()) {
      return CompletableFuture.completedFuture(abort);
    }
    Throwable failure = creation.failure();
    return failure != null
        ? CompletableFuture.failedFuture(failure)
        : records
            .read(id)
            .thenApply(found -> found.orElseThrow(() -> creation.undecided("a commit record")));
  }

  /** What a commit stored, wherever it lies. */
  CompletableFuture<Optional<Bytes>> resultOf(CommitRecord record) {
    Bytes key = record.key();
    if (!record.committed() || key == null) {
      return CompletableFuture.completedFuture(Optional.ofNullable(record.result()));
    }
    return records
        .keys()
        .find(key)
        .thenApply(
            found ->
                found.filter(own -> own.stamp().equals(record.stamp())).map(KeyRecord::result));
  }
}
