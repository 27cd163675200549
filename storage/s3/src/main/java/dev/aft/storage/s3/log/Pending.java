package dev.aft.storage.s3.log;

import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A batch and its caller. Only the log's tasks touch what is not final. */
final class Pending {
  /** A clock in nanoseconds may begin anywhere, so that differences count. */
  static final Comparator<Pending> BY_DEADLINE =
      (left, right) -> {
        int byDeadline = Long.signum(left.deadline - right.deadline);
        return byDeadline == 0 ? Long.compare(left.number, right.number) : byDeadline;
      };

  final LogBatch batch;
  final Conditions conditions;
  final CompletableFuture<CreateResult> future = new CompletableFuture<>();

  /** Bytes of the batch in a record. */
  final long recordBytes;

  /** Bytes that it keeps in memory. */
  final long memoryBytes;

  final long deadline;

  /** Tells those with one deadline apart. */
  final long number;

  /** Null until it has left, and again if its position turned out to be another's. */
  @Nullable Group group;

  /** Why one of its values was not to be put, if that was so. */
  volatile @Nullable StorageException valueTrouble;

  /** Whether a value of it may still arrive after it was put in vain. */
  volatile boolean valueMayArrive;

  /** Whether the caller has been told something. */
  boolean answered;

  /** Whether the caller has been told that nothing was done: it must stay so. */
  boolean toldNotDone;

  Pending(LogBatch batch, Conditions conditions, long memoryBytes, long deadline, long number) {
    this.batch = batch;
    this.conditions = conditions;
    this.recordBytes = LogCodec.size(batch);
    this.memoryBytes = memoryBytes;
    this.deadline = deadline;
    this.number = number;
  }
}
