package dev.aft.server;

import dev.aft.protocol.BackendDecoder;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendEncoder;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.WireWriter;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A plain socket that can speak the protocol, and can also misbehave. */
final class WireClient implements AutoCloseable {
  private static final int READ_TIMEOUT_MILLIS = 20_000;

  private final Socket plain = new Socket();
  private Socket socket = plain;
  private DataInputStream in;

  WireClient(InetSocketAddress address) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(address);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1_024));
  }

  static WireClient started(InetSocketAddress address) throws IOException {
    WireClient client = new WireClient(address);
    client.startup();
    client.readUntilReady();
    return client;
  }

  /** A client that has encrypted its connection and has been let in. */
  static WireClient started(InetSocketAddress address, SSLContext tls) throws IOException {
    WireClient client = encrypted(address, tls);
    client.startup();
    client.readUntilReady();
    return client;
  }

  /** A client that has encrypted its connection and said nothing else. */
  static WireClient encrypted(InetSocketAddress address, SSLContext tls) throws IOException {
    WireClient client = new WireClient(address);
    try {
      client.send(new FrontendMessage.TlsRequest());
      int answer = client.readByte();
      if (answer != 'S') {
        throw new IOException("answer to the request for TLS: " + answer);
      }
      client.handshake(tls, engine -> {});
      return client;
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /** Goes on in TLS, with whatever {@code adjust} sets before the handshake. */
  void handshake(SSLContext tls, Consumer<SSLSocket> adjust) throws IOException {
    SSLSocket wrapped =
        (SSLSocket)
            tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    SSLParameters parameters = wrapped.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    wrapped.setSSLParameters(parameters);
    adjust.accept(wrapped);
    wrapped.startHandshake();
    socket = wrapped;
    in = new DataInputStream(new BufferedInputStream(wrapped.getInputStream(), 1_024));
  }

  /** Whether the node ends the connection within the time that a test has. */
  boolean isEndedByNode() throws IOException {
    try {
      readFatalOrAlert();
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  /** Sends bytes beside TLS, as somebody on the way could. */
  void sendBelowTls(byte[] bytes) throws IOException {
    plain.getOutputStream().write(bytes);
  }

  /** Sends nothing more; what the node says can still be read. */
  void endOutput() throws IOException {
    if (!plain.isClosed() && !plain.isOutputShutdown()) {
      plain.shutdownOutput();
    }
  }

  SSLSocket tls() {
    return (SSLSocket) socket;
  }

  void startup() throws IOException {
    startup("x");
  }

  void startup(String user) throws IOException {
    send(new FrontendMessage.Startup(3, 0, Map.of("user", user)));
  }

  void send(FrontendMessage... messages) throws IOException {
    WireWriter out = new WireWriter();
    for (FrontendMessage message : messages) {
      FrontendEncoder.encode(message, out);
    }
    sendBytes(out.toByteArray());
  }

  void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  int readByte() throws IOException {
    return in.read();
  }

  BackendMessage read() throws IOException {
    byte type = in.readByte();
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    return BackendDecoder.decode(type, body, 0, body.length);
  }

  List<BackendMessage> readUntilReady() throws IOException {
    List<BackendMessage> messages = new ArrayList<>();
    do {
      messages.add(read());
    } while (!(messages.get(messages.size() - 1) instanceof BackendMessage.ReadyForQuery));
    return messages;
  }

  String query(String sql) throws IOException {
    send(new FrontendMessage.Query(sql));
    for (BackendMessage message : readUntilReady()) {
      if (message instanceof BackendMessage.CommandComplete complete) {
        return complete.tag();
      }
    }
    return "";
  }

  /** The SQLState of the error that ends the connection; fails when it ends without one. */
  String readFatal() throws IOException {
    String sqlState = "";
    try {
      while (true) {
        if (read() instanceof BackendMessage.ErrorResponse error) {
          sqlState = error.diagnostics().sqlState();
        }
      }
    } catch (EOFException e) {
      return sqlState;
    }
  }

  /** Reads until the node ends the connection, whatever it sends before. */
  void readFatalOrAlert() throws IOException {
    try {
      while (in.read() >= 0) {
        // What it is does not matter.
      }
    } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
      // Ended without ceremony.
    }
  }

  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** Ends the connection with a TCP reset. */
  void reset() throws IOException {
    plain.setSoLinger(true, 0);
    plain.close();
  }

  /** Ends the connection in the middle of a test. */
  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
