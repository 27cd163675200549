package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.object.Retries.Request;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is tried again, when, for how long, and what the caller is told in the end. */
class RetriesTest {
  private static final Request WRITE = new Request("create log/1", true, 100);
  private static final Request READ = new Request("get log/1", false, 100);

  private final VirtualTime time = new VirtualTime();
  private final Retries retries =
      new Retries(
          time.environment(11), Duration.ofSeconds(10), S3Failures::judge, "bucket=b prefix=p");
  private final Deque<Throwable> failures = new ArrayDeque<>();
  private final List<Long> startedAt = new ArrayList<>();

  @Test
  void whatSucceedsIsTriedOnce() {
    assertEquals("done", run(WRITE));
    assertEquals(1, startedAt.size());
    assertEquals(0, time.pending(), "the timer of the attempt is gone");
  }

  @Test
  void everyPassingFailureIsTriedAgain() {
    List<Throwable> passing =
        List.of(
            answer(500, "InternalError"),
            answer(502, ""),
            answer(503, "SlowDown"),
            answer(503, "ServiceUnavailable"),
            answer(504, ""),
            answer(429, "TooManyRequests"),
            answer(400, "RequestTimeout"),
            answer(409, "ConditionalRequestConflict"),
            answer(200, "InternalError"),
            reset(),
            new ConnectException("refused"),
            new AttemptException(AttemptException.Kind.HALF_READ, "half"));
    failures.addAll(passing);

    assertEquals("done", run(WRITE));
    assertEquals(passing.size() + 1, startedAt.size());
    assertEquals(passing.size(), retries.repeated());
  }

