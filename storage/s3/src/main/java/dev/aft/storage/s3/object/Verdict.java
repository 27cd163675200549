package dev.aft.storage.s3.object;

import dev.aft.storage.spi.StorageException.Reason;

/**
 * What a failed request means.
 *
 * @param retry whether the same request may succeed later
 * @param mayHaveHappened whether the server may have done it all the same, or may still do it
 * @param reason what the caller is told when there is no more trying
 * @param message a sentence that says what to do, where that is known
 */
record Verdict(boolean retry, boolean mayHaveHappened, Reason reason, String message) {
  /** Not done, and worth another try. */
  static Verdict again(Reason reason, String message) {
    return new Verdict(true, false, reason, message);
  }

  /** Perhaps done, and worth another try. */
  static Verdict perhaps(String message) {
    return new Verdict(true, true, Reason.UNAVAILABLE, message);
  }

  /** Not done, and trying again is of no use. */
  static Verdict never(Reason reason, String message) {
    return new Verdict(false, false, reason, message);
  }
}
