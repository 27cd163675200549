package dev.aft.flyway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.jspecify.annotations.Nullable;

/**
 * Makes migrators wait for each other. The lock is a row of the schema history, of a rank that
 * Flyway does not look at: its script is the name of the owner, or empty. The row is read and
 * written FOR UPDATE, so of two that take it at once one commits.
 *
 * <p>A lock is for {@link #LEASE}: that of a migrator that was killed ends by itself. One that
 * works for longer may be overtaken, and loses by the rule of the package: its commit is refused.
 */
final class MigrationLock {
  static final Duration LEASE = Duration.ofSeconds(30);

  private static final Log LOG = LogFactory.getLog(MigrationLock.class);
  private static final int RANK = -100;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int RELEASE_ATTEMPTS = 5;

  private final Connection connection;
  private final Table<?, ?> table;
  private final String owner;

  private MigrationLock(Connection connection, Table<?, ?> table, String owner) {
    this.connection = connection;
    this.table = table;
    this.owner = owner;
  }

  static String createStatement(Table<?, ?> table) {
    return "INSERT INTO "
        + table
        + " (\"installed_rank\", \"description\", \"type\", \"script\", \"installed_by\","
        + " \"execution_time\", \"success\") VALUES ("
        + RANK
        + ", '<< Flyway Lock >>', 'LOCK', '', '', 0, TRUE)";
  }

  /** Waits for the lock, as often as Flyway is set to try. */
  static MigrationLock take(Connection connection, Table<?, ?> table, Configuration settings) {
    int retries = settings.getLockRetryCount();
    try {
      MigrationLock lock = new MigrationLock(connection, table, newOwner(connection));
      for (int attempt = 0; !lock.tryTake(); attempt++) {
        if (retries >= 0 && attempt >= retries) {
          throw new FlywayException(
              "Another migrator works on " + table + " and did not end in time. Try again");
        }
        LOG.debug("Waiting for the lock on " + table);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      return lock;
    } catch (SQLException e) {
      throw new FlywaySqlException("Unable to lock " + table, e);
    }
  }

  private static String newOwner(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT gen_random_uuid()::text")) {
      row.next();
      return row.getString(1);
    }
  }

  private boolean tryTake() throws SQLException {
    return change(
        (script, since, now) -> script.isEmpty() || since.plus(LEASE).isBefore(now) ? owner : null);
  }

  /** Gives the lock back. If that fails the work is done all the same, and the lease ends. */
  void release() {
    try {
      for (int attempt = 0; attempt < RELEASE_ATTEMPTS && table.exists(); attempt++) {
        if (change((script, since, now) -> script.equals(owner) ? "" : null)) {
          return;
        }
      }
    } catch (SQLException | FlywayException e) {
      LOG.debug("The lock on " + table + " was not given back: " + e.getMessage());
    }
  }

  /** What to write into a row of the lock. */
  private interface Step {
    /** The new owner, empty for none, or null to change nothing. */
    @Nullable String next(String script, LocalDateTime since, LocalDateTime now);
  }

  /** Whether the row was changed; not if somebody else changed it at the same time. */
  private boolean change(Step step) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      boolean changed = changeRow(step);
      connection.commit();
      return changed;
    } catch (SQLException e) {
      connection.rollback();
      if ("40001".equals(e.getSQLState())) {
        return false;
      }
      throw e;
    } finally {
      connection.setAutoCommit(autoCommit);
    }
  }

  private boolean changeRow(Step step) throws SQLException {
    @Nullable String next = null;
    boolean exists;
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT \"script\", \"installed_on\", clock_timestamp()::timestamp FROM "
                    + table
                    + " WHERE \"installed_rank\" = "
                    + RANK
                    + " FOR UPDATE")) {
      exists = row.next();
      if (exists) {
        LocalDateTime since = row.getObject(2, LocalDateTime.class);
        next = step.next(row.getString(1), since, row.getObject(3, LocalDateTime.class));
      }
    }
    if (!exists) {
      createAgain();
    }
    return next != null && write(next);
  }

  /** For a history that somebody has emptied. The next attempt finds the row. */
  private void createAgain() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(createStatement(table) + " FOR UPDATE");
    }
  }

  private boolean write(String next) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE "
                + table
                + " SET \"script\" = ?, \"installed_on\" = clock_timestamp()::timestamp"
                + " WHERE \"installed_rank\" = "
                + RANK
                + " FOR UPDATE")) {
      update.setString(1, next);
      return update.executeUpdate() == 1;
    }
  }
}
