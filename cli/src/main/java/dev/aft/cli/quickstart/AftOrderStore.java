package dev.aft.cli.quickstart;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Orders through AFT: plain JDBC, one transaction an order. */
final class AftOrderStore implements OrderStore {
  private final Connection connection;
  private final PreparedStatement write;
  private final PreparedStatement read;

  AftOrderStore(String url) throws SQLException {
    connection = DriverManager.getConnection(url);
    connection.setAutoCommit(false);
    write = connection.prepareStatement("UPSERT INTO kv (key, value) VALUES (?, ?)");
    read = connection.prepareStatement("SELECT value FROM kv WHERE key = ?");
  }

  @Override
  public void write(int order, String part, String value) throws SQLException {
    write.setString(1, OrderStore.key(order, part));
    write.setBytes(2, value.getBytes(StandardCharsets.UTF_8));
    write.executeUpdate();
  }

  @Override
  public void complete() throws SQLException {
    connection.commit();
  }

  @Override
  public int partsVisible(int order) throws SQLException {
    int visible = 0;
    for (String part : PARTS) {
      read.setString(1, OrderStore.key(order, part));
      try (ResultSet result = read.executeQuery()) {
        visible += result.next() ? 1 : 0;
      }
    }
    connection.commit();
    return visible;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
