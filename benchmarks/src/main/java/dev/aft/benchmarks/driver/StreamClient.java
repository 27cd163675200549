package dev.aft.benchmarks.driver;

import dev.aft.benchmarks.surroundings.Ambient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Reads a large table with a fetch size, several times, and tells what the last time took. */
final class StreamClient {
  private StreamClient() {}

  /** URL, expected rows, fetch size, passes. */
  public static void main(String[] arguments) throws SQLException, IOException {
    FirstRowClient.answer(run(arguments));
  }

  static String run(String... arguments) throws SQLException {
    int expected = Integer.parseInt(arguments[1]);
    long nanos = 0;
    long processorMillis = 0;
    try (Connection connection = DriverManager.getConnection(arguments[0])) {
      connection.setAutoCommit(false);
      for (int pass = Integer.parseInt(arguments[3]); pass > 0; pass--) {
        long start = Ambient.nanoTime();
        long before = processorMillis();
        pass(connection, Integer.parseInt(arguments[2]), expected);
        nanos = Ambient.nanoTime() - start;
        processorMillis = processorMillis() - before;
      }
    }
    return nanos + " " + processorMillis;
  }

  private static void pass(Connection connection, int fetchSize, int expected) throws SQLException {
    int count = 0;
    long sum = 0;
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT k, amount, price, name FROM bench_stream")) {
      statement.setFetchSize(fetchSize);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          count++;
          sum += rows.getLong(1) + rows.getInt(2) + (long) rows.getDouble(3);
          sum += rows.getString(4).length();
        }
      }
    }
    connection.commit();
    if (count != expected || sum == 0) {
      throw new IllegalStateException("read " + count + " rows instead of " + expected);
    }
  }

  static long processorMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }
}
