package dev.aft.driver;

import dev.aft.protocol.BackendMessage;

/** Takes the answers of one round trip, in order. Does not throw and does not block. */
interface ResponseHandler {
  void on(BackendMessage message);

  /**
   * Whether nothing is done twice if all of the round trip is done again on another session, after
   * the first has ended without an answer.
   */
  default boolean isRepeatable() {
    return false;
  }

  /** For messages whose answers carry nothing. */
  ResponseHandler IGNORE = message -> {};
}
