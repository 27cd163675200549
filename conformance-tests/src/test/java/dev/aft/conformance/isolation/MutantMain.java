package dev.aft.conformance.isolation;

import dev.aft.conformance.isolation.IsolationWorkload.Style;
import dev.aft.history.HistoryText;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/**
 * Runs the workload on whatever engine the class path has, and writes its history to a file: FILE
 * SEED.
 */
final class MutantMain {
  private MutantMain() {}

  public static void main(String[] arguments) throws Exception {
    String url = "jdbc:aft:memory:mutant";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(JdbcClient.TABLE);
      long seed = Long.parseLong(arguments[1]);
      IsolationWorkload workload = new IsolationWorkload(8, 250, seed, Style.MOVING_ON);
      IsolationWorkload.Result result =
          workload.run(() -> new JdbcClient(DriverManager.getConnection(url)));
      HistoryText.write(result.history(), Path.of(arguments[0]));
    }
    System.exit(0);
  }
}