  @Test
  void whatTryingDoesNotHelpIsTriedOnce() {
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(403, "AccessDenied")));
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(404, "NoSuchBucket")));
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(301, "PermanentRedirect")));
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(400, "AuthorizationHeaderMalformed")));
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(403, "InvalidAccessKeyId")));
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(403, "SignatureDoesNotMatch")));
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(400, "ExpiredToken")));
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(403, "RequestTimeTooSkewed")));
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(501, "NotImplemented")));
    assertEquals(Reason.MISCONFIGURED, onceAndReason(answer(404, "")));
    assertEquals(Reason.TOO_LARGE, onceAndReason(answer(400, "EntityTooLarge")));
    assertEquals(Reason.FULL, onceAndReason(answer(507, "XMinioStorageFull")));
    assertEquals(Reason.IO, onceAndReason(answer(400, "InvalidArgument")));
  }

  @Test
  void misconfigurationSaysWhatToDoAndWhere() {
    String denied = messageOf(failure(READ, answer(403, "AccessDenied")));
    String region = messageOf(failure(READ, answer(301, "PermanentRedirect")));

    assertTrue(denied.contains("s3:PutObject"), denied);
    assertTrue(denied.contains("s3:AbortMultipartUpload"), denied);
    assertTrue(denied.contains("bucket=b"), denied);
    assertTrue(denied.contains("call=get log/1"), denied);
    assertTrue(region.contains("AWS_REGION"), region);
  }

  @Test
  void pausesGrowAndTheWholeIsBounded() {
    always(answer(503, "SlowDown"));

    StorageException failure = Await.failure(start(READ));

    assertEquals(Reason.THROTTLED, failure.reason());
    assertTrue(time.nanoTime() <= Duration.ofSeconds(10).toNanos(), "past the bound");
    assertTrue(time.nanoTime() > Duration.ofMillis(8_900).toNanos(), "gave up early");
    assertTrue(startedAt.size() > 5 && startedAt.size() < 40, startedAt.toString());
  }

  @Test
  void aWriteThatIsRefusedEachTimeIsNotDone() {
    always(answer(503, "SlowDown"));

    assertFalse(Await.failure(start(WRITE)) instanceof UnknownOutcomeException);
  }

  @Test
  void aWriteThatMayHaveHappenedOnceStaysUnknown() {
    failures.add(answer(500, "InternalError"));
    failures.add(answer(403, "AccessDenied"));

    StorageException failure = Await.failure(start(WRITE));

    assertInstanceOf(UnknownOutcomeException.class, failure);
    assertEquals(Reason.MISCONFIGURED, failure.reason());
  }

  @Test
  void aReadIsNeverUnknown() {
    always(reset());

    StorageException failure = Await.failure(start(READ));

    assertEquals(StorageException.class, failure.getClass());
    assertEquals(Reason.UNAVAILABLE, failure.reason());
  }

  @Test
  void anAttemptWithoutAnswerIsCancelledAndRepeated() {
    List<CompletableFuture<String>> silent = new ArrayList<>();
    CompletableFuture<String> result =
        retries.run(
            WRITE,
            tracker -> {
              startedAt.add(time.nanoTime());
              CompletableFuture<String> request = tracker.track(new CompletableFuture<>());
              silent.add(request);
              return request;
            });

    StorageException failure = failureOf(result);

    assertInstanceOf(UnknownOutcomeException.class, failure);
    assertEquals(2, silent.size());
    assertTrue(silent.stream().allMatch(CompletableFuture::isCancelled));
    assertTrue(startedAt.get(1) >= Duration.ofMillis(2500).toNanos());
    assertEquals(Duration.ofSeconds(10).toNanos(), time.nanoTime());
  }

  @Test
  void aLateAnswerOfAnEarlierAttemptChangesNothing() {
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> result =
        retries.run(
            READ,
            tracker -> {
              startedAt.add(time.nanoTime());
              return startedAt.size() == 1 ? first : CompletableFuture.completedFuture("second");
            });
    time.runUntilDone(result);

    first.complete("first");

    assertEquals("second", Await.result(result));
  }

  @Test
  void whatIsLargeGetsMoreTime() {
    Request large = new Request("part", false, 65L << 20);
    CompletableFuture<String> result = retries.run(large, tracker -> new CompletableFuture<>());

    time.runUntilDone(result);

    assertEquals(Duration.ofSeconds(74).toNanos(), time.nanoTime());
  }

  @Test
  void anAnswerThatTurnsOutLargeGetsMoreTime() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<String> result =
        retries.run(
            READ,
            tracker -> {
              tracker.expect(21L << 20);
              return answer;
            });

    time.advance(Duration.ofSeconds(20));
    assertFalse(result.isDone());
    answer.complete("whole");

    assertEquals("whole", Await.result(result));
    assertEquals(0, retries.repeated());
  }

  @Test
  void closingEndsWhatWaits() {
    always(reset());
    CompletableFuture<String> write = begin(WRITE);
    CompletableFuture<String> read = begin(READ);

    retries.close();

    assertInstanceOf(UnknownOutcomeException.class, Await.failure(write));
    assertEquals(Reason.CLOSED, Await.failure(read).reason());
    assertEquals(Reason.CLOSED, Await.failure(begin(READ)).reason());
  }

  @Test
  void equalSeedsPauseEqually() {
    SplittableRandom one = new SplittableRandom(3);
    SplittableRandom other = new SplittableRandom(3);
    RetryTimes times = new RetryTimes(Duration.ofSeconds(10));
    for (int attempt = 1; attempt < 30; attempt++) {
      long pause = times.pause(attempt, false, one);
      assertEquals(pause, times.pause(attempt, false, other));
      assertTrue(pause >= 0 && pause <= Duration.ofSeconds(2).toNanos());
    }
  }

  private Reason onceAndReason(Throwable failure) {
    startedAt.clear();
    StorageException reported = failure(WRITE, failure);
    assertEquals(1, startedAt.size(), failure.toString());
    assertFalse(reported instanceof UnknownOutcomeException, failure.toString());
    return reported.reason();
  }

  private StorageException failure(Request request, Throwable failure) {
    failures.clear();
    failures.add(failure);
    return Await.failure(start(request));
  }

  private StorageException failureOf(CompletableFuture<String> result) {
    time.runUntilDone(result);
    return Await.failure(result);
  }

  private void always(Throwable failure) {
    for (int i = 0; i < 1000; i++) {
      failures.add(failure);
    }
  }

  private String run(Request request) {
    return Await.result(start(request));
  }

  private CompletableFuture<String> start(Request request) {
    CompletableFuture<String> result = begin(request);
    time.runUntilDone(result);
    return result;
  }

  private CompletableFuture<String> begin(Request request) {
    return retries.run(
        request,
        tracker -> {
          startedAt.add(time.nanoTime());
          Throwable failure = failures.poll();
          return failure == null
              ? CompletableFuture.completedFuture("done")
              : CompletableFuture.failedFuture(failure);
        });
  }

  private static Throwable reset() {
    return SdkClientException.create("Unable to execute", new IOException("Connection reset"));
  }

  private static Throwable answer(int status, String code) {
    return S3Exception.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("said").build())
        .build();
  }

  private static String messageOf(StorageException failure) {
    return String.valueOf(failure.getMessage());
  }
}
