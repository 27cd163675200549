package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.object.ScriptedS3.Answer;
import dev.aft.storage.s3.object.ScriptedS3.Request;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Answers of S3 that a healthy server in the process does not give. */
class AwsAnswersTest {
  private static final RealEnvironment ENVIRONMENT = new RealEnvironment();
  private static final String DELETED =
      "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></DeleteResult>";
  private static final Answer OK = Answer.of(200, "");

  private @Nullable ScriptedS3 server;
  private @Nullable AwsObjectStore store;

  @AfterAll
  static void stopThreads() {
    ENVIRONMENT.close();
  }

  @AfterEach
  void stop() {
    store().close();
    server().close();
  }

  private AwsObjectStore store() {
    return Objects.requireNonNull(store);
  }

  private ScriptedS3 server() {
    return Objects.requireNonNull(server);
  }

  private void serve(Function<Request, Answer> script, String parameters) {
    server = new ScriptedS3(script);
    store =
        AwsObjectStore.open(
            S3StoreSettings.of(StorageUri.parse(server().uri(parameters))),
            ENVIRONMENT.environment());
  }

  private void serve(Function<Request, Answer> script) {
    serve(script, "&credentials=anonymous&timeout=60%20s");
  }

  private void serve(Answer... answers) {
    Deque<Answer> coming = new ArrayDeque<>(Arrays.asList(answers));
    serve(
        request -> {
          synchronized (coming) {
            return coming.size() > 1 ? coming.removeFirst() : coming.getFirst();
          }
        });
  }

  @Test
  void whatS3SaysPassesIsAskedAgain() {
    serve(
        Answer.error(503, "SlowDown"),
        Answer.error(500, "InternalError"),
        Answer.of(502, "<html>Bad gateway</html>"),
        Answer.of(400, "<html>Bad request</html>"),
        Answer.error(409, "ConditionalRequestConflict"),
        Answer.error(400, "RequestTimeout"),
        OK);

    assertEquals(
        CreateResult.CREATED, Await.result(store().createIfAbsent("log/1", Bytes.utf8("x"))));
    assertEquals(7, server().requests().size());
    Request last = server().requests().get(5);
    assertEquals("/bucket/pre/log/1", last.path());
    assertEquals(List.of("*"), last.headers().get("If-none-match"));
    assertEquals("x", last.body());
    assertEquals(
        List.of(ContentMd5.of(Bytes.utf8("x"))),
        last.headers().get("Content-md5"),
        "a body that is cut off is refused");
    assertFalse(last.headers().containsKey("Expect"), "an extra round trip");
    assertFalse(last.headers().containsKey("Authorization"));
  }

  @Test
  void anAnswerThatWasCutIsNoListingOfNothing() {
    serve(
        OK,
        Answer.of(
            200,
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>pre/log/1</Key>"
                + "<Size>1</Size></Contents></ListBucketResult>"));

    assertEquals(List.of(new ObjectSummary("log/1", 1)), Await.result(store().list("log/", "")));
    assertEquals(2, server().requests().size());
  }

  @Test
  void aServerThatFailsForeverLeavesAWriteUnknown() {
    serve(request -> Answer.error(500, "InternalError"), "&credentials=anonymous&timeout=2%20s");

    assertInstanceOf(
        UnknownOutcomeException.class,
        Await.failure(store().createIfAbsent("log/1", Bytes.utf8("x"))));
    assertEquals(StorageException.class, Await.failure(store().get("log/1")).getClass());
  }

  @Test
  void aGatewayThatGivesUpSaysNothingOfWhatItPassedOn() {
    serve(request -> Answer.error(503, "SlowDown"), "&credentials=anonymous&timeout=2%20s");

    StorageException failure = Await.failure(store().createIfAbsent("log/1", Bytes.utf8("x")));

    assertInstanceOf(UnknownOutcomeException.class, failure);
    assertEquals(Reason.THROTTLED, failure.reason());
    assertEquals(StorageException.class, Await.failure(store().get("log/1")).getClass());
  }

