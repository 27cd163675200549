package dev.aft.driver;

import java.sql.SQLException;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.PooledConnection;
import javax.sql.PooledConnectionBuilder;
import org.jspecify.annotations.Nullable;

/** For pools of containers that keep {@link PooledConnection}s. It is no pool itself. */
public class AftConnectionPoolDataSource extends CommonAftDataSource
    implements ConnectionPoolDataSource {
  /** For frameworks that make beans. */
  public AftConnectionPoolDataSource() {}

  @Override
  public PooledConnection getPooledConnection() throws SQLException {
    return new JdbcPooledConnection(open());
  }

  @Override
  public PooledConnection getPooledConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    return new JdbcPooledConnection(open(user, password));
  }

  @Override
  public PooledConnectionBuilder createPooledConnectionBuilder() throws SQLException {
    throw SmallConnection.noShards();
  }
}
