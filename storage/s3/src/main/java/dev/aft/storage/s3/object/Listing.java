package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.Retries.Request;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One listing, page after page. */
final class Listing {
  private static final int PAGE = 1000;

  private final S3Requests requests;
  private final Retries retries;
  private final String prefix;
  private final List<ObjectSummary> found = new ArrayList<>();
  private final CompletableFuture<List<ObjectSummary>> result = new CompletableFuture<>();

  Listing(S3Requests requests, Retries retries, String prefix) {
    this.requests = requests;
    this.retries = retries;
    this.prefix = prefix;
  }

  CompletableFuture<List<ObjectSummary>> run(String after) {
    page(after);
    return result;
  }

  /** No more than one name is asked for. */
  CompletableFuture<Optional<ObjectSummary>> first() {
    return request("", 1)
        .thenApply(page -> page.contents().stream().findFirst().map(this::summary));
  }

  private CompletableFuture<ListObjectsV2Response> request(String after, int most) {
    return retries.run(
        new Request("list " + prefix + " after " + after, false, 0),
        tracker -> requests.list(prefix, after, most, tracker));
  }

  private ObjectSummary summary(S3Object object) {
    return new ObjectSummary(requests.name(object.key()), object.size());
  }

  static StorageException outOfOrder(String first, String second, String where) {
    return new StorageException(
        Reason.MISCONFIGURED,
        "The server does not list objects in the order of their names, so AFT could take old data"
            + " for the newest. Use another server or kind of bucket. listed="
            + first
            + " then="
            + second
            + " "
            + where);
  }

  /** Goes on by name, not by token: a name means the same to every server and in every attempt. */
  private void page(String after) {
    CompletableFuture<?> unused =
        request(after, PAGE)
            .thenAccept(page -> take(after, page))
            .exceptionally(
                failure -> {
                  result.completeExceptionally(StorageException.from(failure));
                  return null;
                });
  }

  /** What comes out of order could be the newest of all, or be missed altogether. */
  private void take(String after, ListObjectsV2Response page) {
    String last = after;
    for (S3Object object : page.contents()) {
      ObjectSummary next = summary(object);
      if (!last.isEmpty() && next.name().compareTo(last) <= 0) {
        throw outOfOrder(last, next.name(), retries.where());
      }
      last = next.name();
      found.add(next);
    }
    if (Boolean.TRUE.equals(page.isTruncated()) && !page.contents().isEmpty()) {
      page(found.get(found.size() - 1).name());
    } else {
      result.complete(List.copyOf(found));
    }
  }
}
