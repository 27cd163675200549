package dev.aft.storage.s3testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A way over TCP to a server, on a port of 127.0.0.1, that fails on command. Bytes pass unchanged
 * until then. Thread-safe; commands count for connections of now and later until {@link #heal},
 * unless they say otherwise.
 */
public final class FaultyNetwork implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final int CONNECT_MILLIS = 10_000;

  /** The side that has sent what is counted. */
  public enum Side {
    CLIENT,
    SERVER
  }

  /** Sees what the client of one connection sends. */
  interface Observer {
    /** Called on one thread at a time, before the bytes go on; keeps no reference to the array. */
    void sent(byte[] bytes, int length);
  }

  private final Supplier<Observer> observers;
  private final List<Relay> relays = new CopyOnWriteArrayList<>();
  private final Conditions conditions = new Conditions();
  private final int port;
  private volatile InetSocketAddress target;
  private @Nullable ServerSocket listener;
  private boolean closed;

  /** A way to {@code host:port}. */
  public FaultyNetwork(String host, int port) {
    this(new InetSocketAddress(host, port), 0, () -> (bytes, length) -> {});
  }

  FaultyNetwork(String host, int port, Supplier<Observer> observers) {
    this(new InetSocketAddress(host, port), 0, observers);
  }

  private FaultyNetwork(InetSocketAddress target, int port, Supplier<Observer> observers) {
    this.observers = observers;
    this.target = target;
    this.port = listen(port);
  }

  /** A way from a port of choice to {@code target}, for servers that say where they are reached. */
  public static FaultyNetwork from(int port, InetSocketAddress target) {
    return new FaultyNetwork(target, port, () -> (bytes, length) -> {});
  }

  /** Where clients connect to. */
  public int port() {
    return port;
  }

  /** Later connections go to another server. */
  public void retarget(String host, int otherPort) {
    target = new InetSocketAddress(host, otherPort);
  }

  /** Closes the connections of now; later ones pass. */
  public void cut() {
    relays.forEach(Relay::close);
  }

  /** Ends the connections of now with a reset; later ones pass. */
  public void reset() {
    relays.forEach(Relay::reset);
  }

  /** Cuts the connections of now and refuses later ones. */
  public synchronized void refuse() {
    stopListening();
    cut();
  }

  /**
   * Nothing passes any more, in either direction; connections stay open, and later ones are
   * accepted. After {@link #heal} what was held passes; after {@link #cut} it is lost.
   */
  public void freeze() {
    conditions.freeze();
  }

  /** Everything passes so much later, in each direction. */
  public void delay(Duration delay) {
    conditions.delay(delay);
  }

  /**
   * Ends one connection, once: after so many more bytes of that side, over all connections, all
   * bytes up to there having passed.
   */
  public void cutAfter(Side side, long bytes) {
    conditions.cutAfter(side, bytes, false);
  }

  /** Like {@link #cutAfter}, with a reset. */
  public void resetAfter(Side side, long bytes) {
    conditions.cutAfter(side, bytes, true);
  }

  /** From now on everything passes. */
  public synchronized void heal() {
    conditions.heal();
    if (listener == null && !closed) {
      listen(port);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    stopListening();
    cut();
    conditions.heal();
  }

  private synchronized int listen(int wanted) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), BACKLOG);
      listener = socket;
      start(() -> accept(socket));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen. port=" + wanted, e);
    }
  }

  private synchronized void stopListening() {
    ServerSocket socket = listener;
    listener = null;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        start(() -> connect(client, socket));
      } catch (IOException e) {
        // The listener is closed, and so is the loop.
      }
    }
  }

  private void connect(Socket client, ServerSocket acceptedBy) {
    Relay relay = new Relay(client, observers.get(), conditions);
    relays.add(relay);
    try {
      relay.run(target, CONNECT_MILLIS, acceptedBy::isClosed);
    } finally {
      relays.remove(relay);
    }
  }

  static void start(Runnable task) {
    Thread thread = new Thread(task, "faulty-network");
    thread.setDaemon(true);
    thread.start();
  }
}
