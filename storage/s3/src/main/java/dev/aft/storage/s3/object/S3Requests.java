package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.Attempt.Tracker;
import dev.aft.storage.s3.object.BodyReader.Body;
import dev.aft.storage.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The requests, each made once. Names are relative to the prefix. Failures are those of the SDK,
 * except where an answer that looks like a failure has a meaning.
 */
final class S3Requests {
  private final S3AsyncClient client;
  private final String bucket;
  private final String keyPrefix;
  private final boolean checksums;
  private final RequestCounters counters;

  S3Requests(S3AsyncClient client, S3Bucket bucket, RequestCounters counters) {
    this.client = client;
    this.bucket = bucket.name();
    this.keyPrefix = bucket.keyPrefix();
    this.checksums = bucket.checksums() == S3Bucket.Checksums.WHEN_SUPPORTED;
    this.counters = counters;
  }

  /**
   * False when there is an object of that name (412). The checksum keeps a server from creating a
   * body that was cut off on its way: nothing could be created under that name any more.
   */
  CompletableFuture<Boolean> putIfAbsent(String name, Bytes content, Tracker tracker) {
    PutObjectRequest.Builder request = put(name).ifNoneMatch("*");
    if (!checksums) {
      request.contentMD5(ContentMd5.of(content));
    }
    return onFailure(
        put(request.build(), content, tracker).thenApply(done -> true),
        failure -> S3Failures.status(failure) == 412,
        false);
  }

  CompletableFuture<Void> put(String name, Bytes content, Tracker tracker) {
    return put(put(name).build(), content, tracker);
  }

  private PutObjectRequest.Builder put(String name) {
    return PutObjectRequest.builder()
        .bucket(bucket)
        .key(key(name))
        .contentType("application/octet-stream");
  }

  private CompletableFuture<Void> put(PutObjectRequest request, Bytes content, Tracker tracker) {
    counters.add(RequestKind.PUT, 1);
    counters.written(content.length());
    return tracker
        .track(client.putObject(request, body(content, 0, content.length())))
        .thenAccept(done -> {});
  }

  /** The whole object, or empty when there is none. */
  CompletableFuture<Optional<Bytes>> get(String name, Tracker tracker) {
    return get(request(name).build(), tracker).thenApply(found -> found.map(Body::content));
  }

  /**
   * What the server sends for that range, which may be less or all of the object; empty when there
   * is no such object.
   *
   * @param length at least 1
   */
  CompletableFuture<Optional<Body>> getRange(
      String name, long offset, int length, Tracker tracker) {
    String range = "bytes=" + offset + "-" + (offset + length - 1);
    return get(request(name).range(range).build(), tracker);
  }

  private GetObjectRequest.Builder request(String name) {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(key(name));
    return checksums ? request.checksumMode(ChecksumMode.ENABLED) : request;
  }

  private CompletableFuture<Optional<Body>> get(GetObjectRequest request, Tracker tracker) {
    counters.add(RequestKind.GET, 1);
    CompletableFuture<Body> body =
        tracker.track(client.getObject(request, new BodyReader(tracker::expect)));
    return onFailure(
        body.thenApply(
            found -> {
              counters.read(found.content().length());
              return Optional.of(found);
            }),
        S3Requests::isNoSuchObject,
        Optional.empty());
  }

  /** The size of the object, or empty when there is none. */
  CompletableFuture<OptionalLong> size(String name, Tracker tracker) {
    counters.add(RequestKind.GET, 1);
    return onFailure(
        tracker
            .track(client.headObject(head -> head.bucket(bucket).key(key(name))))
            .thenApply(head -> OptionalLong.of(whole(head.contentLength()))),
        failure -> S3Failures.status(failure) == 404,
        OptionalLong.empty());
  }

  /** One page of a listing, names still with the prefix of the store. */
  CompletableFuture<ListObjectsV2Response> list(
      String prefix, String after, int most, Tracker tracker) {
    counters.add(RequestKind.LIST, 1);
    return tracker
        .track(
            client.listObjectsV2(
                list -> {
                  list.bucket(bucket).prefix(key(prefix)).maxKeys(most);
                  if (!after.isEmpty()) {
                    list.startAfter(key(after));
                  }
                }))
        .thenApply(
            page -> {
              // Without this, what ended early would be taken for a listing of nothing.
              Boolean unused = whole(page.isTruncated());
              return page;
            });
  }

