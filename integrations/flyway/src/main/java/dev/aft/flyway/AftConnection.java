package dev.aft.flyway;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.database.base.Connection;
import org.flywaydb.core.internal.database.base.Schema;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/** A connection; holds the lock of migrators while Flyway works on the history. */
final class AftConnection extends Connection<AftDatabase> {
  /** Another one has changed what this one has read, or has created the table. */
  private static final Set<String> LOST = Set.of("40001", "42P07", "25P02");

  private static final int CREATIONS = 10;

  private boolean locked;

  AftConnection(AftDatabase database, java.sql.Connection connection) {
    super(database, connection);
  }

  @Override
  protected String getCurrentSchemaNameOrSearchPath() throws SQLException {
    return getJdbcConnection().getSchema();
  }

  @Override
  protected void doChangeCurrentSchemaOrSearchPathTo(String schema) throws SQLException {
    getJdbcConnection().setSchema(schema);
  }

  @Override
  public Schema<?, ?> getSchema(String name) {
    return new AftSchema(getJdbcTemplate(), database, name);
  }

  @SuppressWarnings("rawtypes") // the signature is that of Flyway
  @Override
  public <T> T lock(Table table, Callable<T> work) {
    if (locked || isInTransaction()) {
      return super.lock(table, work);
    }
    for (int attempt = 1; !table.exists(); attempt++) {
      try {
        return super.lock(table, work); // The work is to create the table.
      } catch (FlywayException e) {
        if (attempt == CREATIONS || !isConflict(e)) {
          throw e;
        }
      }
    }
    MigrationLock lock =
        MigrationLock.take(getJdbcConnection(), table, database.getConfiguration());
    locked = true;
    try {
      return super.lock(table, work);
    } finally {
      locked = false;
      lock.release();
    }
  }

  private boolean isInTransaction() {
    try {
      return !getJdbcConnection().getAutoCommit();
    } catch (SQLException e) {
      throw new FlywaySqlException("Unable to ask for the transaction", e);
    }
  }

  /** Whether another migrator was faster. */
  private static boolean isConflict(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && LOST.contains(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
