package dev.aft.driver.transport;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.OpaqueBytes;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** What all receives may take together, until the next {@link #setTimeoutMillis}. */
  default void setPatience(Patience patience) throws IOException {
    setTimeoutMillis(patience.millis());
  }

  default boolean isEncrypted() {
    return false;
  }

  /** The tls-server-end-point data (RFC 5929); null where there is no TLS, or no such data. */
  default @Nullable OpaqueBytes channelBinding() throws IOException {
    return null;
  }

  /**
   * Whether anything has come that nobody has asked for, the end of the stream included: the server
   * may have said goodbye. Asked between round trips only.
   *
   * @param thoroughly takes up to a millisecond, and misses nothing that has arrived: where that
   *     cannot be found out without asking the server, the answer is true
   */
  default boolean hasNews(boolean thoroughly) throws IOException {
    return false;
  }

  /**
   * Asks for the statement under way to be stopped, on a way of its own. Returns when the request
   * was taken; the statement itself ends later, with 57014 or as if never asked.
   */
  void cancel(int processId, int secretKey) throws IOException;

  /** Frees everything and wakes a thread that waits in {@link #receive}. Harmless when repeated. */
  void close();
}
