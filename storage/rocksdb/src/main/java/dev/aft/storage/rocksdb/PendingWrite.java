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
  /** Nearly always none or one. */
  final List<Entry> conditions;

  final WriteBatch batch;
  final @Nullable KeyRange range;
  final long bytes;
  final CompletableFuture<CreateResult> future = new CompletableFuture<>();

  /** What the committer found; told to the future once the group is durable. */
  CreateResult result = CreateResult.CREATED;

  private PendingWrite(List<Entry> conditions, WriteBatch batch, @Nullable KeyRange range) {
    this.conditions = conditions;
    this.batch = batch;
    this.range = range;
    long size = batch.sizeBytes();
    for (Entry condition : conditions) {
      size += condition.key().length() + condition.value().length();
    }
    this.bytes = size;
  }

  static PendingWrite of(WriteBatch batch) {
    return new PendingWrite(List.of(), batch, null);
  }

  static PendingWrite ifAbsent(List<Entry> conditions, WriteBatch batch) {
    return new PendingWrite(conditions, batch, null);
  }

  static PendingWrite rangeDelete(KeyRange range) {
    return new PendingWrite(List.of(), WriteBatch.ofWrites(List.of()), range);
  }

  /** Does nothing; wakes the committer up. */
  static PendingWrite nothing() {
    return of(WriteBatch.ofWrites(List.of()));
  }
}
