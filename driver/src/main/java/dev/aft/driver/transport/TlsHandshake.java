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
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Asks the server for TLS, and makes an encrypted socket of a plain one. */
final class TlsHandshake {
  private static final int MAX_ERROR_BYTES = 16 * 1024;

  private TlsHandshake() {}

  /**
   * Returns {@code socket} itself where the server does not encrypt and need not. Each read waits
   * as long as the socket's timeout says.
   *
   * @throws TransportException what the server answered instead; 08001 when it does not encrypt but
   *     must, or cannot be trusted
   */
  static Socket perform(Socket socket, Endpoint endpoint) throws IOException {
    WireWriter request = new WireWriter(8);
    FrontendEncoder.encode(new FrontendMessage.TlsRequest(), request);
    socket.getOutputStream().write(request.array(), 0, request.size());
    // Exactly one byte: what somebody has slipped in after it must not count as encrypted.
    int answer = socket.getInputStream().read();
    return switch (answer) {
      case 'S' -> encrypt(socket, endpoint);
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

  private static Socket encrypt(Socket socket, Endpoint endpoint) throws IOException {
    TlsSettings settings = endpoint.tls();
    SSLSocket secure =
        (SSLSocket)
            TlsContexts.context(settings)
                .getSocketFactory()
                .createSocket(
                    socket, endpoint.host(), endpoint.address().getPort(), /* autoClose= */ true);
    try {
      if (settings.mode() == TlsMode.VERIFY_FULL) {
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
      }
      secure.startHandshake();
      return secure;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (SSLException e) {
      throw new TransportException(
          "08001",
          "no TLS connection to "
              + endpoint.name()
              + " (sslmode="
              + modeName(settings)
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
