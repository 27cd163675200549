package dev.aft.session;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.transaction.TransactionManager;
import java.util.concurrent.Executor;

/** Opens the sessions of one node and knows those that are open. Thread-safe. */
public final class Sessions {
  public Sessions(
      SqlEngine engine,
      TransactionManager transactions,
      EngineEnvironment environment,
      SessionSettings settings) {}

  /**
   * Opens a session that waits for its start-up message.
   *
   * @param sessionExecutor runs the session's tasks one at a time, in order; {@link
   *     Session#receive} is called on it
   * @param sink takes the session's answers
   */
  public Session open(Executor sessionExecutor, MessageSink sink) {
    if (openSessions() == 0) {
      throw new UnsupportedOperationException();
    }
    throw new IllegalStateException();
  }

  /** Stops the statement under way in the session that has both numbers; else does nothing. */
  public void cancel(int processId, int secretKey) {}

  /** Drains every session, and those opened later as they start up. */
  public void drain() {}

  /** Sessions open now: a drained node waits for zero. */
  public int openSessions() {
    return 0;
  }

  public SessionStatistics statistics() {
    return new SessionStatistics(0, 0, 0, 0, 0, 0, 0);
  }
}
