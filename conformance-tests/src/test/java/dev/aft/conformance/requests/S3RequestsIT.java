package dev.aft.conformance.requests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.conformance.shared.SharedStore;
import dev.aft.storage.s3testing.HttpRequestCounter;
import dev.aft.storage.spi.StorageUri;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP requests between a node and S3, retries included: what S3 charges for. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class S3RequestsIT {
  private static final Map<String, Long> NONE = Map.of();
  private static final Map<String, Long> ONE_PUT = Map.of("PUT", 1L);
  private static final int CLIENTS = 32;
  private static final int COMMITS = 25;

  private HttpRequestCounter requests;
  private String storage;

  @BeforeEach
  void counted() {
    String address = SharedStore.S3.newAddress();
    URI endpoint = URI.create(StorageUri.parse(address).parameters().get("endpoint"));
    requests = new HttpRequestCounter(endpoint.getHost(), endpoint.getPort());
    storage = SharedStore.with(address, "endpoint", "http://127.0.0.1:" + requests.port());
  }

  @AfterEach
  void close() {
    requests.close();
  }

  private static void createTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");
    }
  }

  private static void upsert(Connection connection, int from, int count) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement("UPSERT INTO t (k, v) VALUES (?, ?)")) {
      for (int i = 0; i < count; i++) {
        upsert.setInt(1, from + i);
        upsert.setString(2, "value of " + (from + i));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private static void requireValue(Connection connection, int key) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT v FROM t WHERE k = " + key)) {
      assertTrue(result.next(), "no row " + key);
      assertEquals("value of " + key, result.getString(1));
    }
  }

  @Test
  void transactionIsOnePutAndReadsOfWhatIsKnownAreNone() throws SQLException {
    try (TestNode node = TestNode.on(storage);
        Connection connection = node.connect()) {
      createTable(connection);
      connection.setAutoCommit(false);
      for (int count : new int[] {1, 10, 100}) {
        requests.clear();
        upsert(connection, 1_000 * count, count);
        connection.commit();
        assertEquals(ONE_PUT, requests.counts(), "of a transaction of " + count);
        requireValue(connection, 1_000 * count);
        connection.commit();
        assertEquals(ONE_PUT, requests.counts(), "and a read of what it wrote");
      }
    }
  }

  @Test
  void readOfWhatIsInARunIsOneGet() throws Exception {
    storage = SharedStore.with(storage, "checkpoint-objects", "8");
    try (TestNode node = TestNode.on(storage);
        Connection connection = node.connect()) {
      createTable(connection);
      for (int i = 0; i < 20; i++) {
        upsert(connection, 10 * i, 10);
      }
    }
    try (TestNode node = TestNode.on(storage);
        Connection connection = node.connect()) {
      requests.clear();
      requireValue(connection, 5);
      assertTrue(requests.count("GET") <= 4, "pages and values: " + requests.counts());
      requests.clear();
      requireValue(connection, 6);
      assertEquals(Map.of("GET", 1L), requests.counts(), "the page is known, the value is not");
      requests.clear();
      requireValue(connection, 6);
      assertEquals(NONE, requests.counts(), "of a value that is known");
    }
  }

  @Test
  void clientsThatCommitTogetherShareRequests() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (TestNode node = TestNode.on(storage);
        Connection first = node.connect()) {
      createTable(first);
      requests.clear();
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        clients.add(
            threads.submit(
                () -> {
                  try (Connection connection = node.connect()) {
                    for (int i = 0; i < COMMITS; i++) {
                      upsert(connection, 1_000 * number + i, 1);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
      long puts = requests.count("PUT");
      assertTrue(puts < CLIENTS * COMMITS / 2, puts + " of " + CLIENTS * COMMITS + " commits");
    } finally {
      threads.shutdownNow();
    }
  }

  /** It looks whether the store is still its own, every five seconds. */
  @Test
  void idleNodeWritesNothingAndAsksLittle() throws Exception {
    try (TestNode node = TestNode.on(storage);
        Connection connection = node.connect()) {
      createTable(connection);
      upsert(connection, 1, 10);
      requireValue(connection, 1);
      requests.clear();
      TimeUnit.SECONDS.sleep(6);
      assertEquals(0, requests.count("PUT"));
      long asked = requests.counts().values().stream().mapToLong(Long::longValue).sum();
      assertTrue(asked <= 2, requests.counts().toString());
    }
  }
}
