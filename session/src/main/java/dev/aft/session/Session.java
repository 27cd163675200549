package dev.aft.session;

import dev.aft.protocol.FrontendMessage;

/**
 * One connection. {@link #receive}, {@link #writable} and {@link #close} are called on the
 * session's executor only, one at a time; {@link #cancel} and {@link #drain} from any thread.
 */
public interface Session {
  /**
   * Takes the next message. Returns at once: what cannot be answered from memory goes on later on
   * the session's executor, and messages that arrive meanwhile wait their turn.
   */
  void receive(FrontendMessage message);

  /** Messages received and not yet dealt with: the transport stops reading when it grows. */
  int backlog();

  /** The sink is writable again. */
  void writable();

  /** What the client names in a CancelRequest. */
  int processId();

  int secretKey();

  /** Stops the statement under way, if any, with 57014. */
  void cancel();

  /**
   * The node is going down: an idle session ends with 57P01 now, one in a transaction at the
   * transaction's end, and a new transaction is refused with 57P01.
   */
  void drain();

  /** The connection is gone: an unfinished transaction is aborted. Harmless when repeated. */
  void close();
}
