package dev.aft.session;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.ValuesBuilder;

/**
 * Where a session's answers go. Called on the session's executor only, one call at a time, in the
 * order the client must see.
 */
public interface MessageSink {
  /** Takes a message; it may wait in a buffer until {@link #flush}. */
  void send(BackendMessage message);

  /** Takes a row, which the caller then makes the next of; many of them are what results are. */
  default void sendRow(ValuesBuilder row) {
    send(new BackendMessage.DataRow(row.build()));
  }

  /** Everything sent so far goes out now. */
  void flush();

  /** Everything sent so far goes out, then the connection ends. */
  void close();

  /** Whether the client keeps up. A session that streams rows stops while it is false. */
  boolean isWritable();
}
