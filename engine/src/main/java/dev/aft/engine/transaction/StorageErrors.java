package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.StorageException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Says in the engine's words why the store could not do something. Stateless. */
public final class StorageErrors {
  private StorageErrors() {}

  static EngineException toEngine(Throwable thrown) {
    Throwable error = unwrap(thrown);
    if (error instanceof EngineException known) {
      return known;
    }
    if (error instanceof StorageException failure) {
      return describe(failure);
    }
    return EngineException.builder(ErrorCode.INTERNAL, "Unexpected failure: " + error)
        .cause(error)
        .build();
  }

  /** The failure with the code that clients are told, its facts in the detail. */
  public static EngineException describe(StorageException failure) {
    ErrorCode code = codeOf(failure.reason());
    String message =
        code == ErrorCode.STORE_TAKEN
            ? "Another process has taken the store over"
            : "The store failed";
    EngineException.Builder error =
        EngineException.builder(code, message)
            .detail("reason=" + failure.reason() + " message=" + failure.getMessage())
            .cause(failure);
    if (failure.reason() == StorageException.Reason.THROTTLED) {
      error.hint("Try again later, or ask for less at one time; the store is asked too much.");
    }
    return error.build();
  }

  /**
   * Logs that something did not work: in one line where the store failed, which may concern every
   * transaction of an hour; with the stack trace of anything that nobody expects.
   *
   * @param event says what, with its facts
   */
  static void warn(Logger log, String event, @Nullable Throwable thrown) {
    @Nullable Throwable error = thrown == null ? null : unwrap(thrown);
    @Nullable Throwable cause = error instanceof EngineException known ? known.getCause() : error;
    if (error == null) {
      log.warn("{}", event);
    } else if (cause instanceof StorageException) {
      log.warn("{} cause={}", event, cause.toString());
    } else {
      log.warn("{}", event, error);
    }
  }

  /** Whether the store was closed under what failed, as it is when the node ends. */
  static boolean isClosed(Throwable thrown) {
    return unwrap(thrown) instanceof StorageException failure
        && failure.reason() == StorageException.Reason.CLOSED;
  }

  static Throwable unwrap(Throwable thrown) {
    Throwable error = thrown;
    while (error instanceof CompletionException && error.getCause() != null) {
      error = error.getCause();
    }
    return error;
  }

  private static ErrorCode codeOf(StorageException.Reason reason) {
    return switch (reason) {
      case FULL -> ErrorCode.STORAGE_FULL;
      case UNAVAILABLE, THROTTLED -> ErrorCode.STORAGE_UNAVAILABLE;
      case TOO_LARGE -> ErrorCode.LIMIT_EXCEEDED;
      case CORRUPT -> ErrorCode.DATA_CORRUPTED;
      case CLOSED -> ErrorCode.SHUTTING_DOWN;
      case IN_USE -> ErrorCode.STORE_TAKEN;
      case NEWER_FORMAT, MISCONFIGURED, IO -> ErrorCode.STORAGE_FAILED;
    };
  }
}
