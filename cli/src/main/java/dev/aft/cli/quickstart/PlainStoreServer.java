package dev.aft.cli.quickstart;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A store as a service with PUT and GET and nothing more, as an object store would be: what the
 * story is told against. One thread a connection; the story opens two.
 */
final class PlainStoreServer implements AutoCloseable {
  private final Store store;
  private final ServerSocket listener;

  PlainStoreServer(Store store) throws IOException {
    this.store = store;
    this.listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    start("plain-store-listener", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        start("plain-store-connection", () -> serve(socket));
      } catch (IOException e) {
        return; // Closed: the story is over.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
      socket.setTcpNoDelay(true);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.print(answer(line.split(" ", 3)) + "\n");
        out.flush();
      }
    } catch (IOException e) {
      return; // The function was killed: that is what the story is about.
    }
  }

  private String answer(String[] words) {
    Bytes key = Bytes.utf8(words[1]);
    if (words[0].equals("PUT")) {
      store.write(List.of(new Entry(key, Bytes.utf8(words[2])))).join();
      return "STORED";
    }
    return store.read(key).join().isPresent() ? "FOUND" : "ABSENT";
  }

  @Override
  public void close() throws IOException {
    listener.close();
    store.close();
  }
}
