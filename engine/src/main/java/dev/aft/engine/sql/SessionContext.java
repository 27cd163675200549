package dev.aft.engine.sql;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What a statement sees of the connection it runs on. Read at prepare and at execute; may change
 * between the two.
 */
public interface SessionContext {
  String user();

  String database();

  /** Where unqualified names are looked up. */
  String schema();

  ZoneId timeZone();

  /** When the current transaction began: what CURRENT_TIMESTAMP answers. */
  Instant transactionTime();

  /** What the user of the session may do now: asked anew for each statement. */
  default Access access() {
    return Access.ALL;
  }

  /** Whether the session is logged in as the user of this name and id. */
  default boolean isUser(String name, long id) {
    return false;
  }

  /** The session has made the first user, as which it may go on once that is committed. */
  default void madeFirstUser(String name, long id) {}

  /** Tells the client something beside the result of the statement. */
  default void notice(String message) {}

  /**
   * Asked now and then by long statements.
   *
   * @throws dev.aft.engine.EngineException {@code QUERY_CANCELED} when the statement should stop
   */
  void checkCancelled();
}
