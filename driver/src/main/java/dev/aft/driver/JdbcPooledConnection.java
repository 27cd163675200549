package dev.aft.driver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import javax.sql.StatementEvent;
import javax.sql.StatementEventListener;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a pool keeps. Its borrowers get handles: closing one rolls back what is open,
 * takes back what was set, and tells the pool. One handle lives at a time.
 */
final class JdbcPooledConnection implements PooledConnection {
  private final JdbcConnection physical;
  private final boolean readOnly;
  private final int isolation;
  private final String schema;
  private final int networkTimeoutMillis;
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
  private final List<StatementEventListener> statementListeners = new CopyOnWriteArrayList<>();
  private @Nullable PooledHandle handle;

  JdbcPooledConnection(JdbcConnection physical) throws SQLException {
    this.physical = physical;
    this.readOnly = physical.isReadOnly();
    this.isolation = physical.getTransactionIsolation();
    this.schema = physical.getSchema();
    this.networkTimeoutMillis = physical.getNetworkTimeout();
  }

  /** A new handle; the one before it, if any, is closed without telling the pool. */
  @Override
  public synchronized Connection getConnection() throws SQLException {
    PooledHandle before = handle;
    if (before != null) {
      before.invalidate();
      handle = null;
    }
    try {
      reset();
    } catch (SQLException e) {
      failed(e);
      throw e;
    }
    PooledHandle fresh = new PooledHandle(this, physical);
    handle = fresh;
    return fresh.connection();
  }

  /** As a connection is when it has just been made. */
  private void reset() throws SQLException {
    if (!physical.getAutoCommit()) {
      physical.rollback();
      physical.setAutoCommit(true);
    } else {
      physical.rollbackIfOpen();
    }
    physical.setReadOnly(readOnly);
    physical.setNetworkTimeout(null, networkTimeoutMillis);
    physical.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
    physical.setTransactionIsolation(isolation);
    if (!schema.equals(physical.getSchema())) {
      physical.setSchema(schema);
    }
    physical.clearWarnings();
  }

  /** Called by a handle that has just been closed. */
  void handleClosed(PooledHandle closed) throws SQLException {
    synchronized (this) {
      if (handle == closed) {
        handle = null;
      }
    }
    try {
      if (!physical.isClosed()) {
        reset();
      }
    } finally {
      ConnectionEvent event = new ConnectionEvent(this);
      listeners.forEach(listener -> listener.connectionClosed(event));
    }
  }

  /** Tells the pool of an error after which the connection is of no use. */
  void failed(SQLException e) {
    if (physical.isClosed()) {
      ConnectionEvent event = new ConnectionEvent(this, e);
      listeners.forEach(listener -> listener.connectionErrorOccurred(event));
    }
  }

  void statementClosed(PreparedStatement statement) {
    StatementEvent event = new StatementEvent(this, statement);
    statementListeners.forEach(listener -> listener.statementClosed(event));
  }

  void statementFailed(PreparedStatement statement, SQLException e) {
    StatementEvent event = new StatementEvent(this, statement, e);
    statementListeners.forEach(listener -> listener.statementErrorOccurred(event));
  }

  /** Closes the connection itself; the pool is not told, because it is who calls this. */
  @Override
  public synchronized void close() throws SQLException {
    PooledHandle open = handle;
    handle = null;
    if (open != null) {
      open.invalidate();
    }
    physical.close();
  }

  @Override
  public void addConnectionEventListener(@Nullable ConnectionEventListener listener) {
    if (listener != null) {
      listeners.add(listener);
    }
  }

  @Override
  public void removeConnectionEventListener(@Nullable ConnectionEventListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void addStatementEventListener(@Nullable StatementEventListener listener) {
    if (listener != null) {
      statementListeners.add(listener);
    }
  }

  @Override
  public void removeStatementEventListener(@Nullable StatementEventListener listener) {
    statementListeners.remove(listener);
  }
}
