package dev.aft.driver.transport;

import dev.aft.protocol.BackendDecoder;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.Framing;
import dev.aft.protocol.FrontendEncoder;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.WireWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A transport over a blocking TCP socket, encrypted or not, with one buffer each way. */
public final class SocketTransport implements Transport {
  private static final int BUFFER_BYTES = 16 * 1024;

  /** For answers that have filled the buffer: there is more of them. */
  private static final int LARGE_BUFFER_BYTES = 64 * 1024;

  private static final int MAX_BODY_BYTES = 1 << 30;

  /** Less than this fits into the system's empty buffers, so that writing it cannot wait long. */
  private static final int UNWATCHED_BYTES = 32 * 1024;

  /** The socket itself, and what encrypts over it, which is the same where nothing does. */
  private final PatientSocket plain;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final Endpoint endpoint;
  private final WireWriter outgoing = new WireWriter(1024);
  private byte[] incoming = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private int timeoutMillis;

  private SocketTransport(PatientSocket plain, Socket socket, Endpoint endpoint)
      throws IOException {
    this.plain = plain;
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.endpoint = endpoint;
    this.timeoutMillis = socket.getSoTimeout();
  }

  /**
   * Connects, and agrees on TLS as the end point says.
   *
   * @param patience of all reads until {@link #setTimeoutMillis} ends it
   */
  public static SocketTransport connect(Endpoint endpoint, Patience patience) throws IOException {
    if (!endpoint.tls().mode().asks()) {
      PatientSocket plain = open(endpoint, patience);
      return new SocketTransport(plain, plain, endpoint);
    }
    SharedTls shared = TlsContexts.shared(endpoint.tls());
    if (shared.startsAtOnce(endpoint)) {
      try {
        return encrypted(open(endpoint, patience), endpoint, shared, /* atOnce= */ true);
      } catch (TransportException e) {
        // Whatever the reason was: asking, as with a server that is not known, finds out more.
        System.getLogger(SocketTransport.class.getName())
            .log(System.Logger.Level.DEBUG, "asking for TLS", e);
      }
    }
    return encrypted(open(endpoint, patience), endpoint, shared, /* atOnce= */ false);
  }

