package dev.aft.engine.transaction;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.transaction.CommitWriter.Attempt;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes transactions durable and tells what became of them. The commit record decides (with an
 * idempotency key: the key record, too); nothing after it can fail. Adds no thread of its own: what
 * follows a store call runs on the thread that completes it.
 */
final class Committer {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  /**
   * Publishing more keys than that would keep the store's thread from other commits. The versions
   * of such a commit do not enter the version index: nobody is likely to read all of them soon, and
   * they would drive out of it what is read. Whoever reads one brings it in.
   */
  private static final int PUBLISHED_AT_ONCE = 256;

  /**
   * What a transaction hands over at commit.
   *
   * @param writes in the order of their keys
   * @param key the idempotency key in UTF-8; null for none
   * @param result what the commit stores, in UTF-8; null for none
   * @param whenCommitted told the stamp before anybody hears of the commit
   * @param whenSettled runs once what became of the commit is known and published; after an unknown
   *     outcome that is later than the answer, and until then the writes take memory
   */
  record Work(
      TransactionId id,
      List<Map.Entry<Bytes, WriteBuffer.Write>> writes,
      List<KeyRange> dropped,
      @Nullable Bytes key,
      @Nullable Bytes result,
      Consumer<Stamp> whenCommitted,
      Runnable whenSettled) {
    /**
     * Less than what an atomic batch of it takes; costs no encoding. Spilled values fit in none.
     */
    long leastBytes() {
      long bytes = 0;
      for (Map.Entry<Bytes, WriteBuffer.Write> write : writes) {
        if (write.getValue().isSpilled()) {
          return Long.MAX_VALUE;
        }
        bytes += 2L * write.getKey().length() + write.getValue().length();
      }
      return bytes;
    }

    List<Bytes> keys() {
      List<Bytes> keys = new ArrayList<>(writes.size());
      writes.forEach(write -> keys.add(write.getKey()));
      return keys;
    }
  }

  private final CommitWriter writer;
  private final Outcomes outcomes;
  private final KeyRecords keys;
  private final VersionIndex index;
  private final CommitSequencer sequencer;
  private final EngineEnvironment environment;
  private final Background background;
  private final Counters counters;
  private final OpenQuestions questions;

  Committer(
      CommitWriter writer,
      Outcomes outcomes,
      KeyRecords keys,
      VersionIndex index,
      CommitSequencer sequencer,
      EngineEnvironment environment,
      Counters counters) {
    this.writer = writer;
    this.outcomes = outcomes;
    this.keys = keys;
    this.index = index;
    this.sequencer = sequencer;
    this.environment = environment;
    this.background = new Background(environment.worker());
    this.counters = counters;
    this.questions = new OpenQuestions(environment.scheduler());
  }

  /** Commits; fails with an EngineException when definitely nothing was committed. */
  CompletableFuture<CommitOutcome> commit(Work work) {
    Stamp stamp = sequencer.begin(work.id());
    Attempt attempt = new Attempt(work, stamp, environment.nanoTime().getAsLong());
    CompletableFuture<CommitOutcome> result = new CompletableFuture<>();
    var unused =
        writer
            .write(attempt)
            .whenComplete((created, error) -> settle(attempt, created, error, result));
    return result;
  }

  private void settle(
      Attempt attempt,
      @Nullable CreateResult created,
      @Nullable Throwable error,
      CompletableFuture<CommitOutcome> result) {
    Throwable cause = error == null ? null : StorageErrors.unwrap(error);
    if (created == CreateResult.CREATED) {
      finish(attempt, true, result);
    } else if (created == CreateResult.EXISTED) {
      askKeyRecord(attempt, result);
    } else if (cause instanceof UnknownOutcomeException) {
      askRecord(attempt, result);
    } else {
      counters.failed.increment();
      fail(
          attempt,
          StorageErrors.toEngine(cause == null ? new IllegalStateException("no result") : cause),
          result);
    }
  }

  private void fail(
      Attempt attempt, EngineException error, CompletableFuture<CommitOutcome> result) {
    sequencer.finish(attempt.stamp());
    settled(attempt, result.completeExceptionally(error));
  }

  /** What became of it is known; when that was not the first answer, it had been asked for. */
  private void settled(Attempt attempt, boolean first) {
    attempt.work().whenSettled().run();
    if (!first) {
      questions.answered();
    }
  }

