package dev.aft.conformance.isolation;

import dev.aft.conformance.isolation.Recording.Cell;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The workload through AFT. */
final class JdbcClient implements IsolationWorkload.Client {
  static final String TABLE =
      "CREATE TABLE cell (grp INTEGER, idx INTEGER, writer TEXT, PRIMARY KEY (grp, idx))";

  private final Connection connection;
  private final PreparedStatement read;
  private final PreparedStatement scan;
  private final PreparedStatement write;
  private final PreparedStatement delete;
  private final boolean storeFails;

  /** A client of a node whose store works: no commit may be refused. */
  JdbcClient(Connection connection) throws SQLException {
    this(connection, false);
  }

  /**
   * A client of a node.
   *
   * @param storeFails whether the node may have to abort a transaction at its commit, because the
   *     store never told what became of it
   */
  JdbcClient(Connection connection, boolean storeFails) throws SQLException {
    this.connection = connection;
    this.storeFails = storeFails;
    connection.setAutoCommit(false);
    read = connection.prepareStatement("SELECT writer FROM cell WHERE grp = ? AND idx = ?");
    scan = connection.prepareStatement("SELECT idx, writer FROM cell WHERE grp = ? ORDER BY idx");
    write = connection.prepareStatement("UPSERT INTO cell (grp, idx, writer) VALUES (?, ?, ?)");
    delete = connection.prepareStatement("DELETE FROM cell WHERE grp = ? AND idx = ?");
  }

  @Override
  public @Nullable String read(Cell cell) throws SQLException {
    bind(read, cell);
    try (ResultSet result = read.executeQuery()) {
      return result.next() ? result.getString(1) : null;
    }
  }

  @Override
  public Map<Integer, String> scan(int group) throws SQLException {
    scan.setInt(1, group);
    Map<Integer, String> values = new HashMap<>();
    try (ResultSet result = scan.executeQuery()) {
      while (result.next()) {
        values.put(result.getInt(1), result.getString(2));
      }
    }
    return values;
  }

  @Override
  public void write(Cell cell, String value) throws SQLException {
    bind(write, cell);
    write.setString(3, value);
    write.executeUpdate();
  }

  @Override
  public boolean delete(Cell cell) throws SQLException {
    bind(delete, cell);
    return delete.executeUpdate() == 1;
  }

  private static void bind(PreparedStatement statement, Cell cell) throws SQLException {
    statement.setInt(1, cell.group());
    statement.setInt(2, cell.index());
  }

  @Override
  public boolean commit() throws SQLException {
    try {
      connection.commit();
      return true;
    } catch (SQLTransactionRollbackException e) {
      if (storeFails) {
        return false;
      }
      throw e;
    }
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
