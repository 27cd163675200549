package dev.aft.conformance.jdbc;

import dev.aft.protocol.TlsProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Ends TLS before a node that has none, and does not know X25519, as where FIPS 140-2 holds. */
final class WithoutX25519 implements AutoCloseable {
  private static final int QUESTION_BYTES = 8;

  private final ServerSocket listener;
  private final SSLContext context;
  private final int target;
  private final AtomicInteger failures = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  WithoutX25519(SSLContext context, int target) throws IOException {
    this.context = context;
    this.target = target;
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    FirstByteRelay.start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Handshakes that have failed. */
  int failures() {
    return failures.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        FirstByteRelay.start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket node = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(node);
      SSLSocket secure = encrypt(client);
      try {
        secure.startHandshake();
      } catch (IOException e) {
        failures.incrementAndGet();
        return;
      }
      FirstByteRelay.start(() -> FirstByteRelay.pump(node, secure));
      FirstByteRelay.pump(secure, node);
    } catch (IOException e) {
      // One of the two is gone, and so is the other now.
      return;
    }
  }

  private SSLSocket encrypt(Socket client) throws IOException {
    int first = client.getInputStream().read();
    byte[] read = {(byte) first};
    if (first == FirstByteRelay.QUESTION) {
      client.getInputStream().readNBytes(QUESTION_BYTES - 1);
      client.getOutputStream().write('S');
      read = new byte[0];
    }
    SSLSocket secure =
        (SSLSocket)
            context.getSocketFactory().createSocket(client, new ByteArrayInputStream(read), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {TlsProfile.APPLICATION_PROTOCOL});
    parameters.setAlgorithmConstraints(new OnlyOlderCurves());
    secure.setSSLParameters(parameters);
    return secure;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static final class OnlyOlderCurves implements AlgorithmConstraints {
    @Override
    public boolean permits(
        Set<CryptoPrimitive> uses, String algorithm, AlgorithmParameters parameters) {
      return !algorithm.equals("x25519") && !algorithm.equals("x448");
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> uses, Key key) {
      return true;
    }

    @Override
    public boolean permits(
        Set<CryptoPrimitive> uses, String algorithm, Key key, AlgorithmParameters parameters) {
      return true;
    }
  }
}
