package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.crash.NodeProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mostly idle connections are the normal case for functions, so they must cost little. */
class IdleConnectionsIT {
  private static final int CONNECTIONS = 2_000;
  private static final String PATIENCE = "?connectTimeout=60&loginTimeout=60";

  @Test
  void aNodeWithAHeapOf100MegabytesServes2000Connections(@TempDir Path folder) throws Exception {
    String storage = "rocksdb:" + folder.resolve("db");
    List<Connection> connections = new ArrayList<>();
    try (NodeProcess node = NodeProcess.start(storage, "-Xmx100m")) {
      for (int i = 0; i < CONNECTIONS; i++) {
        Connection connection = DriverManager.getConnection(node.url() + PATIENCE);
        connections.add(connection);
        try (Statement statement = connection.createStatement()) {
          statement.executeUpdate("PUT 'connection' = 'number " + i + "'");
        }
      }
      for (Connection connection : connections) {
        assertTrue(connection.isValid(60));
      }
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }
}
