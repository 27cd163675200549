package dev.aft.storage.foundationdb;

import com.apple.foundationdb.FDBException;
import java.util.Set;

/**
 * FoundationDB's error codes, as far as this store acts on them. The predicates of {@code
 * FDBException} ask the native library; these do not need it. Source: flow/error_definitions.h and
 * fdb_error_predicate of FoundationDB 7.3, and two codes of 7.4 (1235, 1242), whose client library
 * can be installed as well.
 */
final class ErrorCodes {
  static final int TIMED_OUT = 1004;
  static final int TRANSACTION_TOO_OLD = 1007;
  static final int FUTURE_VERSION = 1009;
  static final int NOT_COMMITTED = 1020;
  static final int COMMIT_UNKNOWN_RESULT = 1021;
  static final int TRANSACTION_CANCELLED = 1025;
  static final int TRANSACTION_TIMED_OUT = 1031;
  static final int PROCESS_BEHIND = 1037;
  static final int DATABASE_LOCKED = 1038;
  static final int CLUSTER_VERSION_CHANGED = 1039;
  static final int COMMIT_PROXY_MEMORY_LIMIT = 1042;
  static final int SHUTDOWN_IN_PROGRESS = 1043;
  static final int BATCH_TRANSACTION_THROTTLED = 1051;
  static final int GRV_PROXY_MEMORY_LIMIT = 1078;
  static final int OPERATION_CANCELLED = 1101;
  static final int TAG_THROTTLED = 1213;
  static final int PROXY_TAG_THROTTLED = 1223;
  static final int STORAGE_QUOTA_EXCEEDED = 1225;
  static final int HOT_SHARD_THROTTLED = 1235;
  static final int TRANSACTION_REJECTED_RANGE_LOCKED = 1242;
  static final int FILE_NOT_FOUND = 1511;
  static final int FILE_NOT_READABLE = 1513;
  static final int NO_CLUSTER_FILE = 1515;
  static final int TRANSACTION_TOO_LARGE = 2101;
  static final int KEY_TOO_LARGE = 2102;
  static final int VALUE_TOO_LARGE = 2103;
  static final int CONNECTION_STRING_INVALID = 2104;
  static final int TENANT_NAME_REQUIRED = 2130;
  static final int API_VERSION_UNSET = 2200;
  static final int API_VERSION_NOT_SUPPORTED = 2203;
  static final int PERMISSION_DENIED = 6000;

  private static final Set<Integer> RETRYABLE_NOT_COMMITTED =
      Set.of(
          TRANSACTION_TOO_OLD,
          FUTURE_VERSION,
          NOT_COMMITTED,
          PROCESS_BEHIND,
          DATABASE_LOCKED,
          COMMIT_PROXY_MEMORY_LIMIT,
          BATCH_TRANSACTION_THROTTLED,
          GRV_PROXY_MEMORY_LIMIT,
          TAG_THROTTLED,
          PROXY_TAG_THROTTLED,
          HOT_SHARD_THROTTLED,
          TRANSACTION_REJECTED_RANGE_LOCKED);

  private static final Set<Integer> THROTTLES =
      Set.of(
          COMMIT_PROXY_MEMORY_LIMIT,
          BATCH_TRANSACTION_THROTTLED,
          GRV_PROXY_MEMORY_LIMIT,
          TAG_THROTTLED,
          PROXY_TAG_THROTTLED,
          HOT_SHARD_THROTTLED);

  private ErrorCodes() {}

  /**
   * Whether a commit that failed with {@code code} has not happened and never will. Everything that
   * is not known to mean that may have happened: running out of time and being cancelled, too.
   */
  static boolean isNotCommitted(int code) {
    boolean illegalCall = code >= 2000 && code < 3000;
    return illegalCall
        || RETRYABLE_NOT_COMMITTED.contains(code)
        || code == STORAGE_QUOTA_EXCEEDED
        || code == PERMISSION_DENIED;
  }

  /** Whether the time of a transaction was over. */
  static boolean isTimeout(Throwable failure) {
    return failure instanceof FDBException e && e.getCode() == TRANSACTION_TIMED_OUT;
  }

  static boolean isThrottle(int code) {
    return THROTTLES.contains(code);
  }

  static boolean isCancelled(int code) {
    return code == TRANSACTION_CANCELLED
        || code == OPERATION_CANCELLED
        || code == SHUTDOWN_IN_PROGRESS;
  }
}
