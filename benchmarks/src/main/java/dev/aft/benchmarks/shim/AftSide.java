package dev.aft.benchmarks.shim;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Through AFT over JDBC: one transaction, whatever the number of keys. */
final class AftSide implements Side {
  private final Connection connection;
  private final PreparedStatement write;
  private final PreparedStatement read;
  private final String name;
  private final byte[] value;
  private long written;

  AftSide(String url, String name, int valueBytes) throws SQLException {
    this.name = name;
    this.value = "v".repeat(valueBytes).getBytes(StandardCharsets.US_ASCII);
    this.connection = DriverManager.getConnection(url);
    this.write = connection.prepareStatement("UPSERT INTO kv (key, value) VALUES (?, ?)");
    this.read = connection.prepareStatement("SELECT value FROM kv WHERE key = ?");
  }

  @Override
  public void write(int keys) throws SQLException {
    if (keys == 1) {
      bind();
      write.executeUpdate();
      return;
    }
    connection.setAutoCommit(false);
    for (int i = 0; i < keys; i++) {
      bind();
      write.addBatch();
    }
    write.executeBatch();
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void bind() throws SQLException {
    write.setString(1, name + "-" + written++);
    write.setBytes(2, value);
  }

  @Override
  public void read() throws SQLException {
    read.setString(1, name + "-0");
    try (ResultSet row = read.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("A key that was written is not there. key=" + name + "-0");
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
