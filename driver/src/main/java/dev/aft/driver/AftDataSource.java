package dev.aft.driver;

import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A source of new connections, without a pool. */
public class AftDataSource extends CommonAftDataSource implements DataSource {
  /** For frameworks that make beans. */
  public AftDataSource() {}

  @Override
  public Connection getConnection() throws SQLException {
    return open();
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    return open(user, password);
  }

  @Override
  public ConnectionBuilder createConnectionBuilder() throws SQLException {
    throw SmallConnection.noShards();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return Wrappers.isWrapper(this, type);
  }
}
