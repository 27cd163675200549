package dev.aft.storage.s3.log;

import dev.aft.storage.spi.CreateResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A batch and its caller. Only the log's tasks touch what is not final. */
final class Pending {
  final LogBatch batch;
  final Conditions conditions;
  final CompletableFuture<CreateResult> future = new CompletableFuture<>();

  /** Bytes of the batch in a record. */
  final long recordBytes;

  /** Bytes that it keeps in memory. */
  final long memoryBytes;

  final long deadline;

  /** Null until it has left, and again if its position turned out to be another's. */
  @Nullable Group group;

  /** Whether the caller has been told something. */
  boolean answered;

  /** Whether the caller has been told that nothing was done: it must stay so. */
  boolean toldNotDone;

  Pending(LogBatch batch, Conditions conditions, long memoryBytes, long deadline) {
    this.batch = batch;
    this.conditions = conditions;
    this.recordBytes = LogCodec.size(batch);
    this.memoryBytes = memoryBytes;
    this.deadline = deadline;
  }
}