  @Test
  void aNameTakenAndThenGoneIsCreatedInTheEnd() {
    serve(Answer.error(412, "PreconditionFailed"), Answer.error(404, "NoSuchKey"), OK);

    assertEquals(
        CreateResult.CREATED, Await.result(store().createIfAbsent("log/1", Bytes.utf8("x"))));
    assertEquals(
        List.of("PUT", "GET", "PUT"), server().requests().stream().map(Request::method).toList());
  }

  @Test
  void aServerThatIgnoresConditionsIsRefused() {
    serve(OK);

    StorageException failure =
        Await.failure(store().requireCreateOnce("manifest/1", Bytes.utf8("mine")));

    assertEquals(Reason.MISCONFIGURED, failure.reason());
    assertTrue(messageOf(failure).contains("If-None-Match"), messageOf(failure));
    assertEquals(1, server().requests().size());
  }

  @Test
  void aServerThatCannotDoConditionsIsRefused() {
    serve(Answer.error(501, "NotImplemented"));

    StorageException failure = Await.failure(verify(store()));

    assertEquals(Reason.MISCONFIGURED, failure.reason());
  }

  @Test
  void aListingOutOfOrderIsRefused() {
    serve(listing("log/2", "log/1"));

    assertEquals(Reason.MISCONFIGURED, Await.failure(store().list("log/", "")).reason());
  }

  @Test
  void aListingOfWhatWasNotAskedForIsRefused() {
    serve(listing("log/2", "log/3"));

    assertEquals(Reason.MISCONFIGURED, Await.failure(store().list("log/", "log/2")).reason());
    assertEquals(2, Await.result(store().list("log/", "log/1")).size());
  }

  @Test
  void aServerThatListsTheGreaterNameFirstIsRefused() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    serve(
        request ->
            switch (request.method()) {
              case "PUT" ->
                  names.add(request.path()) ? OK : Answer.error(412, "PreconditionFailed");
              case "GET" ->
                  listing(
                      names.stream()
                          .max(String::compareTo)
                          .orElseThrow()
                          .substring("/bucket/pre/".length()));
              default -> Answer.of(204, "");
            });

    StorageException failure = Await.failure(verify(store()));