  private static SocketTransport encrypted(
      PatientSocket plain, Endpoint endpoint, SharedTls shared, boolean atOnce) throws IOException {
    try {
      Socket socket =
          atOnce
              ? TlsHandshake.start(plain, endpoint, shared)
              : TlsHandshake.perform(plain, endpoint, shared);
      return new SocketTransport(plain, socket, endpoint);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private static PatientSocket open(Endpoint endpoint, Patience patience) throws IOException {
    PatientSocket socket = new PatientSocket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(endpoint.address(), patience.millis());
      socket.setKeepAlive(endpoint.keepAlive());
      socket.setPatience(patience);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public boolean isEncrypted() {
    return socket != plain;
  }

  @Override
  public @Nullable OpaqueBytes channelBinding() throws IOException {
    return isEncrypted() ? TlsHandshake.channelBinding(socket) : null;
  }

  @Override
  public boolean hasNews(boolean thoroughly) throws IOException {
    if (position < limit || plain.getInputStream().available() > 0) {
      return true;
    }
    if (!thoroughly || isEncrypted()) {
      return thoroughly;
    }
    // Only a read finds the end of the stream, and only one with a timeout ends.
    socket.setSoTimeout(1);
    try {
      position = 0;
      limit = Math.max(0, in.read(incoming, 0, incoming.length));
      return true;
    } catch (SocketTimeoutException e) {
      limit = 0;
      return false;
    } finally {
      socket.setSoTimeout(timeoutMillis);
    }
  }

  @Override
  public void send(List<? extends FrontendMessage> messages) throws IOException {
    outgoing.clearAndShrink(1 << 20);
    for (int i = 0; i < messages.size(); i++) {
      FrontendEncoder.encode(messages.get(i), outgoing);
    }
    if (timeoutMillis == 0 || outgoing.size() <= UNWATCHED_BYTES) {
      out.write(outgoing.array(), 0, outgoing.size());
    } else {
      writeWatched();
    }
    if (isEncrypted() && messages.get(messages.size() - 1) instanceof FrontendMessage.Terminate) {
      socket.shutdownOutput();
    }
  }

  /** Nothing else ends a write that waits for a server which has stopped reading. */
  private void writeWatched() throws IOException {
    for (int from = 0; from < outgoing.size(); from += UNWATCHED_BYTES) {
      Future<?> watchdog = WriteTimer.schedule(this::close, timeoutMillis);
      try {
        out.write(outgoing.array(), from, Math.min(UNWATCHED_BYTES, outgoing.size() - from));
      } catch (IOException e) {
        if (watchdog.isDone()) {
          SocketTimeoutException timeout =
              new SocketTimeoutException("the server has not read within " + timeoutMillis + " ms");
          timeout.initCause(e);
          throw timeout;
        }
        throw e;
      } finally {
        watchdog.cancel(false);
      }
    }
  }

  @Override
  public BackendMessage receive() throws IOException {
    require(Framing.HEADER_BYTES);
    byte type = incoming[position];
    int length = Framing.bodyLength(intAt(position + 1), MAX_BODY_BYTES);
    require(Framing.HEADER_BYTES + length);
    int body = position + Framing.HEADER_BYTES;
    BackendMessage message = BackendDecoder.decode(type, incoming, body, length);
    position = body + length;
    return message;
  }

  private int intAt(int at) {
    return (incoming[at] & 0xff) << 24
        | (incoming[at + 1] & 0xff) << 16
        | (incoming[at + 2] & 0xff) << 8
        | (incoming[at + 3] & 0xff);
  }

  /** Makes {@code bytes} bytes available from {@code position} on. */
  private void require(int bytes) throws IOException {
    if (limit - position >= bytes) {
      return;
    }
    if (position > 0) {
      makeRoom(bytes);
    } else if (incoming.length < bytes) {
      grow(bytes);
    }
    while (limit < bytes) {
      int count = in.read(incoming, limit, incoming.length - limit);
      if (count < 0) {
        throw new EOFException("the server has closed the connection");
      }
      limit += count;
    }
  }

  private void makeRoom(int bytes) {
    boolean oversized = incoming.length > LARGE_BUFFER_BYTES && bytes <= BUFFER_BYTES;
    int useful = limit == incoming.length ? LARGE_BUFFER_BYTES : 0;
    int capacity =
        oversized && limit - position <= BUFFER_BYTES
            ? BUFFER_BYTES
            : Math.max(Math.max(incoming.length, bytes), useful);
    byte[] target = capacity == incoming.length ? incoming : new byte[capacity];
    System.arraycopy(incoming, position, target, 0, limit - position);
    incoming = target;
    limit -= position;
    position = 0;
  }

  private void grow(int bytes) {
    byte[] larger = new byte[bytes];
    System.arraycopy(incoming, 0, larger, 0, limit);
    incoming = larger;
  }

  @Override
  public int timeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public void setTimeoutMillis(int timeoutMillis) throws IOException {
    plain.setPatience(null);
    this.timeoutMillis = timeoutMillis;
    socket.setSoTimeout(timeoutMillis);
  }

  @Override
  public void setPatience(Patience patience) {
    plain.setPatience(patience);
  }

  /** Waits until the server has closed the second connection: by then the request has been read. */
  @Override
  public void cancel(int processId, int secretKey) throws IOException {
    int limit = endpoint.cancelTimeoutMillis();
    // If this connection is encrypted the request is as well; otherwise it need not be.
    Endpoint same = endpoint.withTlsMode(isEncrypted() ? atLeastRequire() : TlsMode.DISABLE);
    SocketTransport second = connect(same, () -> limit);
    try {
      WireWriter request = new WireWriter(16);
      FrontendEncoder.encode(new FrontendMessage.CancelRequest(processId, secretKey), request);
      second.out.write(request.array(), 0, request.size());
      while (second.in.read() >= 0) {
        // The server answers nothing; the end of the stream is what is waited for.
      }
    } catch (SSLException e) {
      // So ends a stream that is not closed in the way of TLS.
      System.getLogger(SocketTransport.class.getName())
          .log(System.Logger.Level.DEBUG, "the end of a cancel request", e);
    } finally {
      second.close();
    }
  }

  private TlsMode atLeastRequire() {
    TlsMode mode = endpoint.tls().mode();
    return mode.insists() ? mode : TlsMode.REQUIRE;
  }

  @Override
  public void close() {
    try {
      // Not the encrypting socket: its close waits for a write under way.
      plain.close();
    } catch (IOException e) {
      System.getLogger(SocketTransport.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a socket failed", e);
    }
  }
}