  private void finish(Attempt attempt, boolean committed, CompletableFuture<CommitOutcome> result) {
    if (!committed) {
      counters.fenced.increment();
      sequencer.finish(attempt.stamp());
      CommitOutcome aborted = new CommitOutcome.Aborted("An abort record was found or created");
      settled(attempt, result.complete(aborted));
    } else if (attempt.work().writes().size() <= PUBLISHED_AT_ONCE) {
      finishCommitted(attempt, result);
    } else {
      background.execute(() -> finishCommitted(attempt, result));
    }
  }

  private void finishCommitted(Attempt attempt, CompletableFuture<CommitOutcome> result) {
    publish(attempt);
    counters.committed.increment();
    if (attempt.work().key() != null) {
      counters.committedWithKey.increment();
    }
    attempt.work().whenCommitted().accept(attempt.stamp());
    settled(attempt, result.complete(new CommitOutcome.Committed()));
  }

  private void publish(Attempt attempt) {
    List<Map.Entry<Bytes, WriteBuffer.Write>> writes = attempt.work().writes();
    WrittenKeys cowritten = WrittenKeys.carried(attempt.work());
    boolean many = writes.size() > PUBLISHED_AT_ONCE;
    sequencer.beginPublishing(attempt.stamp());
    for (Map.Entry<Bytes, WriteBuffer.Write> write : writes) {
      if (many || write.getValue().isSpilled()) {
        index.forget(write.getKey());
        continue;
      }
      KeyVersion version = new KeyVersion(attempt.stamp(), write.getValue().value(), cowritten);
      index.publish(write.getKey(), version, sequencer);
    }
    sequencer.finish(attempt.stamp());
  }

  /** Something that decides was there: another's key record, or else a commit record. */
  private void askKeyRecord(Attempt attempt, CompletableFuture<CommitOutcome> result) {
    var unused =
        keyRecord(attempt)
            .whenComplete(
                (found, error) -> {
                  KeyRecord record = found == null ? null : found.orElse(null);
                  if (record == null) {
                    askRecord(attempt, result);
                  } else if (record.stamp().id().equals(attempt.id())) {
                    finish(attempt, record.stamp().equals(attempt.stamp()), result);
                  } else {
                    refuse(attempt, record, result);
                  }
                });
  }

  private CompletableFuture<Optional<KeyRecord>> keyRecord(Attempt attempt) {
    Bytes key = attempt.work().key();
    return key == null ? CompletableFuture.completedFuture(Optional.empty()) : keys.find(key);
  }

  private void refuse(Attempt attempt, KeyRecord other, CompletableFuture<CommitOutcome> result) {
    counters.repeated.increment();
    var unused =
        whenOver(other.stamp().id()).thenRun(() -> fail(attempt, other.toException(), result));
  }

  /** Finds out by the commit record; when there is none, an abort record makes that final. */
  private void askRecord(Attempt attempt, CompletableFuture<CommitOutcome> result) {
    var unused =
        outcomes
            .decide(attempt.id())
            .whenComplete(
                (record, error) -> {
                  if (record == null) {
                    postpone(attempt, result, error);
                  } else if (record.committed() && record.isOf(attempt.stamp())) {
                    finish(attempt, true, result);
                  } else {
                    finishAborted(attempt, result);
                  }
                });
  }

  /** Not committed; with a key, that is because the work is done, if another has done it. */
  private void finishAborted(Attempt attempt, CompletableFuture<CommitOutcome> result) {
    var unused =
        keyRecord(attempt)
            .whenComplete(
                (found, error) -> {
                  KeyRecord record = found == null ? null : found.orElse(null);
                  if (record == null) {
                    finish(attempt, false, result);
                  } else {
                    refuse(attempt, record, result);
                  }
                });
  }

  private void postpone(
      Attempt attempt, CompletableFuture<CommitOutcome> result, @Nullable Throwable error) {
    if (!result.isDone()) {
      counters.unknown.increment();
      StorageErrors.warn(LOG, "Commit outcome not known yet: transaction=" + attempt.id(), error);
    }
    result.complete(new CommitOutcome.Unknown(attempt.id()));
    questions.postpone(attempt.id(), () -> askRecord(attempt, result));
  }

  /**
   * Completes when no commit of the transaction is under way on this node. The store may know that
   * it is committed before this node does: nobody is told so before reads find what it wrote.
   */
  CompletableFuture<Void> whenOver(TransactionId id) {
    questions.ask(id);
    return sequencer.whenOver(id);
  }
}
