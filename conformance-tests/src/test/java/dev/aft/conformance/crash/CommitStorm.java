package dev.aft.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that commit as fast as they can until the node dies, each remembering its last
 * acknowledged transaction. Transaction n of a client inserts {@link #PARTS} rows numbered n and
 * sets the client's counter to n.
 */
final class CommitStorm {
  static final int PARTS = 4;
  static final int OUTCOME_MILLIS = 2_000;
  private static final int PATIENCE_MILLIS = 10_000;

  private final int clients;
  private final int[] acknowledged;

  CommitStorm(int clients) {
    this.clients = clients;
    this.acknowledged = new int[clients];
  }

  static void createTables(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE storm (client INTEGER, n INTEGER, part INTEGER,"
              + " PRIMARY KEY (client, n, part))");
      statement.execute("CREATE TABLE counter (client INTEGER PRIMARY KEY, n INTEGER)");
    }
  }

  /** The tables can be read at the node. */
  static void requireTables(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement counter =
            connection.prepareStatement("SELECT n FROM counter WHERE client = ?")) {
      assertTrue(counter(counter, 0) >= 0);
    }
  }

  /** Runs until every client has lost its connection; {@code killer} sees to that. */
  void runUntilDeath(String url, AutoCloseable killer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int number = client;
        futures.add(threads.submit(() -> commitUntilDeath(url, number)));
      }
      killer.close();
      for (Future<?> future : futures) {
        future.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Waits until so much is acknowledged, or for some seconds on a machine that is too busy. */
  void awaitAcknowledged(int wanted) throws InterruptedException {
    for (int i = 0; i < PATIENCE_MILLIS && acknowledgedInTotal() < wanted; i += 10) {
      Thread.sleep(10);
    }
  }

  int acknowledgedInTotal() {
    int total = 0;
    for (int each : acknowledged) {
      total += each;
    }
    return total;
  }

  private void commitUntilDeath(String url, int client) {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      // The node comes back on another port: for so long the driver asks for the outcome in vain.
      connection.setNetworkTimeout(Runnable::run, OUTCOME_MILLIS);
      try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO storm (client, n, part) VALUES (?, ?, ?)");
          PreparedStatement count =
              connection.prepareStatement("UPSERT INTO counter (client, n) VALUES (?, ?)")) {
        while (true) {
          commitOne(connection, insert, count, client, acknowledged[client] + 1);
          acknowledged[client]++;
        }
      }
    } catch (SQLException e) {
      // The node died, or its store is another's. Whether the last commit happened is open, and the
      // check allows both.
      String state = String.valueOf(e.getSQLState());
      if (!state.startsWith("08") && !state.equals("40003") && !state.equals("57P02")) {
        throw new IllegalStateException("unexpected error in the storm", e);
      }
    }
  }

  private static void commitOne(
      Connection connection, PreparedStatement insert, PreparedStatement count, int client, int n)
      throws SQLException {
    for (int part = 0; part < PARTS; part++) {
      insert.setInt(1, client);
      insert.setInt(2, n);
      insert.setInt(3, part);
      insert.addBatch();
    }
    insert.executeBatch();
    count.setInt(1, client);
    count.setInt(2, n);
    count.executeUpdate();
    connection.commit();
  }

  /** Every acknowledged transaction is there, and none in part. Moves on to what is there. */
  void check(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement rows =
            connection.prepareStatement("SELECT n FROM storm WHERE client = ? ORDER BY n, part");
        PreparedStatement counter =
            connection.prepareStatement("SELECT n FROM counter WHERE client = ?")) {
      for (int client = 0; client < clients; client++) {
        checkClient(client, parts(rows, client), counter(counter, client));
      }
    }
  }

  private void checkClient(int client, Map<Integer, Integer> parts, int counter) {
    parts.forEach((n, count) -> assertEquals(PARTS, count, "client " + client + ", part of " + n));
    assertTrue(
        counter >= acknowledged[client] && counter <= acknowledged[client] + 1,
        "client " + client + " has " + counter + ", acknowledged " + acknowledged[client]);
    assertEquals(counter, parts.size(), "client " + client + " has gaps");
    acknowledged[client] = counter;
  }

  private static Map<Integer, Integer> parts(PreparedStatement rows, int client)
      throws SQLException {
    Map<Integer, Integer> parts = new TreeMap<>();
    rows.setInt(1, client);
    try (ResultSet result = rows.executeQuery()) {
      while (result.next()) {
        parts.merge(result.getInt(1), 1, Integer::sum);
      }
    }
    return parts;
  }

  private static int counter(PreparedStatement counter, int client) throws SQLException {
    counter.setInt(1, client);
    try (ResultSet result = counter.executeQuery()) {
      return result.next() ? result.getInt(1) : 0;
    }
  }
}
