package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes transactions durable: one atomic batch where the store can, else journal entry, versions
 * and commit record in this order. The commit record decides; nothing after it can fail. Adds no
 * thread of its own: what follows a store call runs on the thread that completes it.
 */
final class Committer {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final long ASK_AGAIN_MILLIS = 1000;

  /** Bytes of versions that one write in steps carries, unless one version alone is larger. */
  private static final int STEP_BYTES = 4 << 20;

  /** The largest journal entry: stores take it in one write, garbage collection in one read. */
  private static final int JOURNAL_BYTES = 16 << 20;

  /** Publishing more keys than that would keep the store's thread from other commits. */
  private static final int PUBLISHED_AT_ONCE = 256;

  /**
   * What a transaction hands over at commit.
   *
   * @param whenSettled runs once what became of the commit is known and published; after an unknown
   *     outcome that is later than the answer
   */
  record Work(
      TransactionId id,
      SortedMap<Bytes, WriteBuffer.Write> writes,
      List<KeyRange> dropped,
      Runnable whenSettled) {
    /**
     * Less than what an atomic batch of it takes; costs no encoding. Spilled values fit in none.
     */
    long leastBytes() {
      long bytes = 0;
      for (Map.Entry<Bytes, WriteBuffer.Write> write : writes.entrySet()) {
        if (write.getValue().isSpilled()) {
          return Long.MAX_VALUE;
        }
        bytes += 2L * write.getKey().length() + write.getValue().length();
      }
      return bytes;
    }
  }

  /** A commit under way. */
  private record Attempt(Work work, Stamp stamp, CommitRecord record, long startNanos) {
    TransactionId id() {
      return work.id();
    }
  }

  private final Store store;
  private final DurableSteps steps;
  private final CommitRecords records;
  private final VersionIndex index;
  private final CommitSequencer sequencer;
  private final EngineEnvironment environment;
  private final Background background;
  private final long maxCommitNanos;
  private final Counters counters;

  Committer(
      Store store,
      CommitRecords records,
      VersionIndex index,
      CommitSequencer sequencer,
      EngineEnvironment environment,
      long maxCommitNanos,
      Counters counters) {
    this.store = store;
    this.steps = new DurableSteps(store, environment.failPoints());
    this.records = records;
    this.index = index;
    this.sequencer = sequencer;
    this.environment = environment;
    this.background = new Background(environment.worker());
    this.maxCommitNanos = maxCommitNanos;
    this.counters = counters;
  }

  /** Commits; fails with an EngineException when definitely nothing was committed. */
  CompletableFuture<CommitOutcome> commit(Work work) {
    Stamp stamp = sequencer.begin(work.id());
    Attempt attempt =
        new Attempt(work, stamp, new CommitRecord(true, stamp), environment.nanoTime().getAsLong());
    CompletableFuture<CommitOutcome> result = new CompletableFuture<>();
    var unused =
        decide(attempt).whenComplete((created, error) -> settle(attempt, created, error, result));
    return result;
  }

