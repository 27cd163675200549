package dev.aft.benchmarks.driver;

import dev.aft.benchmarks.surroundings.Ambient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Fills tables in batches, and tells what the last one took. */
final class BatchClient {
  private static final String TEXT = "a name of some length, as names of things often are ";

  private BatchClient() {}

  /** URL, number of tables or {@code load} for the table that is streamed, rows, batch size. */
  public static void main(String[] arguments) throws SQLException, IOException {
    FirstRowClient.answer(run(arguments));
  }

  static String run(String... arguments) throws SQLException {
    int rows = Integer.parseInt(arguments[2]);
    int batchSize = Integer.parseInt(arguments[3]);
    try (Connection connection = DriverManager.getConnection(arguments[0])) {
      if (arguments[1].equals("load")) {
        load(connection, rows, batchSize);
        return "loaded";
      }
      return fill(connection, Integer.parseInt(arguments[1]), rows, batchSize);
    }
  }

  private static void load(Connection connection, int rows, int batchSize) throws SQLException {
    execute(connection, create("IF NOT EXISTS bench_stream"));
    connection.setAutoCommit(false);
    if (count(connection, "bench_stream") == rows) {
      connection.rollback();
      return;
    }
    execute(connection, "DELETE FROM bench_stream");
    connection.commit();
    insert(connection, "bench_stream", rows, batchSize, true);
  }

  /** Nanoseconds and milliseconds of processor time of the last table. */
  private static String fill(Connection connection, int tables, int rows, int batchSize)
      throws SQLException {
    String figures = "";
    for (int i = 0; i < tables; i++) {
      connection.setAutoCommit(true);
      execute(connection, "DROP TABLE IF EXISTS bench_batch");
      execute(connection, create("bench_batch"));
      connection.setAutoCommit(false);
      long start = Ambient.nanoTime();
      long before = StreamClient.processorMillis();
      insert(connection, "bench_batch", rows, batchSize, false);
      figures = (Ambient.nanoTime() - start) + " " + (StreamClient.processorMillis() - before);
      requireRows(count(connection, "bench_batch"), rows);
      connection.commit();
    }
    return figures;
  }

  private static void insert(
      Connection connection, String table, int rows, int batchSize, boolean commitEach)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + table + " (k, amount, price, name) VALUES (?, ?, ?, ?)")) {
      for (int i = 1; i <= rows; i++) {
        insert.setLong(1, i);
        insert.setInt(2, i % 1000);
        insert.setDouble(3, i / 4.0);
        insert.setString(4, TEXT + i);
        insert.addBatch();
        if (i % batchSize == 0 || i == rows) {
          insert.executeBatch();
          if (commitEach) {
            connection.commit();
          }
        }
      }
      connection.commit();
    }
  }

  private static String create(String table) {
    return "CREATE TABLE "
        + table
        + " (k BIGINT PRIMARY KEY, amount INTEGER, price DOUBLE PRECISION, name VARCHAR(100))";
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void requireRows(int actual, int expected) {
    if (actual != expected) {
      throw new IllegalStateException("the table has " + actual + " rows instead of " + expected);
    }
  }
}
