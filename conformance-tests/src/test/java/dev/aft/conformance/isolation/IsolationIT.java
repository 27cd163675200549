package dev.aft.conformance.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read atomic isolation, seen from the clients; and what the same clients see without AFT. */
class IsolationIT {
  private static final int CLIENTS = 8;
  private static final int TRANSACTIONS = 600;

  private static List<String> anomalies(Callable<? extends IsolationWorkload.Client> connector)
      throws Exception {
    List<Recording> recordings = new IsolationWorkload(CLIENTS, TRANSACTIONS, 42).run(connector);
    assertEquals(CLIENTS * TRANSACTIONS, recordings.size());
    return GroupChecker.check(recordings, IsolationWorkload.CELLS);
  }

  private static void createTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(JdbcClient.TABLE);
    }
  }

  @Test
  void noAnomaliesThroughANodeOnDisk(@TempDir Path folder) throws Exception {
    try (TestNode node = TestNode.on("rocksdb:" + folder.resolve("db"));
        Connection connection = node.connect()) {
      createTable(connection);
      assertEquals(List.of(), anomalies(() -> new JdbcClient(node.connect())));
    }
  }

  @Test
  void noAnomaliesEmbeddedInMemory() throws Exception {
    String url = "jdbc:aft:memory:isolation";
    try (Connection connection = DriverManager.getConnection(url)) {
      createTable(connection);
      List<String> anomalies = anomalies(() -> new JdbcClient(DriverManager.getConnection(url)));
      assertEquals(List.of(), anomalies);
    }
  }

  @Test
  void theSameWorkloadStraightOnTheStoreShowsAnomalies(@TempDir Path folder) throws Exception {
    try (Store store = Stores.open("rocksdb:" + folder.resolve("db"))) {
      List<String> anomalies = anomalies(() -> new BareStoreClient(store));

      assertFalse(anomalies.isEmpty(), "a bare store should show anomalies");
      assertTrue(anomalies.stream().anyMatch(line -> line.startsWith("fractured read")));
      assertTrue(anomalies.stream().anyMatch(line -> line.startsWith("dirty read")));
    }
  }
}
