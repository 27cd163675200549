package dev.aft.history;

/** What was given is not a history: a malformed line, or two writes that cannot be told apart. */
public final class InvalidHistoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidHistoryException(String message) {
    super(message);
  }
}