    assertEquals(Reason.MISCONFIGURED, failure.reason());
    assertTrue(messageOf(failure).contains("in the order"), messageOf(failure));
  }

  @Test
  void aVerificationThatGetsNoAnswerDoesNotSpeakOfAWrite() {
    serve(request -> Answer.error(500, "InternalError"), "&credentials=anonymous&timeout=300%20ms");

    StorageException failure = Await.failure(verify(store()));

    assertEquals(Reason.UNAVAILABLE, failure.reason());
    assertFalse(failure instanceof UnknownOutcomeException, messageOf(failure));
  }

  @Test
  void whatSpeaksHttpButIsNoS3IsToldByItsAnswer() {
    serve(
        request -> Answer.of(400, "This port speaks TLS."),
        "&credentials=anonymous&timeout=300%20ms");

    StorageException failure = Await.failure(verify(store()));

    assertTrue(
        messageOf(failure).contains("does not answer like an S3 server"), messageOf(failure));
    assertFalse(messageOf(failure).contains("null"), messageOf(failure));
  }

  /** Next is nothing: it must not begin. */
  private static CompletableFuture<Void> verify(AwsObjectStore store) {
    return store.verify(
        WriterId.next(new SplittableRandom(1)),
        () -> CompletableFuture.failedFuture(new AssertionError("It went on.")));
  }

  private static Answer listing(String... names) {
    StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
    for (String name : names) {
      xml.append("<Contents><Key>pre/").append(name).append("</Key><Size>1</Size></Contents>");
    }
    return Answer.of(200, xml.append("</ListBucketResult>").toString());
  }

  @Test
  void aBucketInAnotherRegionNamesIt() {
    serve(
        new Answer(
            301,
            Map.of("x-amz-bucket-region", "eu-west-3"),
            Answer.error(301, "PermanentRedirect").body()));

    StorageException failure = Await.failure(store().list("", ""));

    assertEquals(Reason.MISCONFIGURED, failure.reason());
    assertTrue(messageOf(failure).contains("It is in eu-west-3."), messageOf(failure));
    assertEquals(1, server().requests().size());
  }

  @Test
  void aNewBucketThatIsNotKnownEverywhereIsAskedAgainAndSaidToBeNew() {
    serve(
        request -> Answer.error(307, "TemporaryRedirect"), "&credentials=anonymous&timeout=1%20s");

    StorageException failure = Await.failure(store().list("", ""));

    assertEquals(Reason.UNAVAILABLE, failure.reason());
    assertTrue(messageOf(failure).contains("after it was created"), messageOf(failure));
    assertTrue(server().requests().size() > 1);
  }

  @Test
  void deniedAccessNamesThePermissions() {
    serve(Answer.error(403, "AccessDenied"));

    StorageException failure = Await.failure(store().list("", ""));

    assertEquals(Reason.MISCONFIGURED, failure.reason());
    assertTrue(messageOf(failure).contains("s3:ListBucket"), messageOf(failure));
    assertTrue(messageOf(failure).contains("It says AccessDenied"), messageOf(failure));
  }

  @Test
  void somethingElseThanS3IsToldApartFromAMissingObject() {
    serve(Answer.of(404, "<html>nothing here</html>"));

    assertEquals(Reason.MISCONFIGURED, Await.failure(store().get("log/1")).reason());
  }

  @Test
  void manyNamesAreDeletedAThousandAtATime() {
    serve(request -> Answer.of(200, DELETED));

    Await.result(store().delete(names(2500)));

    assertEquals(
        List.of(500, 1000, 1000),
        server().requests().stream().map(AwsAnswersTest::namesIn).sorted().toList());
    assertTrue(server().requests().stream().allMatch(request -> request.query().equals("delete")));
  }

  @Test
  void aNameThatWasNotDeletedIsDeletedAgain() {
    String failed =
        DELETED.replace(
            "</DeleteResult>",
            "<Error><Key>pre/log/1</Key><Code>InternalError</Code><Message>m</Message></Error></DeleteResult>");
    serve(Answer.of(200, failed), Answer.of(200, DELETED));

    Await.result(store().delete(names(3)));

    assertEquals(2, server().requests().size());
  }

  @Test
  void aNameThatMayNotBeDeletedIsMisconfigured() {
    String failed =
        DELETED.replace(
            "</DeleteResult>",
            "<Error><Key>pre/log/1</Key><Code>AccessDenied</Code><Message>m</Message></Error></DeleteResult>");
    serve(Answer.of(200, failed));

    assertEquals(Reason.MISCONFIGURED, Await.failure(store().delete(names(3))).reason());
  }

  @Test
  void manyDeletionsCarryTheChecksumThatOldServersKnow() {
    serve(Answer.of(200, DELETED));

    Await.result(store().delete(names(3)));

    Request request = server().requests().get(0);
    assertEquals(
        List.of(ContentMd5.of(Bytes.utf8(request.body()))), request.headers().get("Content-md5"));
    assertEquals(
        List.of(),
        request.headers().keySet().stream()
            .filter(name -> name.toLowerCase(Locale.ROOT).contains("checksum"))
            .toList());
  }

  @Test
  void aServerWhereNothingMayBeDeletedIsRefusedBeforeAnythingElse() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    serve(
        request ->
            switch (request.method()) {
              case "PUT" ->
                  names.add(request.path()) ? OK : Answer.error(412, "PreconditionFailed");
              case "DELETE" -> Answer.error(403, "AccessDenied");
              default -> listing(names.stream().min(String::compareTo).orElseThrow());
            });

    assertEquals(Reason.MISCONFIGURED, Await.failure(verify(store())).reason());
  }

  @Test
  void aServerWithoutBulkDeletionIsAskedForItOnce() {
    serve(
        request ->
            request.method().equals("POST")
                ? Answer.error(501, "NotImplemented")
                : Answer.of(204, ""));

    Await.result(store().delete(names(40)));
    Await.result(store().delete(names(40)));

    assertEquals(81, server().requests().size());
    assertEquals(
        1, server().requests().stream().filter(one -> one.method().equals("POST")).count());
  }

  @Test
  void aListingGoesOnFromPageToPageAndDecodesNames() {
    serve(
        request ->
            Answer.of(
                200,
                request.query().contains("start-after=pre%2Flog%2F2")
                    ? page(false, "pre/log/3")
                    : page(true, "pre/log/1%2B", "pre/log/2")));

    assertEquals(
        List.of("log/1+", "log/2", "log/3"),
        Await.result(store().list("log/", "")).stream().map(ObjectSummary::name).toList());
    assertTrue(server().requests().get(0).query().contains("prefix=pre%2Flog%2F"));
  }

  @Test
  void aServerThatDoesNotKnowRangesIsReadWhole() {
    serve(Answer.of(200, "0123456789"));

    assertEquals(Optional.of(Bytes.utf8("345")), Await.result(store().getRange("value/1", 3, 3)));
    assertEquals(Reason.CORRUPT, Await.failure(store().getRange("value/1", 8, 3)).reason());
    assertEquals(List.of("bytes=3-5"), server().requests().get(0).headers().get("Range"));
  }

  @Test
  void anUploadWhoseEndIsLostIsFoundToBeThere() {
    Bytes content = Bytes.wrap(new byte[20 << 20]);
    Deque<Answer> ends =
        new ArrayDeque<>(
            List.of(Answer.error(500, "InternalError"), Answer.error(404, "NoSuchUpload")));
    serve(request -> multipart(request, ends, content.length()), "&credentials=anonymous");

    Await.result(store().put("run/1", content));

    assertEquals(0, ends.size());
    assertEquals(
        3, server().requests().stream().filter(one -> one.query().contains("partNumber=")).count());
  }

  @Test
  void anUploadThatCannotBeSentIsAborted() {
    Bytes content = Bytes.wrap(new byte[20 << 20]);
    serve(
        request ->
            request.query().contains("partNumber=2")
                ? Answer.error(403, "AccessDenied")
                : multipart(request, new ArrayDeque<>(), content.length()),
        "&credentials=anonymous");

    StorageException failure = Await.failure(store().put("run/1", content));

    assertEquals(Reason.MISCONFIGURED, failure.reason());
    assertEquals(StorageException.class, failure.getClass(), "no object can be there");
    assertEquals(
        1, server().requests().stream().filter(one -> one.method().equals("DELETE")).count());
  }

  @Test
  void signedRequestsLeaveNoSecretInAnyLog() {
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    System.setProperty("aws.accessKeyId", "AKIAEXAMPLE");
    System.setProperty("aws.secretAccessKey", "verysecretkey");
    System.setProperty("aws.sessionToken", "verysecrettoken");
    try {
      serve(request -> OK, "");
      Await.result(store().put("value/1", Bytes.utf8("x")));

      String signature =
          server()
              .requests()
              .get(0)
              .headers()
              .getOrDefault("Authorization", List.of("none"))
              .get(0);
      assertTrue(signature.contains("AKIAEXAMPLE"), signature);
      for (ILoggingEvent event : List.copyOf(appender.list)) {
        assertFalse(event.getFormattedMessage().contains("verysecret"), event.toString());
      }
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
      System.clearProperty("aws.sessionToken");
      root.detachAppender(appender);
    }
  }

  private static Answer multipart(Request request, Deque<Answer> ends, int size) {
    if (request.query().equals("uploads")) {
      return Answer.of(
          200,
          "<InitiateMultipartUploadResult><UploadId>up</UploadId></InitiateMultipartUploadResult>");
    }
    return switch (request.method()) {
      case "PUT" -> new Answer(200, Map.of("ETag", "\"tag\""), "");
      case "POST" -> {
        Answer end = ends.poll();
        yield end == null
            ? Answer.of(200, "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")
            : end;
      }
      case "HEAD" -> new Answer(200, Map.of("Content-Length", Integer.toString(size)), "");
      default -> Answer.of(204, "");
    };
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "log/" + i).toList();
  }

  private static int namesIn(Request request) {
    return request.body().split("<Key>", -1).length - 1;
  }

  private static String page(boolean truncated, String... keys) {
    StringBuilder page = new StringBuilder("<ListBucketResult><Name>bucket</Name>");
    page.append("<EncodingType>url</EncodingType>");
    page.append("<IsTruncated>").append(truncated).append("</IsTruncated>");
    for (String key : keys) {
      page.append("<Contents><Key>").append(key).append("</Key><Size>1</Size></Contents>");
    }
    return page.append("</ListBucketResult>").toString();
  }

  private static String messageOf(StorageException failure) {
    return String.valueOf(failure.getMessage());
  }
}
