package dev.aft.protocol;

/** Bytes or text that are not a value of the type they claim. The connection is well. */
public final class InvalidValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public InvalidValueException(String sqlState, String message) {
    super(message, null, false, false);
    this.sqlState = sqlState;
  }

  /** 22P02 text, 22P03 binary, 22003 numbers, 22007 and 22008 dates and times, 22021 characters. */
  public String sqlState() {
    return sqlState;
  }
}
