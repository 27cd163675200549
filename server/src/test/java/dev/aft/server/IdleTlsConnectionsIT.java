package dev.aft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What encrypted connections that do nothing cost a node. {@code -Daft.idle-tls-connections=10000}
 * opens as many as a node must serve with a heap of 1 GiB.
 */
class IdleTlsConnectionsIT {
  private static final int CONNECTIONS = Integer.getInteger("aft.idle-tls-connections", 200);
  private static final int THREADS = 4;
  private static final long BYTES_PER_CONNECTION = 48_000;

  @TempDir private Path folder = Path.of(".");

  /** The node, and what it says. */
  private static final class Node implements AutoCloseable {
    private final Process process;
    private final BufferedReader says;
    private final PrintStream asks;

    Node(Path folder) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  "-cp",
                  System.getProperty("java.class.path"),
                  IdleTlsNode.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      says =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      asks = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /**
     * The words of the next line that begins with {@code first}, which other output may precede.
     */
    String[] next(String first) throws IOException {
      for (String line = says.readLine(); line != null; line = says.readLine()) {
        if (line.startsWith(first)) {
          return line.split(" ", -1);
        }
      }
      throw new IOException("the node has ended");
    }

    InetSocketAddress address() throws IOException {
      return new InetSocketAddress(
          InetAddress.getLoopbackAddress(), Integer.parseInt(next("port ")[1]));
    }

    /** Heap and direct memory together. */
    long memory() throws IOException {
      asks.println("?");
      String[] answer = next("memory ");
      return Long.parseLong(answer[1]) + Long.parseLong(answer[2]);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void idleEncryptedConnectionCostsLittleAndIsStillServed() throws Exception {
    SSLContext trusting = new TestCertificates(folder).trusting();
    List<WireClient> clients = new ArrayList<>();
    try (Node node = new Node(folder)) {
      InetSocketAddress address = node.address();
      open(address, trusting, THREADS).forEach(IdleTlsConnectionsIT::close);
      long before = node.memory();
      clients.addAll(open(address, trusting, CONNECTIONS));
      long each = (node.memory() - before) / CONNECTIONS;
      LoggerFactory.getLogger(IdleTlsConnectionsIT.class)
          .info("idle encrypted connections={} bytesEach={}", CONNECTIONS, each);
      assertTrue(each < BYTES_PER_CONNECTION, "bytes for each connection: " + each);
      for (WireClient client : clients) {
        assertEquals("SELECT 1", client.query("SELECT 1"));
      }
      try (WireClient late = WireClient.started(address, trusting)) {
        assertEquals("SELECT 1", late.query("SELECT 1"));
      }
    } finally {
      clients.forEach(IdleTlsConnectionsIT::close);
    }
  }

  private static List<WireClient> open(InetSocketAddress address, SSLContext trusting, int count)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<WireClient>> opening = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        opening.add(threads.submit(() -> WireClient.started(address, trusting)));
      }
      List<WireClient> opened = new ArrayList<>();
      for (Future<WireClient> one : opening) {
        opened.add(one.get());
      }
      return opened;
    } finally {
      threads.shutdown();
    }
  }

  private static void close(WireClient client) {
    try {
      client.reset();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
