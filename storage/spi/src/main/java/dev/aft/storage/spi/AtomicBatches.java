package dev.aft.storage.spi;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The power to write several keys at once, all or nothing, if some keys are absent. A store that
 * has it commits a transaction in one call.
 */
public interface AtomicBatches {
  /**
   * Writes all {@code conditions} and the whole {@code batch} atomically if none of the keys of the
   * conditions exists. Readers see all or nothing of it, key by key in any order. Linearizable in
   * each condition, like {@link Store#createIfAbsent}: of calls that share a key of their
   * conditions at most one gets {@link CreateResult#CREATED}. Concurrent calls may share one
   * durable write.
   *
   * @param conditions their keys differ, and none is in the batch; two with one key fail the future
   *     with {@link IllegalArgumentException}. None at all: the batch is written
   * @return {@link CreateResult#EXISTED} when a key existed and nothing was written
   */
  CompletableFuture<CreateResult> commitIfAbsent(List<Entry> conditions, WriteBatch batch);

  /** Like {@link #commitIfAbsent(List, WriteBatch)} with one condition. */
  default CompletableFuture<CreateResult> commitIfAbsent(Entry condition, WriteBatch batch) {
    return commitIfAbsent(List.of(condition), batch);
  }

  /** For implementations: refuses conditions of which two have the same key. */
  static void requireDistinct(List<Entry> conditions) {
    for (int i = 1; i < conditions.size(); i++) {
      Bytes key = conditions.get(i).key();
      for (int j = 0; j < i; j++) {
        if (key.equals(conditions.get(j).key())) {
          throw new IllegalArgumentException("Two conditions have the same key. key=" + key);
        }
      }
    }
  }

  /** Applies {@code batch} atomically, without a condition. */
  CompletableFuture<Void> commit(WriteBatch batch);

  /**
   * The largest {@link WriteBatch#sizeBytes}, keys and values of the conditions counted too, that
   * one call may take; more fails, not done. Of very many small keys a store may take less, see
   * {@link #accepts}.
   */
  long maxBatchBytes();

  /**
   * Whether {@link #commitIfAbsent} takes this as far as its size goes; what it does not take fails
   * with {@code TOO_LARGE}, not done. A store that counts more than bytes says so here.
   */
  default boolean accepts(List<Entry> conditions, WriteBatch batch) {
    long bytes = batch.sizeBytes() + WriteBatch.ofWrites(conditions).sizeBytes();
    return bytes <= maxBatchBytes();
  }
}
