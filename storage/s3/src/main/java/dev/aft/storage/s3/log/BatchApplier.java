package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.Runs;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Applies batches to the memory tables in the order of the log: the same when they are written and
 * when they are read again. One batch at a time.
 */
final class BatchApplier {
  private final MemoryTables tables;
  private final Runs runs;
  private final ValueObjects values;

  BatchApplier(MemoryTables tables, Runs runs, ValueObjects values) {
    this.tables = tables;
    this.runs = runs;
    this.values = values;
  }

  /** What will decide about a batch with these conditions. */
  Conditions conditions(List<Bytes> keys) {
    return new Conditions(keys, tables, runs);
  }

  /** Decides and writes. A failure means that an index page was not to be had: nothing is done. */
  CompletableFuture<CreateResult> apply(LogBatch batch) {
    return apply(batch, conditions(batch.conditions().stream().map(LogEntry::key).toList()));
  }

  CompletableFuture<CreateResult> apply(LogBatch batch, Conditions conditions) {
    return conditions.exists().thenApply(exists -> decided(batch, exists));
  }

  private CreateResult decided(LogBatch batch, boolean exists) {
    if (exists) {
      values.deleteAll(batch);
      return CreateResult.EXISTED;
    }
    List<String> hidden = new ArrayList<>(0);
    tables.apply(batch, hidden::add);
    values.delete(hidden);
    return CreateResult.CREATED;
  }
}
