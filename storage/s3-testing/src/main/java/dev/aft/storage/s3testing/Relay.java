package dev.aft.storage.s3testing;

import dev.aft.storage.s3testing.Conditions.Passage;
import dev.aft.storage.s3testing.FaultyNetwork.Observer;
import dev.aft.storage.s3testing.FaultyNetwork.Side;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.BooleanSupplier;

/** One connection through a {@link FaultyNetwork}: a thread for each direction. */
final class Relay {
  private static final int BUFFER = 64 << 10;

  private final Socket client;
  private final Socket server = new Socket();
  private final Observer observer;
  private final Conditions conditions;
  private volatile boolean gone;

  Relay(Socket client, Observer observer, Conditions conditions) {
    this.client = client;
    this.observer = observer;
    this.conditions = conditions;
  }

  /** Connects and passes bytes on until the connection ends; uses the calling thread. */
  void run(InetSocketAddress target, int connectMillis, BooleanSupplier refused) {
    try {
      if (refused.getAsBoolean()) {
        return;
      }
      server.connect(target, connectMillis);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      FaultyNetwork.start(() -> copy(server, client, Side.SERVER));
      copy(client, server, Side.CLIENT);
    } catch (IOException e) {
      // No server is there: the client sees its connection close, as below.
    } finally {
      close();
    }
  }

  private void copy(Socket from, Socket to, Side side) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        conditions.hold(() -> gone);
        if (!pass(buffer, count, side, out)) {
          return;
        }
      }
    } catch (IOException e) {
      // One side is gone: the other is closed below.
    } finally {
      close();
    }
  }

  private boolean pass(byte[] buffer, int count, Side side, OutputStream out) throws IOException {
    if (gone) {
      return false;
    }
    Passage passage = conditions.passage(side, count);
    if (side == Side.CLIENT) {
      observer.sent(buffer, passage.passing());
    }
    out.write(buffer, 0, passage.passing());
    out.flush();
    if (passage.reset()) {
      reset();
    }
    return !passage.cut();
  }

  /** Ends both sides with a reset instead of an orderly end. */
  void reset() {
    linger(client);
    linger(server);
    close();
  }

  void close() {
    gone = true;
    close(client);
    close(server);
  }

  private static void linger(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
