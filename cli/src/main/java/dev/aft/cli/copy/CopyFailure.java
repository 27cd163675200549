package dev.aft.cli.copy;

/** Why a copy ended without being one. */
final class CopyFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the caller does about it. */
  enum Kind {
    /** The addresses do not go together; nothing was changed. */
    REFUSED(2),
    /** Source and target are not equal at the end. */
    DIFFERENT(3),
    /** It was asked to stop, and goes on when it is started again. */
    STOPPED(130);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  CopyFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
