package dev.aft.conformance.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before a node, and notes how connections begin: with a question, or with TLS at once. */
final class FirstByteRelay implements AutoCloseable {
  /** The type of a TLS record with a handshake message. */
  static final int TLS = 22;

  /** The highest byte of the length of a request for TLS. */
  static final int QUESTION = 0;

  private final ServerSocket listener;
  private final int target;
  private final List<Integer> firstBytes = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean refusesTlsAtOnce;

  FirstByteRelay(int target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  List<Integer> firstBytes() {
    return List.copyOf(firstBytes);
  }

  /** From now on, a connection that begins with TLS is closed. */
  void refuseTlsAtOnce() {
    refusesTlsAtOnce = true;
  }

  static void start(Runnable task) {
    Thread thread = new Thread(task, "first-byte-relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        start(() -> relay(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket node = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(node);
      int first = client.getInputStream().read();
      firstBytes.add(first);
      if (first == TLS && refusesTlsAtOnce) {
        return;
      }
      node.getOutputStream().write(first);
      start(() -> pump(node, client));
      pump(client, node);
    } catch (IOException e) {
      // One of the two is gone, and so is the other now.
      return;
    }
  }

  static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // As above.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