  private CompletableFuture<CreateResult> decide(Attempt attempt) {
    try {
      Entry condition = new Entry(StorageLayout.recordKey(attempt.id()), attempt.record().encode());
      if (attempt.work().leastBytes() <= steps.maxBatchBytes()) {
        WriteBatch batch = WriteBatch.ofWrites(entries(attempt));
        long size = batch.sizeBytes() + condition.key().length() + condition.value().length();
        if (size <= steps.maxBatchBytes()) {
          return steps.commitIfAbsent(DurableStep.COMMIT_BATCH, condition, batch);
        }
      }
      return decideInSteps(attempt, condition);
    } catch (RuntimeException | Error e) {
      // Nothing was handed to the store. Out of memory while encoding, for example.
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<CreateResult> decideInSteps(Attempt attempt, Entry condition) {
    Entry journal = journal(attempt, JournalEntry.Kind.AHEAD);
    if (journal.value().length() > JOURNAL_BYTES) {
      throw new EngineException(
          ErrorCode.LIMIT_EXCEEDED,
          "The transaction has written too many or too long keys: max-transaction-key-size="
              + JOURNAL_BYTES);
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
              return steps.createIfAbsent(DurableStep.COMMIT_RECORD, condition);
            });
  }

  private CompletableFuture<Void> writeVersions(Attempt attempt) {
    SortedMap<Bytes, WriteBuffer.Write> writes = attempt.work().writes();
    Iterator<Map.Entry<Bytes, WriteBuffer.Write>> rest = writes.entrySet().iterator();
    boolean alone = writes.size() == 1;
    return AsyncLoop.whileTrue(
        () -> {
          List<Bytes> keys = new ArrayList<>();
          List<WriteBuffer.Write> step = new ArrayList<>();
          for (long bytes = 0; rest.hasNext() && bytes < STEP_BYTES; ) {
            Map.Entry<Bytes, WriteBuffer.Write> write = rest.next();
            bytes += write.getKey().length() + write.getValue().length();
            keys.add(write.getKey());
            step.add(write.getValue());
          }
          return Spill.load(store, attempt.id(), step)
              .thenCompose(values -> writeVersions(attempt, keys, values, alone))
              .thenApply(done -> rest.hasNext());
        });
  }

  private CompletableFuture<Void> writeVersions(
      Attempt attempt, List<Bytes> keys, List<@Nullable Bytes> values, boolean alone) {
    List<Entry> step = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      step.add(version(attempt, keys.get(i), values.get(i), alone, false));
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

  /** The versions of an attempt, then its journal entry. */
  private static List<Entry> entries(Attempt attempt) {
    SortedMap<Bytes, WriteBuffer.Write> writes = attempt.work().writes();
    boolean alone = writes.size() == 1;
    List<Entry> entries = new ArrayList<>(writes.size() + 1);
    for (Map.Entry<Bytes, WriteBuffer.Write> write : writes.entrySet()) {
      entries.add(version(attempt, write.getKey(), write.getValue().value(), alone, true));
    }
    entries.add(journal(attempt, JournalEntry.Kind.ATOMIC));
    return entries;
  }

  private static Entry version(
      Attempt attempt, Bytes key, @Nullable Bytes value, boolean alone, boolean atomic) {
    return new StoredVersion(key, attempt.stamp(), value, alone, atomic).encode();
  }

  private static Entry journal(Attempt attempt, JournalEntry.Kind kind) {
    Work work = attempt.work();
    JournalEntry journal =
        new JournalEntry(kind, List.copyOf(work.writes().keySet()), work.dropped());
    return new Entry(StorageLayout.journalKey(attempt.stamp()), journal.encode());
  }

  private void settle(
      Attempt attempt,
      @Nullable CreateResult created,
      @Nullable Throwable error,
      CompletableFuture<CommitOutcome> result) {
    Throwable cause = error == null ? null : StorageErrors.unwrap(error);
    if (created == CreateResult.CREATED) {
      finish(attempt, true, result);
    } else if (created == CreateResult.EXISTED || cause instanceof UnknownOutcomeException) {
      askRecord(attempt, result);
    } else {
      counters.failed.increment();
      sequencer.finish(attempt.stamp());
      result.completeExceptionally(
          StorageErrors.toEngine(cause == null ? new IllegalStateException("no result") : cause));
      attempt.work().whenSettled().run();
    }
  }

  private void finish(Attempt attempt, boolean committed, CompletableFuture<CommitOutcome> result) {
    if (!committed) {
      counters.fenced.increment();
      sequencer.finish(attempt.stamp());
      result.complete(new CommitOutcome.Aborted("An abort record was found or created"));
      attempt.work().whenSettled().run();
    } else if (attempt.work().writes().size() <= PUBLISHED_AT_ONCE) {
      finishCommitted(attempt, result);
    } else {
      background.execute(() -> finishCommitted(attempt, result));
    }
  }

  private void finishCommitted(Attempt attempt, CompletableFuture<CommitOutcome> result) {
    publish(attempt);
    counters.committed.increment();
    result.complete(new CommitOutcome.Committed());
    attempt.work().whenSettled().run();
  }

  private void publish(Attempt attempt) {
    SortedMap<Bytes, WriteBuffer.Write> writes = attempt.work().writes();
    WrittenKeys all = WrittenKeys.of(List.copyOf(writes.keySet()));
    WrittenKeys cowritten = all.isSmall() ? all : null;
    sequencer.beginPublishing(attempt.stamp());
    for (Map.Entry<Bytes, WriteBuffer.Write> write : writes.entrySet()) {
      if (write.getValue().isSpilled()) {
        index.forget(write.getKey());
        continue;
      }
      KeyVersion version = new KeyVersion(attempt.stamp(), write.getValue().value(), cowritten);
      index.publish(write.getKey(), version, sequencer);
    }
    sequencer.finish(attempt.stamp());
  }

  /** Finds out by the commit record; when there is none, an abort record makes that final. */
  private void askRecord(Attempt attempt, CompletableFuture<CommitOutcome> result) {
    var unused =
        outcome(attempt.id())
            .whenComplete(
                (record, error) -> {
                  if (record != null) {
                    finish(attempt, record.equals(attempt.record()), result);
                  } else {
                    postpone(attempt, result, error);
                  }
                });
  }

  private void postpone(
      Attempt attempt, CompletableFuture<CommitOutcome> result, @Nullable Throwable error) {
    if (!result.isDone()) {
      counters.unknown.increment();
      LOG.warn("Commit outcome not known yet: transaction={}", attempt.id(), error);
    }
    result.complete(new CommitOutcome.Unknown(attempt.id()));
    if (!environment.scheduler().isShutdown()) {
      var unused =
          environment
              .scheduler()
              .schedule(() -> askRecord(attempt, result), ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * The final outcome of a transaction: its record, or an abort record that is created if there is
   * none. Whoever creates first decides.
   */
  CompletableFuture<CommitRecord> outcome(TransactionId id) {
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
        .thenCompose(
            created ->
                created == CreateResult.CREATED
                    ? CompletableFuture.completedFuture(abort)
                    : records
                        .read(id)
                        .thenApply(
                            found ->
                                found.orElseThrow(
                                    () -> StorageLayout.corrupt("a commit record", null))));
  }
}
