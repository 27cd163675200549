package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.Retries.Request;
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

  /** Goes on by name, not by token: a name means the same to every server and in every attempt. */
  private void page(String after) {
    CompletableFuture<?> unused =
        request(after, PAGE)
            .whenComplete(
                (page, failure) -> {
                  if (failure == null) {
                    take(page);
                  } else {
                    result.completeExceptionally(failure);
                  }
                });
  }

  private void take(ListObjectsV2Response page) {
    for (S3Object object : page.contents()) {
      found.add(summary(object));
    }
    if (Boolean.TRUE.equals(page.isTruncated()) && !page.contents().isEmpty()) {
      page(found.get(found.size() - 1).name());
    } else {
      result.complete(List.copyOf(found));
    }
  }
}
