package dev.aft.driver;

import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/** A savepoint, with the name that the server knows it by. */
final class JdbcSavepoint implements Savepoint {
  private final TransactionConnection connection;
  private final int id;
  private final @Nullable String name;

  JdbcSavepoint(TransactionConnection connection, int id, @Nullable String name) {
    this.connection = connection;
    this.id = id;
    this.name = name;
  }

  boolean belongsTo(TransactionConnection candidate) {
    return connection == candidate;
  }

  String serverName() {
    return name == null ? "aft_savepoint_" + id : name;
  }

  @Override
  public int getSavepointId() throws SQLException {
    if (name != null) {
      throw SqlErrors.of("3B001", "a named savepoint has no number");
    }
    return id;
  }

  @Override
  public String getSavepointName() throws SQLException {
    if (name == null) {
      throw SqlErrors.of("3B001", "an unnamed savepoint has no name");
    }
    return name;
  }
}
