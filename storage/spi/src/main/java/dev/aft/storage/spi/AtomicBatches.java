package dev.aft.storage.spi;

import java.util.concurrent.CompletableFuture;

/**
 * The power to write several keys at once, all or nothing, if one key is absent. A store that has
 * it commits a transaction in one call.
 */
public interface AtomicBatches {
  /**
   * Writes {@code condition} and the whole {@code batch} atomically if {@code condition.key()} does
   * not exist. Readers see all or nothing of it, key by key in any order. Linearizable in the
   * condition, like {@link Store#createIfAbsent}. Concurrent calls may share one durable write.
   *
   * @return {@link CreateResult#EXISTED} when the key existed and nothing was written
   */
  CompletableFuture<CreateResult> commitIfAbsent(Entry condition, WriteBatch batch);

  /** Applies {@code batch} atomically, without a condition. */
  CompletableFuture<Void> commit(WriteBatch batch);

  /** The largest {@link WriteBatch#sizeBytes} that one call takes; more fails, not done. */
  long maxBatchBytes();
}
