package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One AFT transaction: read atomic isolation, repeatable reads, read-your-writes, and a commit that
 * is durable and visible as a whole or not at all.
 *
 * <p><b>Threads.</b> Used by one caller at a time, from any thread; the deadline may abort it from
 * another at any moment, after which every call fails with {@link
 * dev.aft.engine.ErrorCode#TRANSACTION_EXPIRED}.
 *
 * <p><b>Errors</b> are {@link dev.aft.engine.EngineException}s, in the future where there is one.
 * An error leaves read set and write buffer as they were.
 */
public interface Transaction {
  /**
   * Known from begin; created on first use, so that a transaction nobody asks about pays nothing.
   */
  TransactionId id();

  /** Whether any write is buffered: a commit without writes touches no storage. */
  boolean hasWrites();

  /** The value of {@code key} under the read rule, or empty when the key is absent. */
  CompletableFuture<Optional<Bytes>> read(Bytes key);

  /** Like {@link #read} for each key, in the order given, with one trip to the store at most. */
  CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys);

  /**
   * Like {@link #readMany} for keys of which most likely none exists: where they lie side by side
   * in a part of the key space in which nothing is, one look at it answers for all.
   */
  default CompletableFuture<List<Optional<Bytes>>> readExpectingNone(List<Bytes> keys) {
    return readMany(keys);
  }

  /** Reads a range; the transaction remembers it, absent keys included. */
  TransactionScan scan(KeyRange range, ScanDirection direction);

  /**
   * To be awaited before writes of about as many bytes: lets values go from memory to the store
   * when the write buffer, or those of all transactions together, would pass their memory. Nearly
   * always completed already. Fails with what the store says when it cannot; nothing is lost then.
   */
  CompletableFuture<Void> makeRoom(long bytes);

  /**
   * Buffers a write, visible to this transaction only until commit. Does not wait for memory: see
   * {@link #makeRoom}.
   *
   * @throws dev.aft.engine.EngineException {@code LIMIT_EXCEEDED} for a key, value or buffer over
   *     its bound; the buffer is as before
   */
  void write(Bytes key, Bytes value);

  /** Buffers a delete; deleting an absent key is no error. */
  void delete(Bytes key);

  /**
   * Has everything in {@code range} removed some time after the commit, when no transaction can
   * need it any more. Changes nothing that any transaction reads. The caller sees to it that
   * transactions which begin later use no key of the range.
   */
  void dropRange(KeyRange range);

  /**
   * Makes the commit fail with {@link dev.aft.engine.ErrorCode#MUST_RETRY} if another transaction
   * that asked the same of {@code key} has committed a newer version of it than this one read. The
   * key must have been read, or written by this transaction. Used where a lost update would break
   * the store: the catalog, and FOR UPDATE. A commit without writes can lose no update and does not
   * fail.
   */
  void requireUnchanged(Bytes key);

  /** Marks a state of the write buffer to return to. A name used again hides the older one. */
  void setSavepoint(String name);

  /**
   * Forgets the savepoint and all set after it; their writes stay.
   *
   * @throws dev.aft.engine.EngineException {@code NO_SUCH_SAVEPOINT}
   */
  void releaseSavepoint(String name);

  /**
   * Takes the write buffer back to the savepoint, which stays set. What was read stays read.
   *
   * @throws dev.aft.engine.EngineException {@code NO_SUCH_SAVEPOINT}
   */
  void rollbackToSavepoint(String name);

  /**
   * Marks the state of the write buffer and its savepoints to return to. Savepoints do not touch a
   * mark: a state is still there when the transaction has rolled back to a savepoint set before it.
   *
   * @return the number of the mark: one more than marks before it
   * @throws dev.aft.engine.EngineException {@code LIMIT_EXCEEDED} when the write buffer is full;
   *     nothing is marked
   */
  int setMark();

  /**
   * Takes the write buffer and its savepoints back to a mark, which stays set; later marks are
   * gone. What was read stays read.
   *
   * @param mark a number that {@link #setMark} returned and that is not gone
   */
  void returnToMark(int mark);

  /**
   * Commits. The transaction is finished whatever the answer; asked again, the answer is the same.
   * A transaction past its deadline fails with {@code TRANSACTION_EXPIRED}, a failed {@link
   * #requireUnchanged} with {@code MUST_RETRY}, a full store with {@code STORAGE_FULL}; those three
   * are definite: nothing was written. {@link CommitOutcome.Unknown} only when the store could not
   * be asked.
   */
  default CompletableFuture<CommitOutcome> commit() {
    return commit(null);
  }

  /**
   * Commits like {@link #commit()} and stores {@code result} in the same atomic commit, for whoever
   * asks for the outcome or begins with the same idempotency key. A transaction with a result or an
   * idempotency key is recorded also when it has written nothing. Fails with {@link
   * AlreadyCommittedException} when another transaction with the same idempotency key was first;
   * nothing was written then.
   *
   * @param result at most {@code resultBytes} in UTF-8, else {@code LIMIT_EXCEEDED} and the
   *     transaction is still running; null for none
   */
  CompletableFuture<CommitOutcome> commit(@Nullable String result);

  /**
   * Fails with {@link AlreadyCommittedException} when another transaction with the same idempotency
   * key has committed since this one began: what stands in the way of this one may be the work of
   * that one. Completes otherwise, also when the transaction has no key. One read of the store.
   */
  CompletableFuture<@Nullable Void> requireUndone();

  /**
   * Has {@code action} done when the transaction has committed, before {@link #commit} says so.
   * There is one such action, the last one given; what it answers is waited for, and its failure
   * does not change the outcome.
   */
  void beforeAcknowledged(Supplier<CompletableFuture<@Nullable Void>> action);

  /**
   * What the transaction has seen so far, and written once it is committed. Answers after the end
   * too.
   */
  CausalityToken causalityToken();

  /** Drops everything. Harmless when already finished. */
  void abort();

  /** Whether commit or abort was called or the deadline has passed. */
  boolean isFinished();
}
