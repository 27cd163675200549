package dev.aft.conformance.torture;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The statements that are being executed, for who wants to cancel one. */
final class Running {
  private final Map<Integer, Statement> statements = new ConcurrentHashMap<>();

  void now(int owner, Statement statement) {
    statements.put(owner, statement);
  }

  void over(int owner) {
    statements.remove(owner);
  }

  /** Cancels that of {@code owner}, if there is one; it may be the next one that is hit. */
  void cancel(int owner) throws SQLException {
    Statement statement = statements.get(owner);
    if (statement != null) {
      statement.cancel();
    }
  }
}
