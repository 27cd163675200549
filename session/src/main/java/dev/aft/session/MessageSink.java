package dev.aft.session;

import dev.aft.protocol.BackendMessage;

/**
 * Where a session's answers go. Called on the session's executor only, one call at a time, in the
 * order the client must see.
 */
public interface MessageSink {
  /** Takes a message; it may wait in a buffer until {@link #flush}. */
  void send(BackendMessage message);

  /** Everything sent so far goes out now. */
  void flush();

  /** Everything sent so far goes out, then the connection ends. */
  void close();

  /** Whether the client keeps up. A session that streams rows stops while it is false. */
  boolean isWritable();
}
