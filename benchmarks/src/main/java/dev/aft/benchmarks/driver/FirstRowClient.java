package dev.aft.benchmarks.driver;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a function does when it starts cold: connect, ask, read a row. */
final class FirstRowClient {
  private FirstRowClient() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    if (arguments[0].equals("nothing")) {
      answer("1");
      return;
    }
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        PreparedStatement statement = connection.prepareStatement("SELECT 1");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      answer(rows.getString(1));
    }
  }

  /** Writes the line that is waited for, and stays until it has been read. */
  static void answer(String line) throws IOException {
    System.out.println(line);
    System.out.flush();
    while (System.in.read() >= 0) {
      // Nothing comes; the end of the input is what is waited for.
    }
  }
}
