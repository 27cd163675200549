package dev.aft.benchmarks.driver;

import dev.aft.benchmarks.surroundings.Ambient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

/** Connects again and again, and tells the median of the times it took. */
final class ReconnectClient {
  private ReconnectClient() {}

  /** URL, number of connections, made twice: to warm up, and to measure. */
  public static void main(String[] arguments) throws SQLException, IOException {
    FirstRowClient.answer(run(arguments));
  }

  static String run(String... arguments) throws SQLException {
    long[] nanos = new long[Integer.parseInt(arguments[1])];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = once(arguments[0]);
    }
    long before = StreamClient.processorMillis();
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = once(arguments[0]);
    }
    Arrays.sort(nanos);
    long processorMillis = StreamClient.processorMillis() - before;
    return nanos[nanos.length / 2] + " " + processorMillis;
  }

  private static long once(String url) throws SQLException {
    long start = Ambient.nanoTime();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1")) {
      rows.next();
    }
    return Ambient.nanoTime() - start;
  }
}
