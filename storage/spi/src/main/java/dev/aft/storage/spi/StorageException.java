package dev.aft.storage.spi;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A store could not do what was asked, and for a write: has not done it. {@link
 * UnknownOutcomeException} is the exception to that rule, as a type of its own.
 */
public class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller would do differently. */
  public enum Reason {
    /** The store does not answer, or answers too late; trying again may help. */
    UNAVAILABLE,
    /** The store is asked too much; trying again later helps. */
    THROTTLED,
    /** There is no room left; writes fail until somebody makes room. */
    FULL,
    /** A key, value or batch is larger than the store takes. */
    TOO_LARGE,
    /** Stored data is damaged; it was detected and not served. */
    CORRUPT,
    /** Another process holds the store. */
    IN_USE,
    /** The data was written by a newer version of the software. */
    NEWER_FORMAT,
    /** The address or a setting of the store is wrong. */
    MISCONFIGURED,
    /** The store has been closed. */
    CLOSED,
    /** Anything else that the store reports as failed input or output. */
    IO
  }

  private final Reason reason;

  public StorageException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public StorageException(Reason reason, String message) {
    this(reason, message, null);
  }

  public Reason reason() {
    return reason;
  }

  /**
   * The storage failure that a future reported: futures wrap it when stages stand between. Anything
   * else, as {@link Reason#IO} with its cause.
   */
  public static StorageException from(Throwable reported) {
    Throwable failure = reported;
    while ((failure instanceof CompletionException || failure instanceof ExecutionException)
        && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure instanceof StorageException storageException
        ? storageException
        : new StorageException(Reason.IO, "The store failed unexpectedly. " + failure, failure);
  }
}
