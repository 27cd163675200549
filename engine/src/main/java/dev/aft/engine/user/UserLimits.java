package dev.aft.engine.user;

/**
 * What one user may use; 0 where there is no limit.
 *
 * @param connections open at once, on one node
 * @param statementTimeoutMillis the most that a session may choose
 * @param statementMemory bytes that one statement may hold
 */
public record UserLimits(int connections, long statementTimeoutMillis, long statementMemory) {
  public static final UserLimits NONE = new UserLimits(0, 0, 0);

  public UserLimits {
    if (connections < 0 || statementTimeoutMillis < 0 || statementMemory < 0) {
      throw new IllegalArgumentException("a limit of a user is negative");
    }
  }
}
