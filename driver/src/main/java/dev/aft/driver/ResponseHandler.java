package dev.aft.driver;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.Diagnostics;

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

  /** What was sent ahead ended with this error, which no round trip has reported. */
  default void failed(Diagnostics error) {}

  /** For messages whose answers carry nothing. */
  ResponseHandler IGNORE = message -> {};
}
