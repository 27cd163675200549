package dev.aft.conformance.requests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.FailPoints;
import dev.aft.server.AftServer;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.storage.contract.StoreCall.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which calls of the store a statement, a start and an idle node cost. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreCallsIT {
  private static final Map<Kind, Long> NONE = Map.of();
  private static final Map<Kind, Long> ONE_COMMIT = Map.of(Kind.COMMIT_IF_ABSENT, 1L);
  private static final String STORE = "memory:calls";

  /** The format, the id of the store, the newest journal entry. */
  private static final long START_VALUES = 3;

  private @Nullable CountingStore store;
  private @Nullable AftServer server;

  private CountingStore store() {
    return Objects.requireNonNull(store);
  }

  private AftServer server() {
    return Objects.requireNonNull(server);
  }

  @AfterEach
  void stop() {
    server().close();
  }

  private Connection start(Map<Setting, String> more) throws SQLException {
    CompletableFuture<CountingStore> counting = new CompletableFuture<>();
    Map<Setting, String> settings = new HashMap<>(more);
    settings.put(Setting.STORAGE, STORE);
    settings.put(Setting.LISTEN, "127.0.0.1:0");
    settings.put(Setting.METRICS_LISTEN, "127.0.0.1:0");
    server =
        AftServer.start(
            Settings.of(settings),
            opened -> {
              counting.complete(new CountingStore(opened));
              return counting.join();
            },
            FailPoints.NONE);
    store = counting.join();
    return DriverManager.getConnection(
        "jdbc:aft://127.0.0.1:" + server().address().getPort() + "/aft");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void createTable(Connection connection) throws SQLException {
    execute(connection, "CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER)");
  }

  private static void upsert(Connection connection, int from, int count) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement("UPSERT INTO t (k, v) VALUES (?, ?)")) {
      for (int i = 0; i < count; i++) {
        upsert.setInt(1, from + i);
        upsert.setInt(2, i);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private static int read(Connection connection, int key) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT v FROM t WHERE k = " + key)) {
      return result.next() ? result.getInt(1) : -1;
    }
  }

  @Test
  void commitIsOneCallWhateverItsNumberOfKeysAndReadsOfWhatItWroteAreNone() throws SQLException {
    try (Connection connection = start(Map.of())) {
      createTable(connection);
      read(connection, 0);
      connection.setAutoCommit(false);
      for (int count : new int[] {1, 10, 256, 1000}) {
        store().take();
        upsert(connection, 10_000 * count, count);
        connection.commit();
        assertEquals(ONE_COMMIT, store().take(), "of a transaction of " + count);
        assertEquals(count - 1, read(connection, 10_000 * count + count - 1));
        connection.commit();
        // What a load has written is not kept in memory until somebody reads it.
        Map<Kind, Long> first = count <= 256 ? NONE : Map.of(Kind.SCAN, 1L);
        assertEquals(
            first, store().take(), "of a read of what a transaction of " + count + " wrote");
        assertEquals(count - 1, read(connection, 10_000 * count + count - 1));
        connection.commit();
        assertEquals(NONE, store().take(), "of a read of what was read");
      }
      execute(connection, "UPDATE t SET v = v + 1 WHERE k = 10000");
      connection.commit();
      assertEquals(ONE_COMMIT, store().take(), "of an update of what is known");
    }
  }

  @Test
  void collectionWritesLessThanClientsAndAnIdleNodeNothing() throws Exception {
    Map<Setting, String> quick =
        Map.of(
            Setting.COLLECTION_INTERVAL, "20ms",
            Setting.TRANSACTION_LIFETIME, "1s",
            Setting.IDLE_IN_TRANSACTION_TIMEOUT, "1s",
            Setting.SKEW_ALLOWANCE, "100ms");
    try (Connection connection = start(quick)) {
      createTable(connection);
      for (int i = 0; i < 50; i++) {
        upsert(connection, i % 5, 2);
      }
      while (statistic("aft_engine_collection_commits") < 51) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      TimeUnit.MILLISECONDS.sleep(200);
      Map<Kind, Long> calls = store().take();
      long collecting =
          calls.entrySet().stream()
              .filter(e -> e.getKey().isWrite() && e.getKey() != Kind.COMMIT_IF_ABSENT)
              .mapToLong(Map.Entry::getValue)
              .sum();
      assertTrue(collecting <= 25, "one write a round, of 51 commits: " + calls);
      store().takeValues();
      TimeUnit.MILLISECONDS.sleep(500);
      assertEquals(Set.of(Kind.SCAN), store().take().keySet(), "of an idle node");
      assertEquals(0, store().takeValues());
    }
  }

  /** A metric of the engine. */
  private long statistic(String name) throws IOException {
    InetSocketAddress address = server().metricsAddress().orElseThrow();
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + "/metrics");
    try (InputStream in = uri.toURL().openStream()) {
      String metrics = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return metrics
          .lines()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .findFirst()
          .orElse(0);
    }
  }

  @Test
  void startIsAFewReadsAndReadOfAKeyThatMemoryDoesNotKnowIsOneForOneValue() throws SQLException {
    try (Connection first = start(Map.of())) {
      createTable(first);
      for (int i = 0; i < 20; i++) {
        upsert(first, i, 20);
      }
      AftServer before = server();
      try (Connection second = start(Map.of())) {
        // One of the scans asks whether there are users.
        assertEquals(Map.of(Kind.READ, 3L, Kind.SCAN, 2L), store().take(), "of a start");
        assertEquals(0, read(second, 19));
        // The definition of the table, and the newest of the twenty versions of the row.
        assertEquals(Map.of(Kind.SCAN, 2L), store().take(), "of a read");
        assertEquals(2, store().takeValues() - START_VALUES);
        assertEquals(1, read(second, 20));
        assertEquals(Map.of(Kind.SCAN, 1L), store().take(), "of a read");
        assertEquals(1, store().takeValues());
        assertEquals(1, read(second, 20));
        assertEquals(NONE, store().take(), "of a read of what is known");
      }
      before.close();
    }
  }
}
