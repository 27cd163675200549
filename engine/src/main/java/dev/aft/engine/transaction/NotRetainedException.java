package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;

/** A version that a reader needs may have been collected; no running transaction is told so. */
final class NotRetainedException extends EngineException {
  private static final long serialVersionUID = 1L;

  NotRetainedException() {
    super(ErrorCode.MUST_RETRY, "The transaction needs a version that is no longer retained");
  }
}
