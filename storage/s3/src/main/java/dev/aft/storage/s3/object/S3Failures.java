package dev.aft.storage.s3.object;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the failures of S3 and of the way to it mean. Stateless. */
final class S3Failures {
  private static final String PERMISSIONS =
      "s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on the objects,"
          + " s3:ListBucket on the bucket";

  private S3Failures() {}

  /** The error code that the server gave, or an empty string. */
  static String code(Throwable failure) {
    if (failure instanceof AwsServiceException exception) {
      AwsErrorDetails details = exception.awsErrorDetails();
      if (details != null && details.errorCode() != null) {
        return details.errorCode();
      }
    }
    return "";
  }

  /** The HTTP status, or 0 for what is no answer of the server. */
  static int status(Throwable failure) {
    return failure instanceof AwsServiceException exception ? exception.statusCode() : 0;
  }

  /**
   * As {@link #judge(Throwable)} for a server that is not Amazon's: what its gateways and proxies
   * say of a request that they have passed on says nothing of what becomes of it.
   */
  static Verdict judgeOfEndpoint(Throwable failure) {
    Verdict verdict = judge(failure);
    boolean vague =
        status(failure) >= 500 || status(failure) == 408 || code(failure).equals("RequestTimeout");
    return vague && verdict.retry()
        ? new Verdict(true, true, verdict.reason(), verdict.message())
        : verdict;
  }

  static Verdict judge(Throwable failure) {
    if (failure instanceof AwsServiceException exception) {
      return answered(exception, code(exception));
    }
    if (failure instanceof AttemptException own) {
      String message = String.valueOf(own.getMessage());
      return own.kind() == AttemptException.Kind.CONFLICT
          ? Verdict.again(Reason.UNAVAILABLE, message)
          : Verdict.perhaps(message);
    }
    if (failure instanceof StorageException storage) {
      return Verdict.never(storage.reason(), String.valueOf(storage.getMessage()));
    }
    return unanswered(failure);
  }

  private static Verdict answered(AwsServiceException exception, String code) {
    return switch (code) {
      case "NoSuchBucket" ->
          wrong("The bucket does not exist. Create it, or correct the storage address.", exception);
      case "InvalidBucketName" -> wrong("The server does not take this bucket's name.", exception);
      case "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException",
          "InvalidRegion" ->
          wrongRegion(exception);
      case "RequestTimeTooSkewed" ->
          wrong("The clock of this machine is wrong. Set it, and keep it set.", exception);
      case "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidToken",
          "ExpiredToken",
          "TokenRefreshRequired",
          "InvalidSecurity",
          "NotSignedUp" ->
          wrong(
              "The server does not accept the credentials. Renew or correct them where they come"
                  + " from: environment, profile or role.",
              exception);
      case "SlowDown",
          "TooManyRequests",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "BandwidthLimitExceeded" ->
          Verdict.again(Reason.THROTTLED, said("S3 asks to slow down.", exception));
      case "ServiceUnavailable", "RequestTimeout", "IncompleteBody", "BadDigest", "NoSuchKey" ->
          Verdict.again(Reason.UNAVAILABLE, said("S3 did not take the request.", exception));
      case "InternalError" -> Verdict.perhaps(said("S3 failed.", exception));
      case "EntityTooLarge" ->
          Verdict.never(Reason.TOO_LARGE, said("The object is too large.", exception));
      case "QuotaExceeded", "XMinioStorageFull", "InsufficientStorage" ->
          Verdict.never(Reason.FULL, said("The store has no room left.", exception));
      default -> byStatus(exception, code);
    };
  }

  private static Verdict byStatus(AwsServiceException exception, String code) {
    int status = exception.statusCode();
    return switch (status) {
      case 301, 302, 308 -> wrongRegion(exception);
      case 307 ->
          Verdict.again(
              Reason.UNAVAILABLE,
              said(
                  "The bucket's name does not lead to its region yet, as for some time after it was"
                      + " created.",
                  exception));
      case 409 ->
          Verdict.again(
              Reason.UNAVAILABLE, said("Another request was at the same object.", exception));
      case 401, 403 ->
          wrong("Access is denied. The credentials need " + PERMISSIONS + ".", exception);
      case 404 ->
          code.isEmpty()
              ? wrong("The endpoint does not answer like an S3 server. Correct it.", exception)
              : Verdict.never(Reason.IO, said("What the request names is gone.", exception));
      case 405, 501 -> wrong("The server refuses a request that AFT needs.", exception);
      case 408 ->
          Verdict.again(Reason.UNAVAILABLE, said("The request came too slowly.", exception));
      case 413 -> Verdict.never(Reason.TOO_LARGE, said("The object is too large.", exception));
      case 429 -> Verdict.again(Reason.THROTTLED, said("S3 asks to slow down.", exception));
      case 507 -> Verdict.never(Reason.FULL, said("The store has no room left.", exception));
      default ->
          status >= 500 || status < 300
              ? Verdict.perhaps(said("S3 failed.", exception))
              : refused(exception, code);
    };
  }

