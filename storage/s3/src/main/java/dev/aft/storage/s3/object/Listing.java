package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.Retries.Request;
import java.util.ArrayList;
import java.util.List;
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

  /** Goes on by name, not by token: a name means the same to every server and in every attempt. */
  private void page(String after) {
    CompletableFuture<?> unused =
        retries
            .run(
                new Request("list " + prefix + " after " + after, false, 0),
                tracker -> requests.list(prefix, after, PAGE, tracker))
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
      found.add(new ObjectSummary(requests.name(object.key()), object.size()));
    }
    if (Boolean.TRUE.equals(page.isTruncated()) && !page.contents().isEmpty()) {
      page(found.get(found.size() - 1).name());
    } else {
      result.complete(List.copyOf(found));
    }
  }
}
