package dev.aft.engine.transaction;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Begins transactions over one store. Thread-safe. */
public interface TransactionManager extends AutoCloseable {
  /**
   * Begins a transaction; no I/O.
   *
   * @throws IllegalArgumentException for options that need I/O: use {@link #beginWhenReady}
   */
  Transaction begin(TransactionOptions options);

  /**
   * Begins a transaction once the node has heard of all that {@code options.after()} names, and
   * unless work with {@code options.idempotencyKey()} is committed. A key whose work is not
   * committed is no obstacle, also while another attempt with it is running: the first to commit
   * wins, and the commit of any other fails with {@link AlreadyCommittedException}.
   *
   * <p>Fails with {@link AlreadyCommittedException}, with {@code CAUSALITY_TIMEOUT} when the node
   * has not heard in time, with {@code INVALID_PARAMETER_VALUE} for an empty key and {@code
   * LIMIT_EXCEEDED} for one that is too long.
   */
  CompletableFuture<Transaction> beginWhenReady(TransactionOptions options);

  /**
   * What became of a transaction, whichever node ran it. Asked to be final, an unfinished
   * transaction is fenced: an abort record makes its commit impossible, and if it runs on this node
   * it is aborted at once.
   *
   * <p>Fails with {@code OUTCOME_FORGOTTEN} when the transaction is so old that its record may have
   * been collected, and with {@code INVALID_PARAMETER_VALUE} for an id that no node can have made.
   */
  CompletableFuture<TransactionOutcome> outcome(TransactionId id, boolean isFinal);

  /**
   * What distinguishes the store from any other: only nodes of one store know the same outcomes.
   */
  String storeId();

  /** Whether another transaction with this idempotency key is running on this node. */
  boolean isRunningWithKey(String idempotencyKey, @Nullable Long keyOwner);

  /** Counters and gauges by name: a snapshot, for metrics. */
  Map<String, Long> statistics();

  /** Stops garbage collection after the step under way; nothing else depends on it. */
  void pauseCollection();

  void resumeCollection();

  /** Aborts running transactions, finishes commits under way, and stops background work. */
  @Override
  void close();
}
