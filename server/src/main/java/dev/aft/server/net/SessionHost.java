package dev.aft.server.net;

import dev.aft.session.MessageSink;
import dev.aft.session.Peer;
import dev.aft.session.Session;
import java.util.concurrent.Executor;

/** Makes the sessions of connections. Thread-safe. */
public interface SessionHost {
  /**
   * Opens a session that waits for its start-up message.
   *
   * @param executor runs tasks on the connection's event loop, one after the other
   * @param sink takes the answers
   * @param peer what is known of the client
   */
  Session open(Executor executor, MessageSink sink, Peer peer);

  /** Whether clients have to log in. Without users only those on this machine are let in. */
  boolean hasUsers();

  /** Stops the statement under way in the session that has both numbers; else does nothing. */
  void cancel(int processId, int secretKey);
}
