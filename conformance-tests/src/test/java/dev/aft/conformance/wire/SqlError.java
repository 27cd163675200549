package dev.aft.conformance.wire;

/** What the node answered instead of a result. */
public final class SqlError extends Exception {
  private static final long serialVersionUID = 1;

  private final String sqlState;
  private final String detail;

  SqlError(String sqlState, String message, String detail) {
    super(sqlState + " " + message + (detail.isEmpty() ? "" : " (" + detail + ")"));
    this.sqlState = sqlState;
    this.detail = detail;
  }

  public String sqlState() {
    return sqlState;
  }

  /** Empty when there is none. */
  public String detail() {
    return detail;
  }
}
