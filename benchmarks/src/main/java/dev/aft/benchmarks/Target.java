package dev.aft.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database to measure.
 *
 * @param label what results call it
 * @param afterCommit a statement run after every commit, to make durability alike (for H2, which
 *     does not fsync on commit: {@code CHECKPOINT SYNC}); empty for none
 */
record Target(String label, String url, String afterCommit) {
  private static final int BATCH_ROWS = 1_000;

  /** Reads {@code label=jdbc:...} or {@code jdbc:...}; H2's own {@code ;} settings are kept. */
  static Target parse(String text, boolean forceSync) {
    int equals = text.indexOf('=');
    boolean labelled = equals > 0 && !text.startsWith("jdbc:");
    String url = labelled ? text.substring(equals + 1) : text;
    String label = labelled ? text.substring(0, equals) : url.split(":", 3)[1];
    boolean needsSync = forceSync && url.startsWith("jdbc:h2:");
    return new Target(label, url, needsSync ? "CHECKPOINT SYNC" : "");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  void afterCommit(Connection connection) throws SQLException {
    if (!afterCommit.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(afterCommit);
      }
    }
  }

  /** Makes the table anew with {@code rows} rows. */
  void load(int rows, int valueBytes) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS bench");
      statement.execute("CREATE TABLE bench (k VARCHAR(64) PRIMARY KEY, v VARCHAR(10000))");
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO bench (k, v) VALUES (?, ?)")) {
        String value = "v".repeat(valueBytes);
        for (int row = 0; row < rows; row++) {
          insert.setString(1, Workload.key(row));
          insert.setString(2, value);
          insert.addBatch();
          if ((row + 1) % BATCH_ROWS == 0 || row + 1 == rows) {
            insert.executeBatch();
            connection.commit();
          }
        }
      }
    }
  }
}
