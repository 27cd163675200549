package dev.aft.conformance.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Stands between driver and node, and cuts or freezes the connections through it. */
final class CuttingProxy implements AutoCloseable {
  /** The side that has sent what is counted. */
  enum Side {
    CLIENT,
    NODE
  }

  /**
   * A cut to come: after so many more bytes of that side, all bytes up to there having passed.
   *
   * @param onCut runs when it has come, before the connection closes
   */
  record Cut(Side side, int afterBytes, Runnable onCut) {}

  private final ServerSocket listener;
  private volatile int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Deque<Cut> cuts = new ArrayDeque<>();
  private volatile boolean frozen;

  CuttingProxy(int target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  String url() {
    return "jdbc:aft://127.0.0.1:" + port() + "/aft";
  }

  /** New connections go to another node. */
  void retarget(int port) {
    target = port;
  }

  /** Cuts that come one after the other: the next counts from the moment of the one before it. */
  void cutLater(Cut... coming) {
    synchronized (cuts) {
      cuts.clear();
      cuts.addAll(Arrays.asList(coming));
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // Closed, and so is the loop; or no node is there, and the client has been told so.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(server);
      start(() -> copy(client, server, Side.CLIENT));
      start(() -> copy(server, client, Side.NODE));
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private void copy(Socket from, Socket to, Side side) {
    byte[] buffer = new byte[8192];
    try {
      int count = from.getInputStream().read(buffer);
      while (count >= 0) {
        while (frozen) {
          LockSupport.parkNanos(1_000_000);
          if (from.isClosed()) {
            return;
          }
        }
        int passing = passing(side, count);
        to.getOutputStream().write(buffer, 0, passing);
        if (passing < count) {
          cut(from, to);
          return;
        }
        count = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // Cut on one side: the other side is cut below.
      frozen = false;
    } finally {
      close(from);
      close(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  /** How many of the bytes that have come may pass; fewer than all when the cut is here. */
  private int passing(Side side, int count) {
    synchronized (cuts) {
      Cut next = cuts.peek();
      if (next == null || next.side() != side) {
        return count;
      }
      if (next.afterBytes() < count) {
        return next.afterBytes();
      }
      cuts.removeFirst();
      cuts.addFirst(new Cut(side, next.afterBytes() - count, next.onCut()));
      return count;
    }
  }

  private void cut(Socket from, Socket to) {
    Cut here;
    synchronized (cuts) {
      here = cuts.poll();
    }
    if (here != null) {
      here.onCut().run();
    }
    close(from);
    close(to);
  }

  /** Nothing passes from now on, in either direction, and nothing is read. */
  void freeze() {
    frozen = true;
  }

  void cut() {
    sockets.forEach(CuttingProxy::close);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
