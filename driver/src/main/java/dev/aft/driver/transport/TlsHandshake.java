package dev.aft.driver.transport;

import dev.aft.protocol.BackendDecoder;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.ChannelBinding;
import dev.aft.protocol.Framing;
import dev.aft.protocol.FrontendEncoder;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.ProtocolException;
import dev.aft.protocol.WireWriter;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Asks the server for TLS, and makes an encrypted socket of a plain one. */
final class TlsHandshake {
  private static final int MAX_ERROR_BYTES = 16 * 1024;

  private TlsHandshake() {}

  /**
   * Starts TLS with a server that is known to take it.
   *
   * @throws TransportException what asking for it may mend
   */
  static Socket start(Socket socket, Endpoint endpoint, SharedTls shared) throws IOException {
    try {
      return shared.encrypt(socket, endpoint, /* atOnce= */ true);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      shared.failedAtOnce(endpoint);
      throw new TransportException("08001", "TLS could not start at once: " + e.getMessage(), e);
    }
  }

  /**
   * Asks for TLS. Returns {@code socket} itself where the server does not encrypt and need not.
   *
   * @throws TransportException what the server answered instead; 08001 when it does not encrypt but
   *     must, or cannot be trusted
   */
  static Socket perform(Socket socket, Endpoint endpoint, SharedTls shared) throws IOException {
    WireWriter request = new WireWriter(8);
    FrontendEncoder.encode(new FrontendMessage.TlsRequest(), request);
    socket.getOutputStream().write(request.array(), 0, request.size());
    // Exactly one byte: what somebody has slipped in after it must not count as encrypted.
    int answer = socket.getInputStream().read();
    return switch (answer) {
      case 'S' -> encrypt(socket, endpoint, shared);
      case 'N' -> {
        if (endpoint.tls().mode().insists()) {
          throw new TransportException(
              "08001", "the server at " + endpoint.name() + " does not offer TLS", null);
        }
        yield socket;
      }
      case 'E' -> throw refusal(socket);
      case -1 -> throw new EOFException("the server has closed the connection when asked for TLS");
      default -> throw new ProtocolException("the answer to the TLS request is not S or N");
    };
  }

  private static Socket encrypt(Socket socket, Endpoint endpoint, SharedTls shared)
      throws IOException {
    try {
      return shared.encrypt(socket, endpoint, /* atOnce= */ false);
    } catch (SSLException e) {
      throw new TransportException(
          "08001",
          "no TLS connection to "
              + endpoint.name()
              + " (sslmode="
              + modeName(endpoint.tls())
              + "): "
              + e.getMessage(),
          e);
    }
  }

  private static String modeName(TlsSettings settings) {
    return settings.mode().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A server that takes no more connections says so before anything else. */
  private static IOException refusal(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] body = new byte[Framing.bodyLength(in.readInt(), MAX_ERROR_BYTES)];
    in.readFully(body);
    BackendMessage message = BackendDecoder.decode((byte) 'E', body, 0, body.length);
    return message instanceof BackendMessage.ErrorResponse error
        ? new TransportException(
            error.diagnostics().sqlState(), error.diagnostics().message(), null)
        : new IOException("the server refused TLS");
  }

  /** The data of channel binding; null when there is none to be had. */
  static @Nullable OpaqueBytes channelBinding(Socket socket) throws IOException {
    if (!(socket instanceof SSLSocket secure)) {
      return null;
    }
    Certificate[] chain = secure.getSession().getPeerCertificates();
    return chain.length > 0 && chain[0] instanceof X509Certificate certificate
        ? ChannelBinding.endPoint(certificate).orElse(null)
        : null;
  }
}
