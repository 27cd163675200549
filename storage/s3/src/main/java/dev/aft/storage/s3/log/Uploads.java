package dev.aft.storage.s3.log;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Puts the values of a batch that go ahead of it, in parallel, for as long as anybody waits. */
final class Uploads {
  /** What S3 has not answered for is not expected to arrive later than this. */
  private static final long LATE_NANOS = 60_000_000_000L;

  private final LogContext context;
  private final ValueObjects values;

  Uploads(LogContext context, ValueObjects values) {
    this.context = context;
    this.values = values;
  }

  /** Completes, in whatever way, when all are there or nobody waits for them any more. */
  CompletableFuture<Void> putAll(Pending pending, List<ValueObjects.Upload> uploads) {
    context.counters().values.add(uploads.size());
    return CompletableFuture.allOf(
        uploads.stream()
            .map(upload -> put(pending, upload, 1))
            .toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> put(Pending pending, ValueObjects.Upload upload, int attempt) {
    return values
        .put(upload)
        .exceptionallyCompose(
            failure -> {
              StorageException cause = StorageException.from(failure);
              pending.valueTrouble = cause;
              if (cause instanceof UnknownOutcomeException) {
                pending.valueMayArrive = true;
              }
              return pending.future.isDone()
                  ? CompletableFuture.failedFuture(failure)
                  : putLater(pending, upload, attempt);
            });
  }

  private CompletableFuture<Void> putLater(
      Pending pending, ValueObjects.Upload upload, int attempt) {
    context.counters().retries.increment();
    CompletableFuture<Boolean> due = new CompletableFuture<>();
    context.backoff().after(attempt, () -> due.complete(true));
    return due.thenCompose(now -> put(pending, upload, attempt + 1));
  }

  /** Deletes the values of a batch that was given up, now and again when what is late has come. */
  void discard(Pending pending) {
    values.deleteAll(pending.batch);
    if (pending.valueMayArrive) {
      context.backoff().run(LATE_NANOS, () -> values.deleteAll(pending.batch));
    }
  }
}
