package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.Attempt.Tracker;
import dev.aft.storage.s3.object.Retries.Request;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Writes one large object in parts, which go in parallel. Nothing is there until all are. */
final class MultipartUpload {
  private static final Logger LOG = LoggerFactory.getLogger(MultipartUpload.class);
  private static final int PART = 8 << 20;
  private static final int PARTS_AT_ONCE = 4;

  private final S3Requests requests;
  private final Retries retries;
  private final String name;
  private final Bytes content;
  private final AtomicReferenceArray<CompletedPart> parts;

  MultipartUpload(S3Requests requests, Retries retries, String name, Bytes content) {
    this.requests = requests;
    this.retries = retries;
    this.name = name;
    this.content = content;
    this.parts = new AtomicReferenceArray<>((content.length() + PART - 1) / PART);
  }

  CompletableFuture<Void> run() {
    return retries
        .run(
            new Request("begin upload of " + name, false, 0),
            tracker -> requests.beginUpload(name, tracker))
        .thenCompose(
            upload ->
                parts(upload)
                    .thenCompose(sent -> complete(upload))
                    .exceptionallyCompose(failure -> abort(upload, failure)));
  }

  private CompletableFuture<Void> parts(String upload) {
    return Lanes.run(
        PARTS_AT_ONCE,
        IntStream.range(0, parts.length())
            .mapToObj(index -> (Supplier<CompletableFuture<?>>) () -> part(upload, index))
            .iterator());
  }

  private CompletableFuture<?> part(String upload, int index) {
    int from = index * PART;
    int to = Math.min(from + PART, content.length());
    return retries
        .run(
            new Request("part " + (index + 1) + " of " + name, false, to - from),
            tracker -> requests.uploadPart(name, upload, index + 1, content, from, to, tracker))
        .thenAccept(part -> parts.set(index, part));
  }

  private CompletableFuture<Void> complete(String upload) {
    return retries.run(
        new Request("put " + name, true, content.length()),
        tracker ->
            requests
                .completeUpload(
                    name,
                    upload,
                    IntStream.range(0, parts.length()).mapToObj(parts::get).toList(),
                    tracker)
                .thenCompose(
                    known ->
                        known ? CompletableFuture.completedFuture(null) : findComplete(tracker)));
  }

  /** The upload is gone: an attempt whose answer was lost has completed it, or it was aborted. */
  private CompletableFuture<Void> findComplete(Tracker tracker) {
    return requests
        .size(name, tracker)
        .thenAccept(
            size -> {
              if (size.isEmpty() || size.getAsLong() != content.length()) {
                throw new StorageException(
                    Reason.IO, "The upload in parts is gone. object=" + name);
              }
            });
  }

  /** Fails as {@code failure} says, in the end. */
  private CompletableFuture<Void> abort(String upload, Throwable failure) {
    StorageException reported = StorageException.from(failure);
    if (reported instanceof UnknownOutcomeException) {
      return CompletableFuture.failedFuture(reported);
    }
    return retries
        .run(
            new Request("abort upload of " + name, false, 0),
            tracker -> requests.abortUpload(name, upload, tracker))
        .handle(
            (done, abortFailure) -> {
              if (abortFailure != null) {
                LOG.warn(
                    "An upload could not be aborted, so its parts stay until a lifecycle rule of the"
                        + " bucket (AbortIncompleteMultipartUpload) removes them. object={} reason={}",
                    name,
                    abortFailure.toString());
              }
              throw reported;
            });
  }
}
