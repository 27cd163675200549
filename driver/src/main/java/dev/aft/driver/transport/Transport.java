package dev.aft.driver.transport;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * One connection to a session. {@link #send} and {@link #receive} are called by one thread at a
 * time; {@link #cancel} and {@link #close} by any thread at any moment. After any exception other
 * than a timeout at a message boundary the transport is of no use any more.
 */
public interface Transport {
  /** Sends all messages, over a socket in one write where they fit into its buffer. */
  void send(List<? extends FrontendMessage> messages) throws IOException;

  /**
   * The next message.
   *
   * @throws java.net.SocketTimeoutException when none arrives within the timeout
   * @throws java.io.EOFException when the other side has closed
   */
  BackendMessage receive() throws IOException;

  /**
   * Adds the next message to {@code to}, and with it some or all of those that are there already:
   * fewer calls where a call has its price.
   *
   * @throws IOException as {@link #receive}, with nothing added
   */
  default void receive(Collection<? super BackendMessage> to) throws IOException {
    to.add(receive());
  }

  /** The longest that {@link #receive} waits, in milliseconds; 0 is for ever. */
  int timeoutMillis();

  void setTimeoutMillis(int timeoutMillis) throws IOException;

  /**
   * Asks for the statement under way to be stopped, on a way of its own. Returns when the request
   * was taken; the statement itself ends later, with 57014 or as if never asked.
   */
  void cancel(int processId, int secretKey) throws IOException;

  /** Frees everything and wakes a thread that waits in {@link #receive}. Harmless when repeated. */
  void close();
}
