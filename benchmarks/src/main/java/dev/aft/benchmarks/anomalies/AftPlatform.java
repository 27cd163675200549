package dev.aft.benchmarks.anomalies;

import dev.aft.driver.AftConnection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions that share a transaction of AFT. Each function has a connection other than the one
 * before it, and goes on from the token that it is handed.
 */
final class AftPlatform implements FunctionPlatform {
  private final List<Function> functions;
  private final int valueBytes;
  private int current;
  private @Nullable String token;

  AftPlatform(String url, int valueBytes) throws SQLException {
    this.valueBytes = valueBytes;
    functions = List.of(new Function(url), new Function(url));
  }

  /** Where a function runs: one connection with its statements. */
  private static final class Function {
    final Connection connection;
    final PreparedStatement read;
    final PreparedStatement write;

    Function(String url) throws SQLException {
      connection = DriverManager.getConnection(url);
      connection.setAutoCommit(false);
      read = connection.prepareStatement("SELECT value FROM kv WHERE key = ?");
      write = connection.prepareStatement("UPSERT INTO kv (key, value) VALUES (?, ?)");
    }

    AftConnection aft() throws SQLException {
      return connection.unwrap(AftConnection.class);
    }
  }

  private static String key(int key) {
    return "anomalies/" + key;
  }

  /** The first function begins the transaction with its first statement. */
  @Override
  public void beginFunction() throws SQLException {
    if (token != null) {
      functions.get(current).aft().resume(token);
      token = null;
    }
  }

  @Override
  public long read(int key) throws SQLException {
    PreparedStatement read = functions.get(current).read;
    read.setString(1, key(key));
    try (ResultSet result = read.executeQuery()) {
      return result.next() ? Payload.number(result.getBytes(1)) : 0;
    }
  }

  @Override
  public void write(int key, long number) throws SQLException {
    PreparedStatement write = functions.get(current).write;
    write.setString(1, key(key));
    write.setBytes(2, Payload.of(number, valueBytes));
    write.executeUpdate();
  }

  @Override
  public void endFunction() throws SQLException {
    token = functions.get(current).aft().suspend();
    current = (current + 1) % functions.size();
  }

  @Override
  public void commit() throws SQLException {
    functions.get(current).connection.commit();
  }

  @Override
  public void close() throws SQLException {
    for (Function function : functions) {
      function.connection.close();
    }
  }
}
