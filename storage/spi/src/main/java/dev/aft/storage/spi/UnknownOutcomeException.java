package dev.aft.storage.spi;

import org.jspecify.annotations.Nullable;

/**
 * A write may have happened, wholly or in part, or may still happen. Only reading tells. Nothing
 * may be cleaned up on the strength of it.
 *
 * <p>Found present is final. Found absent is not, since the write may still arrive: to make it
 * final, create something else under the same key, if absent.
 */
public final class UnknownOutcomeException extends StorageException {
  private static final long serialVersionUID = 1L;

  public UnknownOutcomeException(Reason reason, String message, @Nullable Throwable cause) {
    super(reason, message, cause);
  }
}
