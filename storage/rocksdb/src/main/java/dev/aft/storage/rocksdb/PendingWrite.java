package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.WriteBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A write on its way through the {@link Committer}, and the future of whoever asked for it. */
final class PendingWrite {
  final @Nullable Entry condition;
  final WriteBatch batch;
  final @Nullable KeyRange range;
  final long bytes;
  final CompletableFuture<CreateResult> future = new CompletableFuture<>();

  /** What the committer found; told to the future once the group is durable. */
  CreateResult result = CreateResult.CREATED;

  private PendingWrite(@Nullable Entry condition, WriteBatch batch, @Nullable KeyRange range) {
    this.condition = condition;
    this.batch = batch;
    this.range = range;
    long conditionBytes =
        condition == null ? 0 : condition.key().length() + condition.value().length();
    this.bytes = batch.sizeBytes() + conditionBytes;
  }

  static PendingWrite of(WriteBatch batch) {
    return new PendingWrite(null, batch, null);
  }

  static PendingWrite ifAbsent(Entry condition, WriteBatch batch) {
    return new PendingWrite(condition, batch, null);
  }

  static PendingWrite rangeDelete(KeyRange range) {
    return new PendingWrite(null, WriteBatch.ofWrites(List.of()), range);
  }

  /** Does nothing; wakes the committer up. */
  static PendingWrite nothing() {
    return of(WriteBatch.ofWrites(List.of()));
  }
}
