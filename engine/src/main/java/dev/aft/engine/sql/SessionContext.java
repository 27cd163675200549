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

  /**
   * Asked now and then by long statements.
   *
   * @throws dev.aft.engine.EngineException {@code QUERY_CANCELED} when the statement should stop
   */
  void checkCancelled();
}
