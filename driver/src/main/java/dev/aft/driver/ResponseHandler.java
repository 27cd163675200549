package dev.aft.driver;

import dev.aft.protocol.BackendMessage;

/** Takes the answers of one round trip, in order. Does not throw and does not block. */
interface ResponseHandler {
  void on(BackendMessage message);

  /** For messages whose answers carry nothing. */
  ResponseHandler IGNORE = message -> {};
}
