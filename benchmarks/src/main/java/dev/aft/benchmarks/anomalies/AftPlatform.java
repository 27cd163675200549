package dev.aft.benchmarks.anomalies;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Functions that share a transaction of AFT. */
final class AftPlatform implements FunctionPlatform {
  private final Connection connection;
  private final PreparedStatement read;
  private final PreparedStatement write;
  private final int valueBytes;

  AftPlatform(String url, int valueBytes) throws SQLException {
    this.valueBytes = valueBytes;
    connection = DriverManager.getConnection(url);
    connection.setAutoCommit(false);
    read = connection.prepareStatement("SELECT value FROM kv WHERE key = ?");
    write = connection.prepareStatement("UPSERT INTO kv (key, value) VALUES (?, ?)");
  }

  private static String key(int key) {
    return "anomalies/" + key;
  }

  @Override
  public void beginFunction() {
    // The first statement begins the transaction.
  }

  @Override
  public long read(int key) throws SQLException {
    read.setString(1, key(key));
    try (ResultSet result = read.executeQuery()) {
      return result.next() ? Payload.number(result.getBytes(1)) : 0;
    }
  }

  @Override
  public void write(int key, long number) throws SQLException {
    write.setString(1, key(key));
    write.setBytes(2, Payload.of(number, valueBytes));
    write.executeUpdate();
  }

  @Override
  public void endFunction() {
    // The connection goes on.
  }

  @Override
  public void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void abort() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
