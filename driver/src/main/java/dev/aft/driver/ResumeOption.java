package dev.aft.driver;

/** How {@link AftConnection#resume(String, ResumeOption...)} takes a transaction. */
public enum ResumeOption {
  /**
   * Take the transaction even if another connection holds it or has suspended it again: it goes
   * back to the state that the token names, later tokens are void, and the other connection's next
   * statement fails with 25X04. What a retried step needs.
   */
  TAKEOVER("takeover = true"),

  /**
   * If this connection closes or dies while it holds the transaction, the transaction goes back to
   * the state that the token names, and the token resumes it. Without it the transaction is
   * aborted. A pool's return is not a close: pools roll back.
   */
  SUSPEND_ON_CLOSE("on_close = 'suspend'");

  private final String sql;

  ResumeOption(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
