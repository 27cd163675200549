package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.Retries.Request;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Deletes many objects: 1,000 a request, or one by one where the server does not know such
 * requests, which is found out once. Thread-safe.
 */
final class Deletions {
  private static final int NAMES_IN_A_REQUEST = 1000;
  private static final int SINGLE_AT_ONCE = 32;
  private static final int BULK_AT_ONCE = 2;
  private static final Set<String> REFUSALS =
      Set.of(
          "NotImplemented",
          "MethodNotAllowed",
          "MalformedXML",
          "MissingContentMD5",
          "InvalidDigest",
          "InvalidRequest");

  private final S3Requests requests;
  private final Retries retries;
  private volatile boolean oneByOne;

  Deletions(S3Requests requests, Retries retries) {
    this.requests = requests;
    this.retries = retries;
  }

  CompletableFuture<Void> delete(List<String> names) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    if (names.size() > 1 && !oneByOne) {
      return inBulk(names);
    }
    return each(SINGLE_AT_ONCE, names, this::single);
  }

  private CompletableFuture<Void> inBulk(List<String> names) {
    List<List<String>> batches =
        IntStream.range(0, (names.size() + NAMES_IN_A_REQUEST - 1) / NAMES_IN_A_REQUEST)
            .mapToObj(
                batch ->
                    names.subList(
                        batch * NAMES_IN_A_REQUEST,
                        Math.min(names.size(), (batch + 1) * NAMES_IN_A_REQUEST)))
            .toList();
    return each(BULK_AT_ONCE, batches, this::batch);
  }

  private CompletableFuture<Void> batch(List<String> names) {
    if (oneByOne) {
      return each(SINGLE_AT_ONCE, names, this::single);
    }
    return retries
        .run(
            new Request("delete " + names.size() + " from " + names.get(0), true, 0),
            tracker -> requests.deleteAll(names, tracker).thenAccept(Deletions::requireAll))
        .exceptionallyCompose(failure -> orOneByOne(names, failure));
  }

  private CompletableFuture<Void> orOneByOne(List<String> names, Throwable failure) {
    if (!isRefusal(failure)) {
      return CompletableFuture.failedFuture(failure);
    }
    oneByOne = true;
    return each(SINGLE_AT_ONCE, names, this::single);
  }

  private CompletableFuture<Void> single(String name) {
    return retries.run(
        new Request("delete " + name, true, 0), tracker -> requests.delete(name, tracker));
  }

  /** A name that was not deleted is the failure of the whole request, which is then repeated. */
  private static void requireAll(DeleteObjectsResponse response) {
    if (response.hasErrors() && !response.errors().isEmpty()) {
      S3Error first = response.errors().get(0);
      throw S3Exception.builder()
          .awsErrorDetails(
              AwsErrorDetails.builder()
                  .errorCode(first.code())
                  .errorMessage(first.message() + " key=" + first.key())
                  .build())
          .statusCode(statusOf(first.code()))
          .build();
    }
  }

  private static int statusOf(String code) {
    return "AccessDenied".equals(code) ? 403 : 500;
  }

  private static boolean isRefusal(Throwable failure) {
    StorageException reported = StorageException.from(failure);
    Throwable cause = reported.getCause();
    if (cause == null || reported instanceof UnknownOutcomeException) {
      return false;
    }
    int status = S3Failures.status(cause);
    return status == 501 || status == 405 || REFUSALS.contains(S3Failures.code(cause));
  }

  private static <T> CompletableFuture<Void> each(
      int width, List<T> items, Function<T, CompletableFuture<Void>> action) {
    Iterator<Supplier<CompletableFuture<Void>>> tasks =
        items.stream()
            .map(item -> (Supplier<CompletableFuture<Void>>) () -> action.apply(item))
            .iterator();
    return Lanes.run(width, tasks);
  }
}
