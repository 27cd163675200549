package dev.aft.cli.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Orders straight to the store: every write is durable by itself, and that is all there is. */
final class PlainOrderStore implements OrderStore {
  private final Socket socket;
  private final PrintWriter out;
  private final BufferedReader in;

  PlainOrderStore(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  @Override
  public void write(int order, String part, String value) throws IOException {
    ask("PUT " + OrderStore.key(order, part) + " " + value);
  }

  @Override
  public void complete() {
    // Nothing to do: a plain store has no notion of an order.
  }

  @Override
  public int partsVisible(int order) throws IOException {
    int visible = 0;
    for (String part : PARTS) {
      visible += ask("GET " + OrderStore.key(order, part)).equals("FOUND") ? 1 : 0;
    }
    return visible;
  }

  private String ask(String request) throws IOException {
    out.print(request + "\n");
    out.flush();
    String answer = in.readLine();
    if (answer == null || answer.startsWith("ERROR")) {
      throw new IOException("the plain store answered " + answer);
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