  /** Requires a part that every whole answer has: one that was cut within its head has none. */
  private static <T> T whole(@Nullable T part) {
    if (part == null) {
      throw new AttemptException(
          AttemptException.Kind.HALF_READ, "The answer ended before it was whole.");
    }
    return part;
  }

  /** The name of an object of a listing. */
  String name(String key) {
    return key.substring(keyPrefix.length());
  }

  CompletableFuture<Void> delete(String name, Tracker tracker) {
    counters.add(RequestKind.DELETE, 1);
    return onFailure(
            tracker
                .track(client.deleteObject(delete -> delete.bucket(bucket).key(key(name))))
                .thenApply(done -> true),
            S3Requests::isNoSuchObject,
            true)
        .thenAccept(done -> {});
  }

  /** Deletes up to 1,000 objects; what could not be deleted is in the answer. */
  CompletableFuture<DeleteObjectsResponse> deleteAll(List<String> names, Tracker tracker) {
    counters.add(RequestKind.DELETE, 1);
    List<ObjectIdentifier> objects =
        names.stream().map(name -> ObjectIdentifier.builder().key(key(name)).build()).toList();
    return tracker.track(
        client.deleteObjects(
            delete -> delete.bucket(bucket).delete(all -> all.objects(objects).quiet(true))));
  }

  /** Begins an upload in parts; its id. */
  CompletableFuture<String> beginUpload(String name, Tracker tracker) {
    counters.add(RequestKind.PUT, 1);
    return tracker
        .track(
            client.createMultipartUpload(
                begin ->
                    begin.bucket(bucket).key(key(name)).contentType("application/octet-stream")))
        .thenApply(begun -> whole(begun.uploadId()));
  }

  /** Uploads {@code content[from..to)} as a part, counted from 1. */
  CompletableFuture<CompletedPart> uploadPart(
      String name, String upload, int number, Bytes content, int from, int to, Tracker tracker) {
    counters.add(RequestKind.PUT, 1);
    counters.written(to - from);
    return tracker
        .track(
            client.uploadPart(
                part -> part.bucket(bucket).key(key(name)).uploadId(upload).partNumber(number),
                body(content, from, to)))
        .thenApply(
            done -> CompletedPart.builder().partNumber(number).eTag(whole(done.eTag())).build());
  }

  /** False when the server does not know the upload, perhaps because it is complete. */
  CompletableFuture<Boolean> completeUpload(
      String name, String upload, List<CompletedPart> parts, Tracker tracker) {
    counters.add(RequestKind.PUT, 1);
    return onFailure(
        tracker
            .track(
                client.completeMultipartUpload(
                    complete ->
                        complete
                            .bucket(bucket)
                            .key(key(name))
                            .uploadId(upload)
                            .multipartUpload(all -> all.parts(parts))))
            .thenApply(done -> true),
        S3Requests::isNoSuchUpload,
        false);
  }

  /** Ends an upload, so that its parts take no room. */
  CompletableFuture<Void> abortUpload(String name, String upload, Tracker tracker) {
    counters.add(RequestKind.DELETE, 1);
    return onFailure(
            tracker
                .track(
                    client.abortMultipartUpload(
                        abort -> abort.bucket(bucket).key(key(name)).uploadId(upload)))
                .thenApply(done -> true),
            S3Requests::isNoSuchUpload,
            true)
        .thenAccept(done -> {});
  }

  private String key(String name) {
    return keyPrefix + name;
  }

  private static AsyncRequestBody body(Bytes content, int from, int to) {
    return AsyncRequestBody.fromRemainingByteBufferUnsafe(
        ByteBuffer.wrap(content.unsafeArray(), from, to - from));
  }

  private static boolean isNoSuchObject(Throwable failure) {
    return S3Failures.code(failure).equals("NoSuchKey");
  }

  private static boolean isNoSuchUpload(Throwable failure) {
    return S3Failures.code(failure).equals("NoSuchUpload");
  }

  /** Takes an answer that the SDK calls a failure for what it means. */
  private static <T> CompletableFuture<T> onFailure(
      CompletableFuture<T> answer, Predicate<S3Exception> expected, T meaning) {
    return answer.exceptionally(
        failure -> {
          Throwable cause =
              failure instanceof CompletionException && failure.getCause() != null
                  ? failure.getCause()
                  : failure;
          if (cause instanceof S3Exception exception && expected.test(exception)) {
            return meaning;
          }
          throw cause instanceof RuntimeException unchecked
              ? unchecked
              : new CompletionException(cause);
        });
  }
}
