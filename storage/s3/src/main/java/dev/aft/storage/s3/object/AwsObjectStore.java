package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.Attempt.Tracker;
import dev.aft.storage.s3.object.BodyReader.Body;
import dev.aft.storage.s3.object.Retries.Request;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Objects in a bucket of Amazon S3 or of a server that speaks its protocol.
 *
 * <p>What may succeed later is tried again until {@link S3StoreSettings#timeout} is over; see
 * {@link Retries}. Then a call fails with {@code THROTTLED} or {@code UNAVAILABLE}; what trying
 * does not help fails at once with {@code MISCONFIGURED}, {@code FULL}, {@code TOO_LARGE} or {@code
 * IO}.
 *
 * <p>Futures complete on a network thread of the SDK, without a hop to another; after a failure
 * also on a thread of the scheduler, or on the calling one. Whoever continues there must not block
 * and hands long work on.
 */
public final class AwsObjectStore implements ObjectStore {
  /** From here on an object goes in parts. */
  private static final int MULTIPART = 16 << 20;

  private final S3AsyncClient client;
  private final S3Requests requests;
  private final Retries retries;
  private final Deletions deletions;
  private final RequestCounters counters = new RequestCounters();
  private final String where;
  private final AtomicBoolean closed = new AtomicBoolean();

  private AwsObjectStore(
      S3AsyncClient client, S3StoreSettings settings, S3Environment environment) {
    this.client = client;
    this.where = settings.bucket().describe();
    this.requests = new S3Requests(client, settings.bucket(), counters);
    Function<Throwable, Verdict> judge =
        settings.bucket().endpoint().isPresent() ? S3Failures::judgeOfEndpoint : S3Failures::judge;
    this.retries = new Retries(environment, settings.timeout(), judge, where);
    this.deletions = new Deletions(requests, retries);
  }

  /**
   * Makes the way to the bucket, without going it yet: see {@link #verify}. Blocks while
   * credentials and region are looked for.
   *
   * @throws StorageException {@code MISCONFIGURED} when there are none
   */
  public static AwsObjectStore open(S3StoreSettings settings, S3Environment environment) {
    return new AwsObjectStore(S3Clients.open(settings), settings, environment);
  }

  /**
   * Makes sure that the store can be used: the bucket is there, may be listed, written and deleted
   * from, and the server creates a name once only and lists the smaller of two names first. Five
   * requests, two after each other; what they have left is deleted while {@code next} runs. Fails
   * with {@code MISCONFIGURED} and what to do, or {@code UNAVAILABLE}; {@code next} does not begin
   * then.
   */
  public <T> CompletableFuture<T> verify(WriterId writer, Supplier<CompletableFuture<T>> next) {
    String probes = "probe/" + writer + "/";
    List<String> names = List.of(probes + "1", probes + "2");
    Bytes content = Bytes.utf8(probes);
    return CompletableFuture.allOf(
            probe(names.get(0), content),
            probe(names.get(1), content),
            deletions.delete(List.of(probes + "3")))
        .thenCompose(
            writable ->
                CompletableFuture.allOf(
                    requireCreateOnce(names.get(1), content),
                    first(probes).thenAccept(found -> requireFirst(names.get(0), found))))
        .thenCompose(
            usable -> {
              CompletableFuture<Void> cleaned = deletions.delete(names);
              return next.get().thenCompose(done -> cleaned.handle((deleted, failure) -> done));
            });
  }

  /** Whether a probe that has failed is there all the same is nobody's concern. */
  private CompletableFuture<CreateResult> probe(String name, Bytes content) {
    return create(new Request("create " + name, false, content.length()), name, content);
  }

  private void requireFirst(String smaller, Optional<ObjectSummary> found) {
    String first = found.map(ObjectSummary::name).orElse("nothing");
    if (!first.equals(smaller)) {
      throw Listing.outOfOrder(first, smaller, where);
    }
  }

  /**
   * Makes sure that the server creates a name once only, with one request: creates again what the
   * caller has created under {@code name}, which must be refused. A server that does not refuse has
   * written the same once more. Fails with {@code MISCONFIGURED} then.
   */
  public CompletableFuture<Void> requireCreateOnce(String name, Bytes content) {
    return retries
        .run(
            new Request("create again " + name, false, content.length()),
            tracker -> requests.putIfAbsent(name, content, tracker))
        .thenAccept(
            created -> {
              if (created) {
                throw new StorageException(
                    Reason.MISCONFIGURED,
                    "The server ignores If-None-Match: it created an object twice, so commits could"
                        + " overwrite each other. Use a server that honours conditional writes. "
                        + where);
              }
            });
  }

  /** Requests made, retries among them, and bytes in them, by name. */
  public Map<String, Long> statistics() {
    Map<String, Long> statistics = counters.statistics();
    statistics.put("retries", retries.repeated());
    return statistics;
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(String name, Bytes content) {
    return create(new Request("create " + name, true, content.length()), name, content);
  }

  private CompletableFuture<CreateResult> create(Request request, String name, Bytes content) {
    return retries.run(
        request,
        tracker ->
            requests
                .putIfAbsent(name, content, tracker)
                .thenCompose(
                    created ->
                        created
                            ? CompletableFuture.completedFuture(CreateResult.CREATED)
                            : compare(name, content, tracker)));
  }

  /** Somebody has created it: this caller, in an attempt whose answer was lost, or another. */
  private CompletableFuture<CreateResult> compare(String name, Bytes content, Tracker tracker) {
    return requests
        .get(name, tracker)
        .thenApply(
            present -> {
              if (present.isEmpty()) {
                throw new AttemptException(
                    AttemptException.Kind.CONFLICT, "The object was deleted meanwhile.");
              }
              return present.get().equals(content) ? CreateResult.CREATED : CreateResult.EXISTED;
            });
  }

  @Override
  public CompletableFuture<Void> put(String name, Bytes content) {
    return content.length() < MULTIPART
        ? retries.run(
            new Request("put " + name, true, content.length()),
            tracker -> requests.put(name, content, tracker))
        : new MultipartUpload(requests, retries, name, content).run();
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(String name) {
    return retries.run(
        new Request("get " + name, false, 0), tracker -> requests.get(name, tracker));
  }

  @Override
  public CompletableFuture<Optional<Bytes>> getRange(String name, long offset, int length) {
    Request request =
        new Request("get " + length + " of " + name + " from " + offset, false, length);
    return length == 0
        ? retries.run(request, tracker -> nothingOf(name, offset, tracker))
        : retries.run(request, tracker -> range(name, offset, length, tracker));
  }

  /** There is no range of nothing in HTTP. */
  private CompletableFuture<Optional<Bytes>> nothingOf(String name, long offset, Tracker tracker) {
    return requests
        .size(name, tracker)
        .thenApply(
            size -> {
              if (size.isPresent() && size.getAsLong() < offset) {
                throw tooShort(name, offset, 0);
              }
              return size.isPresent() ? Optional.of(Bytes.EMPTY) : Optional.empty();
            });
  }

  private CompletableFuture<Optional<Bytes>> range(
      String name, long offset, int length, Tracker tracker) {
    return requests
        .getRange(name, offset, length, tracker)
        .thenApply(found -> found.map(body -> part(name, body, offset, length)))
        .exceptionally(
            failure -> {
              StorageException reported = tooShort(name, offset, length);
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              throw S3Failures.status(cause) == 416
                  ? reported
                  : cause instanceof RuntimeException unchecked
                      ? unchecked
                      : new StorageException(Reason.IO, "Reading failed.", cause);
            });
  }

  /** A server that does not know ranges sends everything. */
  private static Bytes part(String name, Body body, long offset, int length) {
    Bytes content = body.content();
    if (body.range().isEmpty()) {
      if (offset + length > content.length()) {
        throw tooShort(name, offset, length);
      }
      return content.slice((int) offset, (int) offset + length);
    }
    if (content.length() != length) {
      throw tooShort(name, offset, length);
    }
    return content;
  }

  private static StorageException tooShort(String name, long offset, int length) {
    return new StorageException(
        Reason.CORRUPT,
        "The object ends before the range that was asked for. object="
            + name
            + " offset="
            + offset
            + " length="
            + length);
  }

  @Override
  public CompletableFuture<List<ObjectSummary>> list(String prefix, String after) {
    return new Listing(requests, retries, prefix).run(after);
  }

  @Override
  public CompletableFuture<Optional<ObjectSummary>> first(String prefix) {
    return new Listing(requests, retries, prefix).first();
  }

  @Override
  public CompletableFuture<Void> delete(List<String> names) {
    return closed.get()
        ? CompletableFuture.failedFuture(
            new StorageException(Reason.CLOSED, "The store has been closed."))
        : deletions.delete(names);
  }

  /** Ends calls under way as closed, or unknown where a write may have happened. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      retries.close();
      client.close();
    }
  }
}
