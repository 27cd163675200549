package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The commit of one transaction that has something to make durable: checks what must be unchanged,
 * waits for the spill, hands the write buffer to the {@link Committer}. Made once the memory was
 * taken away from the transaction, so nothing is added to what it commits.
 */
final class TransactionCommit {
  private final AftTransaction transaction;
  private final TransactionContext context;
  private final TransactionMemory held;
  private final @Nullable Bytes result;

  /**
   * A commit to be {@link #run}.
   *
   * @param held what the transaction held; given back as soon as it is known what became of it
   * @param result what the commit stores, in UTF-8; null for none
   */
  TransactionCommit(
      AftTransaction transaction,
      TransactionContext context,
      TransactionMemory held,
      @Nullable Bytes result) {
    this.transaction = transaction;
    this.context = context;
    this.held = held;
    this.result = result;
  }

  /** Commits; fails when definitely nothing was committed. */
  CompletableFuture<CommitOutcome> run() {
    boolean exclusive = !held.unchanged.isEmpty() && !held.writes.isEmpty();
    return exclusive ? persistIfUnchanged() : persist(() -> {});
  }

  private CompletableFuture<CommitOutcome> persist(Runnable whenSettled) {
    Spill spill = transaction.spillOf(held);
    if (spill == null) {
      return persistAll(whenSettled);
    }
    // Until the commit has its stamp, the snapshot is what garbage collection sees of it.
    transaction.reads().begun(held);
    return spill.seal().thenCompose(done -> persistAll(whenSettled));
  }

  private CompletableFuture<CommitOutcome> persistAll(Runnable whenSettled) {
    transaction.requireCommitInTime();
    return context
        .committer()
        .commit(
            new Committer.Work(
                transaction.id(),
                held.writes.sorted(),
                List.copyOf(held.writes.droppedRanges()),
                transaction.idempotencyKey(),
                result,
                stamp -> transaction.reads().seen().add(stamp),
                () -> {
                  whenSettled.run();
                  transaction.finish(held);
                }));
  }

  private CompletableFuture<CommitOutcome> persistIfUnchanged() {
    Set<Bytes> keys = new HashSet<>(held.unchanged.keySet());
    held.writes.sorted().forEach(write -> keys.add(write.getKey()));
    CompletableFuture<CommitOutcome> answer = new CompletableFuture<>();
    var unused =
        context
            .exclusiveCommits()
            .run(keys, () -> persistExclusively(answer))
            .exceptionally(
                error -> {
                  answer.completeExceptionally(error);
                  return null;
                });
    return answer;
  }

  /**
   * Completes when the keys are free again. That may be later than the answer: while an outcome is
   * unknown, nobody can tell what the newest version is.
   */
  private CompletableFuture<@Nullable Void> persistExclusively(
      CompletableFuture<CommitOutcome> answer) {
    CompletableFuture<@Nullable Void> free = new CompletableFuture<>();
    var unused =
        validate(transaction.reads().begun(held))
            .thenCompose(valid -> persist(() -> free.complete(null)))
            .whenComplete(
                (done, error) -> {
                  if (error == null) {
                    answer.complete(done);
                  } else {
                    // The keys may be free already: a commit that fails settles at once.
                    answer.completeExceptionally(error);
                    free.completeExceptionally(error);
                  }
                });
    return free;
  }

  private CompletableFuture<?> validate(ReadSet reads) {
    return AsyncLoop.inChunks(
        List.copyOf(held.unchanged.entrySet()),
        VersionReader.READS_AT_ONCE,
        one ->
            context
                .reader()
                .newest(one.getKey())
                .thenAccept(newest -> requireSame(one, reads, newest)));
  }

  private void requireSame(Map.Entry<Bytes, Stamp> unchanged, ReadSet reads, Stamp newest) {
    boolean same =
        reads.versionRead(unchanged.getKey()) != null
            ? !newest.isAfter(unchanged.getValue())
            : reads.isSettled(newest);
    if (!same) {
      context.counters().unchangedRefused.increment();
      throw new EngineException(
          ErrorCode.MUST_RETRY, "Another transaction has changed what this one read");
    }
  }
}
