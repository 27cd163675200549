package dev.aft.storage.s3.object;

/** An attempt failed for a reason that is found on this side of the network. */
final class AttemptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was found. */
  enum Kind {
    /** No answer in time. */
    TIMED_OUT,
    /** The answer ended before it was whole. */
    HALF_READ,
    /** Somebody else was at the same object at the same time. */
    CONFLICT
  }

  private final Kind kind;

  AttemptException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