  /** What has no code of S3 comes from something before it, which may have a bad moment. */
  private static Verdict refused(AwsServiceException exception, String code) {
    return code.isEmpty()
        ? Verdict.perhaps(
            said(
                "The endpoint does not answer like an S3 server. If it never does, check it, and"
                    + " whether it is http or https.",
                exception))
        : Verdict.never(Reason.IO, said("S3 refused the request.", exception));
  }

  private static Verdict wrongRegion(AwsServiceException exception) {
    AwsErrorDetails details = exception.awsErrorDetails();
    String region =
        details == null || details.sdkHttpResponse() == null
            ? ""
            : details
                .sdkHttpResponse()
                .firstMatchingHeader("x-amz-bucket-region")
                .map(found -> " It is in " + found + ".")
                .orElse("");
    return wrong(
        "The bucket is in another region, or at another endpoint."
            + region
            + " Set the parameter region of the storage address, or AWS_REGION.",
        exception);
  }

  private static Verdict wrong(String advice, AwsServiceException exception) {
    return Verdict.never(Reason.MISCONFIGURED, said(advice, exception));
  }

  private static String said(String what, AwsServiceException exception) {
    AwsErrorDetails details = exception.awsErrorDetails();
    return String.join(
        " ",
        what,
        "status=" + exception.statusCode(),
        "code=" + code(exception),
        "said=" + (details == null ? "" : Objects.requireNonNullElse(details.errorMessage(), "")),
        "request=" + Objects.requireNonNullElse(exception.requestId(), ""));
  }

  private static Verdict unanswered(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    if (text.contains("Unable to load credentials")
        || text.contains("Failed to load credentials")) {
      return Verdict.never(Reason.MISCONFIGURED, noCredentials());
    }
    if (hasCause(failure, UnknownHostException.class)) {
      return Verdict.again(
          Reason.UNAVAILABLE, "The host of the endpoint is not known. Check endpoint and region.");
    }
    if (hasCause(failure, ConnectException.class)
        || hasCause(failure, NoRouteToHostException.class)) {
      return Verdict.again(
          Reason.UNAVAILABLE,
          "The endpoint cannot be reached. Check it, and whether the server runs.");
    }
    if (hasCause(failure, CertificateException.class)) {
      return Verdict.never(
          Reason.MISCONFIGURED,
          "The endpoint does not prove by TLS who it is. Check it, http or https, and the trusted"
              + " certificates. "
              + root(failure));
    }
    if (text.contains("Acquire operation took longer")) {
      return Verdict.again(Reason.THROTTLED, "All connections to S3 are in use.");
    }
    if (hasCause(failure, IOException.class) || failure instanceof CancellationException) {
      return Verdict.perhaps(
          "The connection to S3 broke. If it always does, check endpoint, and whether it is http or"
              + " https. "
              + root(failure));
    }
    return failure instanceof SdkClientException
        ? Verdict.perhaps("The request to S3 failed. " + failure)
        : Verdict.never(Reason.IO, "The request to S3 failed unexpectedly. " + failure);
  }

  static String noCredentials() {
    return "No credentials were found. Give the process a role, a profile, or AWS_ACCESS_KEY_ID and"
        + " AWS_SECRET_ACCESS_KEY; for a server without access control: credentials=anonymous.";
  }

  /** What it began with, without the advice that follows it. */
  private static String root(Throwable failure) {
    Throwable root = causes(failure).reduce(failure, (outer, cause) -> cause);
    String text = String.valueOf(root.getMessage());
    int end = text.indexOf(". ");
    return "reason="
        + root.getClass().getSimpleName()
        + ": "
        + (end < 0 ? text : text.substring(0, end));
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    return causes(failure).anyMatch(type::isInstance);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(20);
  }
}
