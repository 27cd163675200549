package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.crash.NodeProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mostly idle connections are the normal case for functions, so they must cost little. */
class IdleConnectionsIT {
  private static final int CONNECTIONS = 2_000;

  /** At once, so that their writes share the wait for the disk. */
  private static final int CLIENTS = 16;

  private static final String PATIENCE = "?connectTimeout=60&loginTimeout=60";

  @Test
  void aNodeWithAHeapOf100MegabytesServes2000Connections(@TempDir Path folder) throws Exception {
    String storage = "rocksdb:" + folder.resolve("db");
    Queue<Connection> connections = new ConcurrentLinkedQueue<>();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (NodeProcess node = NodeProcess.start(storage, "-Xmx100m")) {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int number = i;
        calls.add(() -> connections.add(connectAndPut(node.url() + PATIENCE, number)));
      }
      for (Future<Boolean> call : clients.invokeAll(calls)) {
        assertTrue(call.get());
      }
      assertEquals(CONNECTIONS, connections.size());
      for (Connection connection : connections) {
        assertTrue(connection.isValid(60));
      }
    } finally {
      clients.shutdownNow();
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  private static Connection connectAndPut(String url, int number) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PUT 'connection " + number + "' = 'open'");
    }
    return connection;
  }
}
