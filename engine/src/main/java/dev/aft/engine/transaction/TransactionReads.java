package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.engine.future.Futures;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How one transaction reads: what it has written itself, else what was committed, under the rule.
 * The first read takes the snapshot. What it has seen outlives the transaction, for its causality
 * token; the read set does not.
 */
final class TransactionReads {
  private final AftTransaction transaction;
  private final TransactionContext context;

  /** What it has seen, and written once committed; null while that is nothing. */
  private volatile @Nullable SeenCommits seen;

  /** What was committed when it first read; null until then. */
  private volatile @Nullable CommitSnapshot snapshot;

  TransactionReads(AftTransaction transaction, TransactionContext context) {
    this.transaction = transaction;
    this.context = context;
  }

  /** The read set, begun with a snapshot when this is the first read. */
  ReadSet begun(TransactionMemory held) {
    ReadSet reads = held.reads;
    if (reads == null) {
      reads = context.newReadSet(seen());
      snapshot = reads.snapshot();
      held.reads = reads;
    }
    return reads;
  }

  /** What has been seen so far; to be told of everything that the transaction reads or writes. */
  SeenCommits seen() {
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

  CompletableFuture<Optional<Bytes>> read(Bytes key) {
    try {
      TransactionMemory held = transaction.running();
      WriteBuffer.Write written = held.writes.find(key);
      if (written != null) {
        return untilEnd(held, readWritten(written));
      }
      return untilEnd(held, context.reader().read(key, begun(held)));
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * The answer of a read, unless the transaction has ended meanwhile: since then garbage collection
   * may have taken what it was reading, so neither a value nor that there is none says anything.
   */
  <T> CompletableFuture<T> untilEnd(TransactionMemory held, CompletableFuture<T> read) {
    if (read.isDone() && !read.isCompletedExceptionally() && transaction.holds(held)) {
      return read;
    }
    return read.handle(
        (answer, error) -> {
          transaction.running();
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
        .load(transaction.id(), List.of(written))
        .thenApply(values -> Optional.ofNullable(values.get(0)));
  }

  CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys) {
    try {
      TransactionMemory held = transaction.running();
      ReadSet reads = begun(held);
      List<Optional<Bytes>> values = new ArrayList<>(keys.size());
      return untilEnd(
          held,
          context
              .reader()
              .prefetch(unwritten(keys, held), reads)
              .thenCompose(done -> AsyncLoop.whileTrue(() -> readNext(keys, values)))
              .thenApply(done -> values));
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  CompletableFuture<List<Optional<Bytes>>> readExpectingNone(List<Bytes> keys) {
    try {
      TransactionMemory held = transaction.running();
      ReadSet reads = begun(held);
      List<Bytes> ascending = ascending(keys);
      if (keys.size() < 2 || ascending.isEmpty() || isKnown(ascending, held, reads)) {
        return readMany(keys);
      }
      CompletableFuture<Boolean> vacant =
          untilEnd(held, context.reader().readVacant(ascending, reads));
      return Futures.then(vacant, none -> none ? absent(keys.size()) : readMany(keys));
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletableFuture<List<Optional<Bytes>>> absent(int count) {
    return CompletableFuture.completedFuture(Collections.nCopies(count, Optional.empty()));
  }

  /** Whether any of the keys, which ascend, was written or perhaps read before. */
  private static boolean isKnown(List<Bytes> keys, TransactionMemory held, ReadSet reads) {
    return reads.hasReadAny(keys) || held.writes.hasAny(keys);
  }

  /** The keys in ascending order; none when one is there twice. */
  private static List<Bytes> ascending(List<Bytes> keys) {
    if (Bytes.ascend(keys)) {
      return keys;
    }
    List<Bytes> sorted = new ArrayList<>(keys);
    sorted.sort(null);
    return Bytes.ascend(sorted) ? sorted : List.of();
  }

  private static List<Bytes> unwritten(List<Bytes> keys, TransactionMemory held) {
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
  private CompletableFuture<Boolean> readNext(List<Bytes> keys, List<Optional<Bytes>> values) {
    while (values.size() < keys.size()) {
      CompletableFuture<Optional<Bytes>> value = readOne(keys.get(values.size()));
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
  private CompletableFuture<Optional<Bytes>> readOne(Bytes key) {
    TransactionMemory held = transaction.running();
    WriteBuffer.Write written = held.writes.find(key);
    return written == null ? context.reader().read(key, begun(held)) : readWritten(written);
  }

  TransactionScan scan(KeyRange range, ScanDirection direction) {
    TransactionMemory held = transaction.running();
    begun(held);
    return new AftTransactionScan(transaction, context, range, direction, held.writes.startScan());
  }

  /** Everything seen so far, as a later transaction may ask for it. */
  CausalityToken token() {
    SeenCommits known = seen;
    return known == null ? CausalityToken.EMPTY : known.token();
  }
}
