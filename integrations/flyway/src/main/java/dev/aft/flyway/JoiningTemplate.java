package dev.aft.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.flywaydb.core.internal.jdbc.ExecutionTemplate;

/**
 * Runs work in the transaction under way, or else in one of its own. Flyway nests transactions, and
 * would commit the outer one with the inner; so a schema, its history and the row that says who has
 * made it come to be together.
 */
final class JoiningTemplate implements ExecutionTemplate {
  private final Connection connection;
  private final ExecutionTemplate own;

  JoiningTemplate(Connection connection, ExecutionTemplate own) {
    this.connection = connection;
    this.own = own;
  }

  @Override
  public <T> T execute(Callable<T> work) {
    try {
      return connection.getAutoCommit() ? own.execute(work) : work.call();
    } catch (SQLException e) {
      throw new FlywaySqlException("Unable to run in the transaction under way", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new FlywayException(e);
    }
  }
}
