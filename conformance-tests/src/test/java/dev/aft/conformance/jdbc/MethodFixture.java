package dev.aft.conformance.jdbc;

import dev.aft.driver.AftConnectionPoolDataSource;
import dev.aft.driver.AftDataSource;
import dev.aft.driver.AftDriver;
import java.lang.reflect.Method;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import org.jspecify.annotations.Nullable;

/** An object of the driver on which one method of JDBC can be called, and what surrounds it. */
final class MethodFixture implements AutoCloseable {
  /** Every interface whose objects an application can get from the driver. */
  static final List<Class<?>> INTERFACES =
      List.of(
          Driver.class,
          DataSource.class,
          ConnectionPoolDataSource.class,
          PooledConnection.class,
          Connection.class,
          Statement.class,
          PreparedStatement.class,
          ResultSet.class,
          ResultSetMetaData.class,
          ParameterMetaData.class,
          DatabaseMetaData.class,
          Savepoint.class,
          Blob.class,
          Clob.class,
          NClob.class);

  private static final Set<String> UNPOSITIONED =
      Set.of("next", "first", "beforeFirst", "isBeforeFirst", "absolute");

  private final String url;
  private final Connection connection;
  private final boolean shared;
  private @Nullable Object object;
  private @Nullable Savepoint savepoint;

  /**
   * @param lent a connection for methods that leave it as it is; null to make one of its own
   */
  MethodFixture(String url, @Nullable Connection lent) throws SQLException {
    this.url = url;
    this.shared = lent != null;
    this.connection = lent != null ? lent : DriverManager.getConnection(url);
  }

  @Nullable Savepoint savepoint() {
    return savepoint;
  }

  Object open(Class<?> type, Method method) throws SQLException {
    Object made = make(type, method);
    object = made;
    return made;
  }

  private Object make(Class<?> type, Method method) throws SQLException {
    if (type == Driver.class) {
      return new AftDriver();
    } else if (type == DataSource.class) {
      AftDataSource source = new AftDataSource();
      source.setUrl(url);
      return source;
    } else if (type == ConnectionPoolDataSource.class) {
      return poolSource();
    } else if (type == PooledConnection.class) {
      return poolSource().getPooledConnection();
    } else if (type == Connection.class) {
      prepareConnection(method);
      return connection;
    } else if (type == DatabaseMetaData.class) {
      return connection.getMetaData();
    }
    return makeOfConnection(type, method);
  }

  private AftConnectionPoolDataSource poolSource() {
    AftConnectionPoolDataSource source = new AftConnectionPoolDataSource();
    source.setUrl(url);
    return source;
  }

  private void prepareConnection(Method method) throws SQLException {
    String name = method.getName();
    boolean ofTransaction =
        name.equals("commit") || name.equals("rollback") || name.contains("Savepoint");
    connection.setAutoCommit(!ofTransaction);
    if (ofTransaction && !name.equals("commit")) {
      savepoint = connection.setSavepoint();
    }
  }

  private Object makeOfConnection(Class<?> type, Method method) throws SQLException {
    if (type == Statement.class) {
      return connection.createStatement();
    } else if (type == PreparedStatement.class) {
      return prepare(method);
    } else if (type == ResultSet.class) {
      return rows(method);
    } else if (type == ResultSetMetaData.class) {
      return connection.createStatement().executeQuery("SELECT 1 AS v").getMetaData();
    } else if (type == ParameterMetaData.class) {
      return connection.prepareStatement("SELECT v FROM t WHERE k = ?").getParameterMetaData();
    } else if (type == Savepoint.class) {
      connection.setAutoCommit(false);
      return method.getName().equals("getSavepointName")
          ? connection.setSavepoint("s")
          : connection.setSavepoint();
    } else if (type == Blob.class) {
      Blob blob = connection.createBlob();
      blob.setBytes(1, new byte[] {1, 2, 3});
      return blob;
    }
    Clob clob = type == Clob.class ? connection.createClob() : connection.createNClob();
    clob.setString(1, "abc");
    return clob;
  }

  private PreparedStatement prepare(Method method) throws SQLException {
    String name = method.getName();
    boolean counts = name.contains("Update") || name.contains("Batch");
    PreparedStatement statement =
        connection.prepareStatement(
            counts ? "UPDATE t SET v = 'x' WHERE k = ?" : "SELECT v FROM t WHERE k = ?");
    statement.setInt(1, 1);
    return statement;
  }

  private ResultSet rows(Method method) throws SQLException {
    String name = method.getName();
    String value = "1";
    if (name.startsWith("getDate") || name.startsWith("getTime")) {
      value = "TIMESTAMP '2024-02-29 12:00:00'";
    } else if (name.equals("getBytes") || name.equals("getBinaryStream")) {
      value = "X'31'";
    } else if (name.equals("getBlob")) {
      value = "X'31'";
    }
    ResultSet rows =
        connection
            .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
            .executeQuery("SELECT " + value + " AS v");
    if (!UNPOSITIONED.contains(name)) {
      rows.next();
    }
    return rows;
  }

  /** Closes the object itself, or the connection that it is nothing without; false if neither. */
  boolean closeObject() throws SQLException {
    Object open = object;
    if (open instanceof ResultSet rows) {
      rows.close();
    } else if (open instanceof Statement statement) {
      statement.close();
    } else if (open instanceof PooledConnection pooled) {
      pooled.close();
    } else if (open instanceof Blob blob) {
      blob.free();
    } else if (open instanceof Clob clob) {
      clob.free();
    } else if (open instanceof Connection || open instanceof DatabaseMetaData) {
      connection.close();
    } else {
      return false;
    }
    return true;
  }

  @Override
  public void close() throws SQLException {
    if (object instanceof PooledConnection pooled) {
      pooled.close();
    } else if (object instanceof Statement statement) {
      statement.close();
    }
    if (!shared) {
      connection.close();
    }
  }
}
