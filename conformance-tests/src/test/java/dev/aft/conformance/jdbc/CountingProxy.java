package dev.aft.conformance.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between driver and node, and counts what passes. For one connection at a time. */
final class CountingProxy implements AutoCloseable {
  /**
   * @param roundTrips times that the client spoke after the node, or first
   */
  record Count(int roundTrips, long sent, long received) {
    Count minus(Count before) {
      return new Count(
          roundTrips - before.roundTrips, sent - before.sent, received - before.received);
    }
  }

  private final ServerSocket listener;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private boolean nodeSpokeLast = true;
  private Count count = new Count(0, 0, 0);

  CountingProxy(int target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "counting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "jdbc:aft://127.0.0.1:" + listener.getLocalPort() + "/aft";
  }

  /** All that has passed. When the driver has its answer, everything of that is counted. */
  synchronized Count count() {
    return count;
  }

  private synchronized void passes(boolean fromClient, int bytes) {
    int trip = fromClient && nodeSpokeLast ? 1 : 0;
    nodeSpokeLast = !fromClient;
    count =
        new Count(
            count.roundTrips() + trip,
            count.sent() + (fromClient ? bytes : 0),
            count.received() + (fromClient ? 0 : bytes));
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket node = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        node.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(node);
        start(() -> copy(client, node, true));
        start(() -> copy(node, client, false));
      }
    } catch (IOException e) {
      close(); // the test is over
    }
  }

  private void copy(Socket from, Socket to, boolean fromClient) {
    byte[] buffer = new byte[65_536];
    try {
      int read = from.getInputStream().read(buffer);
      while (read >= 0) {
        passes(fromClient, read);
        to.getOutputStream().write(buffer, 0, read);
        read = from.getInputStream().read(buffer);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      close(); // one side has gone, and the other is to know
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
