package dev.aft.storage.foundationdb;

import com.apple.foundationdb.FDBException;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Says what FoundationDB's errors mean for a caller of the store.
 *
 * @param cluster what is named to the reader of an error: the cluster file
 * @param timeoutMillis how long a transaction was tried
 */
record Failures(String cluster, long timeoutMillis) {
  static StorageException closed() {
    return new StorageException(Reason.CLOSED, "The store has been closed.");
  }

  /** The failure that a future reported, without what futures wrap it in. */
  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * The failure of a transaction.
   *
   * @param lastRetried the code of the error before this one, or 0: what a timeout was spent on
   */
  StorageException of(Throwable failure, int lastRetried) {
    Throwable cause = unwrap(failure);
    if (cause instanceof StorageException storageException) {
      return storageException;
    }
    if (cause instanceof FDBException e) {
      return e.getCode() == ErrorCodes.TRANSACTION_TIMED_OUT
          ? timedOut(e, lastRetried)
          : new StorageException(reason(e.getCode()), message(e), e);
    }
    if (cause instanceof IllegalStateException || cause instanceof CancellationException) {
      // What fdb-java throws when a handle is used after it was closed.
      return new StorageException(Reason.CLOSED, "The store has been closed.", cause);
    }
    return StorageException.from(cause);
  }

  /** What a timeout means when the cluster says that it has no space left. */
  StorageException full(Throwable timeout) {
    return new StorageException(
        Reason.FULL,
        "The FoundationDB cluster has no free space left and takes no transactions; make room or"
            + " add storage servers."
            + where()
            + " timeout-ms="
            + timeoutMillis,
        timeout);
  }

  /** The same failure of a write that may have happened all the same. */
  static UnknownOutcomeException unknown(StorageException failure) {
    return new UnknownOutcomeException(
        failure.reason(),
        "A write to FoundationDB may or may not have happened. " + failure.getMessage(),
        failure);
  }

  private StorageException timedOut(FDBException e, int lastRetried) {
    Reason reason = ErrorCodes.isThrottle(lastRetried) ? Reason.THROTTLED : Reason.UNAVAILABLE;
    String what =
        switch (lastRetried) {
          case 0 ->
              "FoundationDB did not answer in time; are the addresses in the cluster file"
                  + " right, and does the cluster run a version that this client can talk to?";
          case ErrorCodes.DATABASE_LOCKED -> "The FoundationDB cluster is locked.";
          case ErrorCodes.TRANSACTION_REJECTED_RANGE_LOCKED ->
              "A range of the FoundationDB cluster is locked.";
          case ErrorCodes.NOT_COMMITTED -> "Other writes to the same keys came first all the time.";
          default ->
              ErrorCodes.isThrottle(lastRetried)
                  ? "The FoundationDB cluster is asked too much."
                  : "FoundationDB did not manage it in time.";
        };
    return new StorageException(
        reason, what + where() + " timeout-ms=" + timeoutMillis + " last-code=" + lastRetried, e);
  }

  static Reason reason(int code) {
    if (ErrorCodes.isThrottle(code)) {
      return Reason.THROTTLED;
    }
    if (ErrorCodes.isCancelled(code)) {
      return Reason.CLOSED;
    }
    return switch (code) {
      case ErrorCodes.TRANSACTION_TOO_LARGE, ErrorCodes.KEY_TOO_LARGE, ErrorCodes.VALUE_TOO_LARGE ->
          Reason.TOO_LARGE;
      case ErrorCodes.STORAGE_QUOTA_EXCEEDED -> Reason.FULL;
      case ErrorCodes.FILE_NOT_FOUND,
          ErrorCodes.FILE_NOT_READABLE,
          ErrorCodes.NO_CLUSTER_FILE,
          ErrorCodes.CONNECTION_STRING_INVALID,
          ErrorCodes.TENANT_NAME_REQUIRED,
          ErrorCodes.API_VERSION_UNSET,
          ErrorCodes.API_VERSION_NOT_SUPPORTED,
          ErrorCodes.PERMISSION_DENIED ->
          Reason.MISCONFIGURED;
      case ErrorCodes.TIMED_OUT,
          ErrorCodes.TRANSACTION_TOO_OLD,
          ErrorCodes.FUTURE_VERSION,
          ErrorCodes.NOT_COMMITTED,
          ErrorCodes.COMMIT_UNKNOWN_RESULT,
          ErrorCodes.PROCESS_BEHIND,
          ErrorCodes.DATABASE_LOCKED,
          ErrorCodes.TRANSACTION_REJECTED_RANGE_LOCKED,
          ErrorCodes.CLUSTER_VERSION_CHANGED ->
          Reason.UNAVAILABLE;
      default -> Reason.IO;
    };
  }

  private String message(FDBException e) {
    String advice =
        switch (e.getCode()) {
          case ErrorCodes.CONNECTION_STRING_INVALID -> "The cluster file is not valid.";
          case ErrorCodes.TENANT_NAME_REQUIRED ->
              "The cluster requires tenants, which this store does not use"
                  + " (fdbcli: configure tenant_mode=optional_experimental).";
          default -> "FoundationDB reports an error.";
        };
    return advice + where() + " code=" + e.getCode() + " message=" + e.getMessage();
  }

  private String where() {
    return " cluster-file=" + cluster;
  }
}
